package io.unveil.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {
  @Test
  void repeatedFailure_doublesTheWaitUpToTheLongest() {
    Backoff backoff = new Backoff();
    assertThat(Stream.generate(backoff::next).limit(9).map(Duration::toMillis))
        .containsExactly(200L, 400L, 800L, 1600L, 3200L, 6400L, 12800L, 15000L, 15000L);
  }

  @Test
  void success_startsOverWithTheShortestWait() {
    Backoff backoff = new Backoff();
    backoff.next();
    backoff.next();
    backoff.reset();
    assertThat(backoff.next()).isEqualTo(Duration.ofMillis(200));
  }
}
