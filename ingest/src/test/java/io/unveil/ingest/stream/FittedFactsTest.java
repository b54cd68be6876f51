package io.unveil.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unveil.analyzer.facts.AppFacts;
import io.unveil.analyzer.facts.StringFact;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FittedFactsTest {
  private static final AppFacts SMALL = Messages.facts(Messages.unpacked(Messages.SHA256, 4_096));

  @Test
  void smallFacts_stayAsTheyAre() {
    assertThat(FittedFacts.of(SMALL).facts()).isSameAs(SMALL);
  }

  @Test
  void largeFacts_loseStringsFirst_andSaySo() {
    AppFacts large = withStrings(20_000);
    FittedFacts fitted = FittedFacts.of(large, 1 << 20);
    AppFacts fitting = fitted.facts();

    assertThat(fitted.json()).hasSizeLessThanOrEqualTo(1 << 20);
    assertThat(fitted.json()).isEqualTo(Codec.STORED_FACTS.write(fitting));
    assertThat(fitting.strings()).hasSizeBetween(1, 19_999);
    assertThat(fitting.flows()).isEqualTo(large.flows());
    assertThat(fitting.calls()).isEqualTo(large.calls());
    assertThat(fitting.flowCounts()).isEqualTo(large.flowCounts());
    assertThat(fitting.coverage().incomplete())
        .containsExactly(
            "facts above 1048576 bytes: kept %d of 20000 strings, 1 of 1 calls, 1 of 1 examples of flows"
                .formatted(fitting.strings().size()));
  }

  @Test
  void flowsGoLast_andTheirCountsStay() {
    int withoutExamples = Codec.STORED_FACTS.write(withStrings(0)).length - 600;
    AppFacts fitting = FittedFacts.of(SMALL, withoutExamples).facts();

    assertThat(fitting.strings()).isEmpty();
    assertThat(fitting.calls()).isEmpty();
    assertThat(fitting.flowCounts()).isEqualTo(SMALL.flowCounts());
    assertThat(fitting.coverage().incomplete()).hasSize(1);
  }

  @Test
  void ownStatementsThatAreTooLarge_areAFailure() {
    assertThatThrownBy(() -> FittedFacts.of(SMALL, 100))
        .isInstanceOf(StageFailedException.class)
        .hasMessage("the app's own statements are larger than 100 bytes");
  }

  private static AppFacts withStrings(int count) {
    List<StringFact> strings =
        IntStream.range(0, count)
            .mapToObj(i -> new StringFact("url", "http://host" + i + ".example/", "a.dex", false))
            .toList();
    return new AppFacts(
        AppFacts.SCHEMA_VERSION,
        SMALL.generation(),
        SMALL.apk(),
        SMALL.flows(),
        SMALL.flowCounts(),
        SMALL.calls(),
        SMALL.sourceCalls(),
        SMALL.sinkCalls(),
        count == 0 ? Collections.emptyList() : strings,
        SMALL.coverage(),
        SMALL.blindSpots());
  }
}
