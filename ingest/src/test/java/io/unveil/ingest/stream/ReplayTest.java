package io.unveil.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.unveil.analyzer.report.ResultRank;
import io.unveil.ingest.store.ApkStore.StoredApk;
import io.unveil.ingest.stream.Replay.Done;
import io.unveil.ingest.stream.StreamEvents.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real broker and store, with lanes that fail and then are mended. */
class ReplayTest {
  private static final Duration SOON = Duration.ofSeconds(40);
  private static final ResultRank FAILED = new ResultRank(LaneBench.GENERATION, true);
  private static final ResultRank REPORTED = new ResultRank(LaneBench.GENERATION, false);

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

  private static Replay replay() {
    LaneContext context = bench.context();
    return new Replay(bench.kafka, bench.store, context.known(), LaneBench.GENERATION);
  }

  private static void giveUp(StoredApk... samples) throws Exception {
    WorkLane broken =
        bench.start(
            WorkLane.unpack(
                0,
                Priority.BULK,
                bench.context(),
                (file, submission) -> {
                  throw new IllegalStateException("a defect");
                }));
    for (StoredApk apk : samples) {
      bench.submit(Priority.BULK, apk);
    }
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(bench.events.outcomes()).hasSize(samples.length));
    broken.close();
    for (StoredApk apk : samples) {
      ConsumerRecord<String, byte[]> result = bench.records(Topic.RESULTS, apk.sha256()).getLast();
      bench.known.put(apk.sha256(), ResultRecords.rank(result).orElseThrow());
    }
    bench.events.worked.clear();
  }

  @Test
  void givenUpSamples_goBackAfterTheFix_andThoseWithAReportStay() throws Exception {
    StoredApk poison = bench.stored("poison until the fix");
    StoredApk better = bench.stored("has a report meanwhile");
    giveUp(poison, better);
    bench.known.put(better.sha256(), REPORTED);

    try (Replay replay = replay()) {
      Done done = replay.run(Replay.From.UNPACK, List.of());
      assertThat(done).isEqualTo(new Done(1, 0, 0, 0, 0, 0));
      assertThat(replay.run(Replay.From.ANALYZE, List.of()))
          .as("nothing failed there")
          .isEqualTo(new Done(0, 0, 0, 0, 0, 0));
    }
    bench.start(
        WorkLane.unpack(
            0,
            Priority.BULK,
            bench.context(),
            (file, submission) -> Made.apk(submission.sha256())));
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(bench.events.outcomes()).containsExactly(Outcome.DONE));

    assertThat(bench.values(Topic.UNPACKED, Codec.UNPACKED, poison.sha256())).hasSize(1);
    assertThat(bench.records(Topic.UNPACKED, better.sha256())).isEmpty();
    assertThat(bench.records(Topic.ORIGINS, poison.sha256()))
        .as("seen once, when it was submitted")
        .hasSize(1);
  }

  @Test
  void failsAgain_keepsAFailedResult_andNeverReplacesAReport() throws Exception {
    StoredApk poison = bench.stored("poison for ever");
    giveUp(poison);
    try (Replay replay = replay()) {
      assertThat(replay.run(Replay.From.UNPACK, List.of(poison.sha256())).putBack()).isEqualTo(1);
    }
    // The report of another process comes while the sample waits.
    bench.known.put(poison.sha256(), REPORTED);
    int before = bench.records(Topic.RESULTS, poison.sha256()).size();

    bench.start(
        WorkLane.unpack(
            0,
            Priority.BULK,
            bench.context(),
            (file, submission) -> {
              throw new IllegalStateException("the same defect");
            }));
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(bench.events.outcomes()).containsExactly(Outcome.KNOWN));

    assertThat(bench.records(Topic.RESULTS, poison.sha256())).hasSize(before);
  }

  @Test
  void namedSamples_areToldApart() throws Exception {
    StoredApk noApk = bench.stored("no APK, which is an answer");
    StoredApk waits = bench.stored("waits");
    StoredApk reported = bench.stored("reported");
    String gone = Made.sha("not stored any more");
    bench.known.put(noApk.sha256(), FAILED);
    bench.known.put(gone, FAILED);
    bench.known.put(reported.sha256(), REPORTED);

    try (Replay replay = replay()) {
      Done done =
          replay.run(
              Replay.From.UNPACK,
              List.of(
                  noApk.sha256(), waits.sha256(), reported.sha256(), gone, Made.sha("nobody's")));
      assertThat(done).isEqualTo(new Done(1, 1, 1, 1, 1, 0));
      bench.knownIsCurrent = false;
      assertThatThrownBy(() -> replay.run(Replay.From.UNPACK, List.of(noApk.sha256())))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("try again");
    }
    bench.knownIsCurrent = true;
    bench.start(
        WorkLane.unpack(
            0, Priority.BULK, bench.context(), (file, submission) -> Made.apk(noApk.sha256())));
    await().atMost(SOON).until(() -> !bench.events.outcomes().isEmpty());
  }

  @Test
  void judge_startsAtStoredFacts_orAtTheBytesWhenTheyCannotBeRead() throws Exception {
    StoredApk facts = bench.stored("has facts");
    StoredApk broken = bench.stored("has broken facts");
    StoredApk none = bench.stored("has no facts");
    String name = AnalyzeWork.storedAs(LaneBench.GENERATION);
    bench.store.putDerived(
        facts.sha256(),
        name,
        Codec.STORED_FACTS.write(Made.facts(facts.sha256(), LaneBench.GENERATION)));
    bench.store.putDerived(broken.sha256(), name, new byte[] {'{'});
    for (StoredApk apk : List.of(facts, broken, none)) {
      bench.known.put(apk.sha256(), FAILED);
      FailureRecord failure =
          new FailureRecord(
              1,
              apk.sha256(),
              "judge",
              "x",
              1,
              1,
              null,
              null,
              1,
              "apk.facts",
              0,
              0,
              Made.SUBMITTED);
      bench.outbox.send(
          List.of(Outbox.message(Topic.FAILURES, apk.sha256(), Codec.FAILURE, failure)));
    }

    try (Replay replay = replay()) {
      assertThat(replay.run(Replay.From.JUDGE, List.of()).putBack()).isEqualTo(3);
    }

    assertThat(bench.values(Topic.FACTS, Codec.FACTS, facts.sha256()))
        .singleElement()
        .extracting(FactsMessage::factsStoredAs)
        .isEqualTo(name);
    assertThat(bench.records(Topic.SUBMISSIONS, facts.sha256())).isEmpty();
    assertThat(bench.records(Topic.SUBMISSIONS, broken.sha256())).hasSize(1);
    assertThat(bench.records(Topic.SUBMISSIONS, none.sha256())).hasSize(1);
    assertThat(Optional.ofNullable(bench.known.get(none.sha256()))).contains(FAILED);
    bench.start(
        WorkLane.unpack(
            0,
            Priority.BULK,
            bench.context(),
            (file, submission) -> Made.apk(submission.sha256())));
    await().atMost(SOON).until(() -> bench.events.outcomes().size() >= 2);
  }
}
