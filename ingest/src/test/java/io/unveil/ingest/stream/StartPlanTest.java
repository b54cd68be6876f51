package io.unveil.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.ingest.stream.StartPlan.Bounds;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class StartPlanTest {
  private static final Uuid RESULTS_ID = new Uuid(1, 2);
  private static final Uuid QUEUE_ID = new Uuid(3, 4);
  private static final TopicPartition RESULTS = new TopicPartition("apk.results", 0);
  private static final TopicPartition RESULTS_1 = new TopicPartition("apk.results", 1);
  private static final TopicPartition QUEUE = new TopicPartition("apk.unpacked", 0);
  private static final Map<Topic, TopicShape> SHAPES =
      Map.of(
          Topic.RESULTS, new TopicShape(RESULTS_ID, 2),
          Topic.UNPACKED, new TopicShape(QUEUE_ID, 1));
  private static final Map<TopicPartition, Bounds> BOUNDS =
      Map.of(RESULTS, new Bounds(5, 50), RESULTS_1, new Bounds(0, 9), QUEUE, new Bounds(20, 30));

  @Test
  void nothingStored_startsAtTheBeginnings() {
    StartPlan plan = StartPlan.of(SHAPES, BOUNDS, Map.of());
    assertThat(plan.rebuild()).isNull();
    assertThat(plan.offsets()).isEqualTo(Map.of(RESULTS, 5L, RESULTS_1, 0L, QUEUE, 20L));
  }

  @Test
  void storedPositions_areContinued_andAPartitionWithoutOneBegins() {
    StartPlan plan = plan("apk.results-0", results(50), "apk.unpacked-0", queue(20));
    assertThat(plan.rebuild()).isNull();
    assertThat(plan.notices()).isEmpty();
    assertThat(plan.offsets()).isEqualTo(Map.of(RESULTS, 50L, RESULTS_1, 0L, QUEUE, 20L));
  }

  @Test
  void anyTopicMadeAnew_readsEverythingAgain() {
    StartPlan plan = plan("apk.results-0", results(30), "apk.unpacked-0", RESULTS_ID + ":25");
    assertThat(plan.rebuild()).isEqualTo("apk.unpacked-0: the topic was made anew");
    assertThat(plan.offsets()).isEqualTo(Map.of(RESULTS, 5L, RESULTS_1, 0L, QUEUE, 20L));
  }

  @Test
  void queueBeforeItsStartOrBehindItsEnd_onlyStartsAtItsBeginning() {
    for (int offset : new int[] {3, 31}) {
      StartPlan plan = plan("apk.results-0", results(30), "apk.unpacked-0", queue(offset));
      assertThat(plan.rebuild()).isNull();
      assertThat(plan.notices()).hasSize(1);
      assertThat(plan.offsets()).isEqualTo(Map.of(RESULTS, 30L, RESULTS_1, 0L, QUEUE, 20L));
    }
  }

  @Test
  void compactedBeforeItsStartOrBehindItsEnd_readsEverythingAgain() {
    assertThat(plan("apk.results-0", results(4), "apk.unpacked-0", queue(25)).rebuild())
        .isEqualTo("apk.results-0: starts at 5, after the stored position 4");
    assertThat(plan("apk.results-1", results(10), "apk.unpacked-0", queue(25)).rebuild())
        .isEqualTo("apk.results-1: ends at 9, before the stored position 10");
  }

  @Test
  void unreadablePosition_readsEverythingAgain() {
    for (String bad : new String[] {"", "7", RESULTS_ID + ":", RESULTS_ID + ":-3", ":x"}) {
      assertThat(plan("apk.results-0", bad, "apk.unpacked-0", queue(25)).rebuild())
          .as(bad)
          .isEqualTo("apk.results-0: the stored position cannot be read");
    }
  }

  private static StartPlan plan(String key, String value, String key2, String value2) {
    return StartPlan.of(SHAPES, BOUNDS, Map.of(key, value, key2, value2));
  }

  private static String results(long offset) {
    return StartPlan.position(RESULTS_ID, offset);
  }

  private static String queue(long offset) {
    return StartPlan.position(QUEUE_ID, offset);
  }
}
