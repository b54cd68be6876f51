package io.unveil.deploy.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.deploy.chaos.Event.Happened;
import io.unveil.deploy.chaos.Event.Held;
import io.unveil.deploy.chaos.Event.Result;
import io.unveil.deploy.chaos.Event.Taken;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RedeliveryTest {
  private final List<Event> history =
      new ArrayList<>(
          List.of(new Happened(1, "worker-0 is ready"), new Happened(1, "worker-1 is ready")));

  @Test
  void firstSignAfterTheKill_isTheRedelivery() {
    add(new Taken(50, "a", "worker"), new Held(100, "a"), killed(101, "worker-0"));
    add(new Taken(900, "a", "apk.facts"), new Result(1_500, "a", 0, 0, "1.1.1", false));

    assertThat(Redelivery.of(history)).isEqualTo(new Redelivery(List.of(800L), List.of(800L)));
  }

  @Test
  void resultAlone_isASignToo() {
    add(new Held(100, "a"), killed(101, "worker-0"), new Result(1_500, "a", 0, 0, "1.1.1", true));

    assertThat(Redelivery.of(history).all()).containsExactly(1_400L);
  }

  @Test
  void noSign_isNever() {
    add(new Held(100, "a"), killed(101, "worker-0"));

    assertThat(Redelivery.of(history).undisturbed()).containsExactly(Long.MAX_VALUE);
    assertThat(Redelivery.of(history).toString()).contains("longest never s");
  }

  @Test
  void brokerAwayMeanwhile_countsOnlyAmongAll() {
    add(new Happened(90, "KILL BROKER 5 for 0 ms: broker"));
    add(new Held(100, "a"), killed(101, "worker-0"));
    add(new Happened(3_000, "broker is ready"), new Taken(4_000, "a", "worker"));

    assertThat(Redelivery.of(history)).isEqualTo(new Redelivery(List.of(3_900L), List.of()));
  }

  @Test
  void brokerBackBefore_doesNotMatter() {
    add(new Happened(50, "KILL BROKER 5 for 0 ms: broker"), new Happened(90, "broker is ready"));
    add(new Held(100, "a"), killed(101, "worker-0"), new Taken(200, "a", "worker"));

    assertThat(Redelivery.of(history).undisturbed()).containsExactly(100L);
  }

  @Test
  void lastWorkerKilledMeanwhile_countsOnlyAmongAll() {
    add(new Held(100, "a"), killed(101, "worker-0"), killed(300, "worker-1"));
    add(new Happened(5_000, "worker-0 is ready"), new Taken(5_500, "a", "worker"));

    assertThat(Redelivery.of(history)).isEqualTo(new Redelivery(List.of(5_400L), List.of()));
  }

  @Test
  void otherWorkerStoodStillUntilThen_countsOnlyAmongAll() {
    add(new Held(100, "a"), killed(101, "worker-0"));
    add(new Happened(2_000, "PAUSE WORKER 3 for 1950 ms: worker-1"), new Taken(2_100, "a", "x"));

    assertThat(Redelivery.of(history).undisturbed()).isEmpty();
  }

  @Test
  void faultsOfTheIndexer_doNotMatter() {
    add(new Held(100, "a"), new Happened(100, "KILL INDEXER 3 for 0 ms: indexer"));
    add(killed(101, "worker-0"), new Taken(400, "a", "worker"));

    assertThat(Redelivery.of(history).undisturbed()).containsExactly(300L);
  }

  @Test
  void quantiles_areOfTheNearestRank() {
    List<Long> hundred = java.util.stream.LongStream.rangeClosed(1, 100).boxed().toList();

    assertThat(Quantile.of(hundred, 0.99)).isEqualTo(99);
    assertThat(Quantile.of(hundred, 0.5)).isEqualTo(50);
    assertThat(Quantile.of(hundred, 1)).isEqualTo(100);
    assertThat(Quantile.of(List.of(7L), 0.99)).isEqualTo(7);
    assertThat(Quantile.of(List.of(), 0.99)).isZero();
  }

  private void add(Event... events) {
    history.addAll(List.of(events));
  }

  private static Event killed(long at, String worker) {
    return new Happened(at, "KILL WORKER 7 for 0 ms: " + worker);
  }
}
