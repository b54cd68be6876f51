package io.unveil.ingest.stream;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.unveil.analyzer.report.ResultRank;
import io.unveil.ingest.store.ApkStore.StoredApk;
import io.unveil.ingest.stream.StreamEvents.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeadLetterLoopTest {
  private static final Duration SOON = Duration.ofSeconds(40);
  @TempDir private static Path folder;
  private static LaneBench bench;

  @BeforeAll
  static void open() throws Exception {
    bench = new LaneBench(folder);
  }

  @AfterAll
  static void close() throws Exception {
    bench.close();
  }

  @AfterEach
  void tidy() {
    bench.tidy();
  }

  @Test
  void recordThatNobodyAnswers_endsAsAFailedResult_unlessTheSampleHasOne() throws Exception {
    StoredApk lost = bench.stored("kills every process");
    StoredApk done = bench.stored("was published before the process died");
    bench.known.put(done.sha256(), new ResultRank(LaneBench.GENERATION, true));
    bench.submit(Priority.BULK, lost);
    bench.submit(Priority.BULK, done);
    releaseUntilParked(2 * ShareGroups.DELIVERY_LIMIT);
    DeadLetterLoop loop = bench.start(new DeadLetterLoop(bench.context()));

    await()
        .atMost(SOON)
        .untilAsserted(() -> {
          assertThat(bench.records(Topic.FAILURES, lost.sha256())).hasSize(1);
          assertThat(bench.records(Topic.FAILURES, done.sha256())).hasSize(1);
        });
    FailureRecord failure = bench.values(Topic.FAILURES, Codec.FAILURE, lost.sha256()).getFirst();
    assertThat(failure.topic()).isEqualTo("apk.submissions");
    assertThat(failure.deliveries()).isEqualTo(ShareGroups.DELIVERY_LIMIT);
    assertThat(failure.stage()).isEqualTo("unpack");
    assertThat(bench.values(Topic.RESULTS, Codec.RESULT, lost.sha256()))
        .singleElement()
        .satisfies(result ->
            assertThat(requireNonNull(result.report().failure()).reason())
                .startsWith("delivered 10 times without an answer"));
    assertThat(bench.records(Topic.RESULTS, done.sha256())).isEmpty();
    assertThat(loop.health().ready()).isTrue();

    loop.close();
    DeadLetterLoop again = bench.start(new DeadLetterLoop(bench.context()));
    await().atMost(SOON).until(() -> again.health().ready());
    rejectedByALane_isNotToldTwice();
    assertThat(bench.records(Topic.FAILURES, lost.sha256())).as("after a restart").hasSize(1);
  }

  private static void rejectedByALane_isNotToldTwice() throws Exception {
    StoredApk poison = bench.stored("poison");
    bench.start(
        WorkLane.unpack(
            0,
            Priority.INTERACTIVE,
            bench.context(),
            (file, submission) -> {
              throw new IllegalStateException("poison");
            }));
    bench.submit(Priority.INTERACTIVE, poison);
    await()
        .atMost(SOON)
        .untilAsserted(() -> {
          assertThat(bench.events.outcomes()).containsExactly(Outcome.GIVEN_UP);
          assertThat(bench.records(Topic.DEAD_SUBMISSIONS, poison.sha256())).hasSize(1);
        });
    // A letter behind it was handled, so this one was too.
    bench.send(Topic.DEAD_SUBMISSIONS, poison.sha256(), "by hand");
    await().atMost(SOON).until(() -> bench.records(Topic.FAILURES, poison.sha256()).size() >= 2);
    assertThat(bench.values(Topic.FAILURES, Codec.FAILURE, poison.sha256()))
        .extracting(FailureRecord::limit)
        .containsExactly(null, "deliveries");
  }

  /** What the broker sees when processes die: deliveries without an answer. */
  private static void releaseUntilParked(int deliveries) {
    Map<String, Object> config = bench.kafka.consumer("dying");
    config.put("group.id", WorkGroup.UNPACK.groupId());
    config.put("share.acknowledgement.mode", "explicit");
    config.put("max.poll.records", 1);
    try (KafkaShareConsumer<String, byte[]> dying = new KafkaShareConsumer<>(config)) {
      dying.subscribe(List.of(Topic.SUBMISSIONS.topicName()));
      int seen = 0;
      while (seen < deliveries) {
        for (ConsumerRecord<String, byte[]> record : dying.poll(Duration.ofSeconds(1))) {
          dying.acknowledge(record, AcknowledgeType.RELEASE);
          seen++;
        }
        dying.commitSync();
      }
    }
  }
}
