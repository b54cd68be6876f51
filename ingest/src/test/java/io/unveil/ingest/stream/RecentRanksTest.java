package io.unveil.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.analyzer.facts.Generation;
import io.unveil.analyzer.report.ResultRank;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecentRanksTest {
  private static final ResultRank LOW = new ResultRank(new Generation(1, 1, 1), false);
  private static final ResultRank HIGH = new ResultRank(new Generation(2, 1, 1), false);

  @Test
  void current_isTheHigherOfKnownAndRecent() {
    RecentRanks ranks = new RecentRanks(10);
    assertThat(ranks.current("a", Optional.of(LOW))).contains(LOW);
    ranks.published("a", HIGH);
    assertThat(ranks.current("a", Optional.empty())).contains(HIGH);
    assertThat(ranks.current("a", Optional.of(LOW))).contains(HIGH);
    ranks.published("b", LOW);
    assertThat(ranks.current("b", Optional.of(HIGH))).contains(HIGH);
  }

  @Test
  void purgedSample_isForgotten() {
    RecentRanks ranks = new RecentRanks(10);
    ranks.published("a", HIGH);
    ranks.forget("a");
    assertThat(ranks.current("a", Optional.empty())).isEmpty();
  }

  @Test
  void tooMany_theOldestGo() {
    RecentRanks ranks = new RecentRanks(2);
    ranks.published("a", LOW);
    ranks.published("b", LOW);
    ranks.published("a", HIGH);
    ranks.published("c", LOW);
    assertThat(ranks.current("a", Optional.empty())).contains(HIGH);
    assertThat(ranks.current("b", Optional.empty())).isEmpty();
  }
}
