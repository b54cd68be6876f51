package io.unveil.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.unveil.ingest.store.ApkStore.StoredApk;
import io.unveil.ingest.stream.Purge.Removed;
import io.unveil.ingest.stream.StreamEvents.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real broker and store. */
class PurgeTest {
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

  private static Purge purge() {
    return new Purge(bench.kafka, bench.store, Duration.ofMillis(10));
  }

  private static Purges purges(@Nullable Purge finish) {
    Purges purges = bench.start(new Purges(bench.kafka, finish));
    await().atMost(SOON).until(purges::current);
    return purges;
  }

  /** Everything that the stream would leave of a sample. */
  private static StoredApk whole(String content) throws Exception {
    StoredApk apk = bench.stored(content);
    String sha256 = apk.sha256();
    Origin origin = new Origin(Origin.Kind.HTTP, "a.apk");
    bench.store.putDerived(
        sha256,
        AnalyzeWork.storedAs(LaneBench.GENERATION),
        Codec.STORED_FACTS.write(Made.facts(sha256, LaneBench.GENERATION)));
    bench.outbox.send(
        List.of(
            Outbox.message(
                Topic.ORIGINS,
                UnpackWork.originKey(sha256, origin),
                Codec.ORIGIN,
                new SampleOrigin(
                    1, sha256, apk.sizeInBytes(), origin, apk.firstStored(), apk.firstStored())),
            Outbox.message(
                Topic.UNPACKED,
                sha256,
                Codec.UNPACKED,
                new UnpackedMessage(
                    Codec.UNPACKED.version(),
                    sha256,
                    apk.firstStored(),
                    apk.firstStored(),
                    Made.apk(sha256),
                    null)),
            Outbox.message(
                Topic.FACTS, sha256, Codec.FACTS, Made.inline(sha256, LaneBench.GENERATION)),
            ResultRecords.of(Made.result(sha256, apk.firstStored()))));
    return apk;
  }

  private static void assertGone(String sha256) throws Exception {
    for (Topic topic : List.of(Topic.RESULTS, Topic.FACTS, Topic.FAILURES)) {
      assertThat(bench.records(topic, sha256).getLast().value()).as(topic.topicName()).isNull();
    }
    assertThat(bench.records(Topic.ORIGINS, sha256)).isNotEmpty();
    assertThat(bench.records(Topic.ORIGINS, sha256).getLast().value()).isNull();
    assertThat(bench.store.find(sha256)).isEmpty();
    assertThat(bench.store.derived(sha256, AnalyzeWork.storedAs(LaneBench.GENERATION), 1 << 20))
        .isEmpty();
  }

  @Test
  void purgedSample_isGoneEverywhere_andARebuiltIndexDoesNotSeeIt() throws Exception {
    StoredApk apk = whole("to be purged");
    StoredApk other = whole("stays");

    try (Purge purge = purge()) {
      assertThat(purge.run(apk.sha256())).isEqualTo(new Removed(true, true, true, 1, false, 0));
      assertGone(apk.sha256());
      assertThat(purge.run(apk.sha256()))
          .as("again")
          .isEqualTo(new Removed(false, false, false, 0, false, 0));
    }
    // What a process that knew nothing of it published late.
    bench.outbox.send(List.of(ResultRecords.of(Made.result(apk.sha256(), apk.firstStored()))));

    MemorySink sink = new MemorySink();
    IndexLoop index =
        bench.start(new IndexLoop(bench.kafka, sink, bench.store, purges(null), StreamEvents.NONE));
    await().atMost(SOON).until(() -> index.health().ready());
    assertThat(sink.taken())
        .filteredOn(record -> record.sha256().equals(apk.sha256()))
        .allSatisfy(record -> assertThat(record).isInstanceOf(SinkRecord.Removed.class));
    assertThat(sink.taken())
        .filteredOn(record -> record.sha256().equals(other.sha256()))
        .hasSize(3);
  }

  @Test
  void sinkFromBeforeThePurge_thatReadsOnBehindIt_forgetsThePurged() throws Exception {
    StoredApk apk = whole("known to an old copy of the index");
    StoredApk anew = whole("purged and submitted again");
    try (Purge purge = purge()) {
      purge.run(apk.sha256());
      purge.run(anew.sha256());
    }
    MemorySink behind = new MemorySink();
    IndexLoop first =
        bench.start(new IndexLoop(bench.kafka, behind, bench.store, StreamEvents.NONE));
    await().atMost(SOON).until(() -> first.health().ready());
    first.close();
    behind.commit();

    MemorySink old = new MemorySink();
    Instant later = Instant.now().plusSeconds(5);
    old.put(
        List.of(
            new SinkRecord.Result(Made.result(apk.sha256(), apk.firstStored())),
            new SinkRecord.Result(Made.result(anew.sha256(), later))),
        behind.positions());
    old.commit();
    IndexLoop second =
        bench.start(new IndexLoop(bench.kafka, old, bench.store, purges(null), StreamEvents.NONE));
    await().atMost(SOON).until(() -> second.health().ready());
    assertThat(old.taken()).contains(new SinkRecord.Removed(apk.sha256()));
    assertThat(old.taken()).doesNotContain(new SinkRecord.Removed(anew.sha256()));
  }

  @Test
  void killedInTheMiddle_isFinishedAtTheNextStart() throws Exception {
    StoredApk apk = whole("cut off");
    Instant now = Instant.now();
    // All that a process killed right after the first step leaves.
    bench.outbox.send(
        List.of(
            Outbox.message(
                Topic.PURGES, apk.sha256(), Codec.PURGE, new PurgeRecord(1, apk.sha256(), now))));

    try (Purge purge = purge()) {
      Purges purges = purges(purge);
      await().atMost(SOON).until(() -> bench.store.find(apk.sha256()).isEmpty());
      assertGone(apk.sha256());
      assertThat(purges.purged(apk.sha256(), apk.firstStored())).isTrue();
      assertThat(purges.purged(apk.sha256(), now.plusSeconds(1))).isFalse();
    }
  }

  @Test
  void waitingWork_isDroppedAndTellsNothing_laterSubmissionIsTaken() throws Exception {
    StoredApk apk = bench.stored("waits when it is purged");
    bench.submit(Priority.BULK, apk);
    try (Purge purge = purge()) {
      purge.run(apk.sha256());
    }
    Purges purges = purges(null);
    LaneContext plain = bench.context();
    LaneContext context =
        new LaneContext(
            plain.kafka(),
            plain.settings(),
            plain.store(),
            purges.with(plain.known()),
            plain.generation(),
            plain.outbox(),
            plain.events());
    int results = bench.records(Topic.RESULTS, apk.sha256()).size();
    bench.start(
        WorkLane.unpack(
            0, Priority.BULK, context, (file, submission) -> Made.apk(submission.sha256())));
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(bench.events.outcomes()).containsExactly(Outcome.KNOWN));
    assertThat(bench.records(Topic.RESULTS, apk.sha256())).hasSize(results);
    assertThat(bench.records(Topic.UNPACKED, apk.sha256())).isEmpty();

    StoredApk anew = bench.stored("waits when it is purged");
    assertThat(anew.sha256()).isEqualTo(apk.sha256());
    bench.submit(Priority.BULK, anew);
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> assertThat(bench.events.outcomes()).containsExactly(Outcome.KNOWN, Outcome.DONE));
    assertThat(bench.records(Topic.UNPACKED, apk.sha256())).hasSize(1);
  }

  @Test
  void brokenRemoval_isTriedAgain() throws Exception {
    StoredApk apk = bench.stored("removed at the second try");
    bench.outbox.send(
        List.of(
            Outbox.message(
                Topic.PURGES,
                apk.sha256(),
                Codec.PURGE,
                new PurgeRecord(1, apk.sha256(), Instant.now()))));
    try (Purge purge = purge()) {
      boolean[] failed = {false};
      Purges purges =
          new Purges(
              bench.kafka,
              record -> {
                if (!failed[0] && record.sha256().equals(apk.sha256())) {
                  failed[0] = true;
                  throw new IOException("the disk does not answer");
                }
                purge.finish(record);
              });
      bench.start(purges);
      await().atMost(SOON).until(() -> bench.store.find(apk.sha256()).isEmpty());
      assertThat(failed[0]).isTrue();
    }
  }
}
