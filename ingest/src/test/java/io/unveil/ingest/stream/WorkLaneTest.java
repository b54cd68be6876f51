package io.unveil.ingest.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.unveil.analyzer.AppAnalyzer;
import io.unveil.analyzer.facts.AppFacts;
import io.unveil.analyzer.facts.Generation;
import io.unveil.analyzer.flow.Budget;
import io.unveil.analyzer.model.ModelLoader;
import io.unveil.analyzer.report.ResultRank;
import io.unveil.fixtures.Samples;
import io.unveil.ingest.store.ApkStore.StoredApk;
import io.unveil.ingest.stream.StreamEvents.Outcome;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ApkUnpacker;
import io.unveil.unpacker.LimitHit;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.UnpackedApk;
import io.unveil.unpacker.dex.DexCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

class WorkLaneTest {
  private static final Duration SOON = Duration.ofSeconds(40);
  private static final String FACTS_FILE =
      "facts-%d-%d.json".formatted(LaneBench.GENERATION.engine(), LaneBench.GENERATION.models());
  @TempDir private static Path folder;
  private static LaneBench bench;
  private String name = "";

  @BeforeAll
  static void open() throws Exception {
    bench = new LaneBench(folder);
  }

  @AfterAll
  static void close() throws Exception {
    bench.close();
  }

  @BeforeEach
  void name(TestInfo test) {
    name = test.getDisplayName();
  }

  @AfterEach
  void tidy() {
    bench.tidy();
  }

  @Test
  void submittedApk_becomesPackageFactsThenFacts_andItsOriginIsTold() throws Exception {
    StoredApk apk = bench.stored(Samples.named("honest-notes").apk());
    bench.start(WorkLane.unpack(0, Priority.INTERACTIVE, bench.context(), WorkLaneTest::unpack));
    bench.start(WorkLane.analyze(0, Priority.INTERACTIVE, bench.context(), WorkLaneTest::analyze));
    bench.submit(Priority.INTERACTIVE, apk);

    await().atMost(SOON).until(() -> !bench.records(Topic.FACTS, apk.sha256()).isEmpty());
    FactsMessage facts = bench.values(Topic.FACTS, Codec.FACTS, apk.sha256()).getFirst();
    assertThat(facts.submittedAt()).isEqualTo(apk.firstStored());
    AppFacts found = requireNonNull(facts.facts());
    assertThat(found.apk().sha256()).isEqualTo(apk.sha256());
    assertThat(bench.store.derived(apk.sha256(), FACTS_FILE, 1 << 20))
        .hasValueSatisfying(json -> assertThat(json).isEqualTo(Codec.STORED_FACTS.write(found)));
    assertThat(bench.values(Topic.ORIGINS, Codec.ORIGIN, apk.sha256()))
        .singleElement()
        .satisfies(seen -> assertThat(seen.origin().name()).isEqualTo("a.apk"));
    assertThat(bench.records(Topic.UNPACKED_INTERACTIVE, apk.sha256())).hasSize(1);
    assertThat(bench.records(Topic.UNPACKED, apk.sha256())).isEmpty();
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(bench.events.worked)
                .contains(
                    new LaneBench.Events.Worked("unpack", Priority.INTERACTIVE, Outcome.DONE),
                    new LaneBench.Events.Worked("analyze", Priority.INTERACTIVE, Outcome.DONE)));
  }

  @Test
  void workLongerThanTheLock_isDeliveredOnce() throws Exception {
    StoredApk apk = bench.stored(name);
    AtomicInteger started = new AtomicInteger();
    Stage<Submission, UnpackedApk> slow =
        (file, submission) -> {
          started.incrementAndGet();
          TimeUnit.MILLISECONDS.sleep(3 * LaneBench.LOCK.toMillis());
          return small(submission);
        };
    bench.start(WorkLane.unpack(0, Priority.BULK, bench.context(), slow));
    bench.start(WorkLane.unpack(1, Priority.BULK, bench.context(), slow));
    bench.submit(Priority.BULK, apk);

    awaitOutcome(Outcome.DONE);
    assertThat(started).hasValue(1);
    assertThat(bench.records(Topic.UNPACKED, apk.sha256())).hasSize(1);
  }

  /** The topic is compacted: in an index that is built again, the failure would be all there is. */
  @Test
  void failureBeforeOldResultsAreKnown_isHeldBack_soThatItDeletesNoReport() throws Exception {
    StoredApk apk = bench.stored(name);
    bench.knownIsCurrent = false;
    bench.start(
        WorkLane.unpack(
            0,
            Priority.BULK,
            bench.context(),
            (file, submission) -> {
              throw new MalformedApkException(0, "no APK");
            }));
    bench.submit(Priority.BULK, apk);
    await().atMost(SOON).until(() -> bench.events.outcomes().size() >= 2);
    assertThat(bench.records(Topic.RESULTS, apk.sha256())).isEmpty();

    bench.knownIsCurrent = true;
    awaitOutcome(Outcome.MALFORMED);
    assertThat(bench.records(Topic.RESULTS, apk.sha256())).hasSize(1);
  }

  @Test
  void packageFactsMissingFromTheStore_becomeAFailedResult_insteadOfBeingWaitedForForever()
      throws Exception {
    StoredApk apk = bench.stored(name);
    UnpackedMessage message =
        new UnpackedMessage(
            Codec.UNPACKED.version(),
            apk.sha256(),
            apk.firstStored(),
            apk.firstStored(),
            null,
            "unpacked-1.json");
    bench.outbox.send(
        List.of(Outbox.message(Topic.UNPACKED, apk.sha256(), Codec.UNPACKED, message)));
    bench.start(WorkLane.analyze(0, Priority.BULK, bench.context(), WorkLaneTest::analyze));

    awaitOutcome(Outcome.GIVEN_UP);
    assertThat(bench.values(Topic.RESULTS, Codec.RESULT, apk.sha256()))
        .singleElement()
        .satisfies(result ->
            assertThat(requireNonNull(result.report().failure()).reason())
                .contains("unpacked-1.json"));
  }

  @Test
  void poison_isTriedThreeTimes_thenToldAndNeverDeliveredAgain() throws Exception {
    StoredApk apk = bench.stored(name);
    AtomicInteger started = new AtomicInteger();
    bench.start(
        WorkLane.unpack(
            0,
            Priority.BULK,
            bench.context(),
            (file, submission) -> {
              if (started.incrementAndGet() == 1) {
                throw new StackOverflowError("deep");
              }
              throw new StageFailedException("the worker died", "memory", "signal 9");
            }));
    bench.submit(Priority.BULK, apk);

    awaitOutcome(Outcome.GIVEN_UP);
    FailureRecord failure = bench.values(Topic.FAILURES, Codec.FAILURE, apk.sha256()).getFirst();
    assertThat(failure.stage()).isEqualTo("unpack");
    assertThat(failure.attempts()).isEqualTo(3);
    assertThat(failure.deliveries()).isEqualTo(1);
    assertThat(failure.reason()).isEqualTo("the worker died");
    assertThat(failure.limit()).isEqualTo("memory");
    assertThat(failure.exit()).isEqualTo("signal 9");
    assertThat(failure.topic()).isEqualTo("apk.submissions");
    ResultMessage result = bench.values(Topic.RESULTS, Codec.RESULT, apk.sha256()).getFirst();
    assertThat(requireNonNull(result.report().failure()).stage()).isEqualTo("unpack");
    assertThat(result.report().generation()).isEqualTo(LaneBench.GENERATION);
    assertThat(result.report().sizeInBytes()).isEqualTo(apk.sizeInBytes());

    StoredApk after = bench.stored(name + " after");
    bench.submit(Priority.BULK, after);
    await().atMost(SOON).until(() -> bench.events.outcomes().size() == 2);
    assertThat(started).hasValue(6);
    assertThat(bench.records(Topic.FAILURES, apk.sha256())).hasSize(1);
  }

  @Test
  void hangingWork_isAbandonedAtItsDeadline_andTheLaneGoesOn() throws Exception {
    StoredApk apk = bench.stored(name);
    AtomicBoolean free = new AtomicBoolean();
    AtomicInteger started = new AtomicInteger();
    bench.start(
        WorkLane.unpack(
            0,
            Priority.BULK,
            bench.context(LaneBench.SETTINGS.withDeadline(Duration.ofMillis(400))),
            (file, submission) -> {
              if (started.incrementAndGet() == 1) {
                while (!free.get()) {
                  Thread.interrupted();
                  Thread.onSpinWait();
                  sleepThrough();
                }
              }
              return small(submission);
            }));
    bench.submit(Priority.BULK, apk);

    awaitOutcome(Outcome.DONE);
    assertThat(started).hasValue(2);
    assertThat(bench.events.failedAttempts).containsExactly("the deadline of 400 ms passed");
    free.set(true);
  }

  @Test
  void tooManyHangingThreads_makeTheLaneNotReady_untilTheyEnd() throws Exception {
    AtomicBoolean free = new AtomicBoolean();
    WorkLane lane =
        bench.start(
            WorkLane.unpack(
                0,
                Priority.BULK,
                bench.context(LaneBench.SETTINGS.withDeadline(Duration.ofMillis(200))),
                (file, submission) -> {
                  while (!free.get()) {
                    Thread.interrupted();
                    sleepThrough();
                  }
                  return small(submission);
                }));
    StoredApk apk = bench.stored(name);
    bench.submit(Priority.BULK, apk);

    awaitOutcome(Outcome.GIVEN_UP);
    assertThat(bench.values(Topic.FAILURES, Codec.FAILURE, apk.sha256()).getFirst().limit())
        .isEqualTo("deadline");
    assertThat(lane.health().ready()).isFalse();
    assertThat(lane.health().detail())
        .isEqualTo("3 threads hang beyond their deadline; restart this process");
    free.set(true);
    await().atMost(SOON).until(() -> lane.health().ready());
  }

  @Test
  void limitThatLeavesNothing_isNamedInTheFailedResult() throws Exception {
    StoredApk apk = bench.stored(name);
    LimitHit hit = new LimitHit("max-central-directory-bytes", 10, "");
    bench.start(
        WorkLane.unpack(
            0,
            Priority.BULK,
            bench.context(),
            (_, _) -> {
              throw new MalformedApkException(0, "too large", hit);
            }));
    bench.submit(Priority.BULK, apk);
    awaitOutcome(Outcome.MALFORMED);

    assertThat(bench.records(Topic.RESULTS, apk.sha256()))
        .singleElement()
        .satisfies(r ->
            assertThat(Codec.RESULT.read(r).report().completeness().limits()).containsExactly(hit));
  }

  @Test
  void noApk_becomesAFailedResult_withoutASecondAttempt() throws Exception {
    StoredApk apk = bench.stored(name);
    bench.start(WorkLane.unpack(0, Priority.BULK, bench.context(), WorkLaneTest::unpack));
    bench.submit(Priority.BULK, apk);

    awaitOutcome(Outcome.MALFORMED);
    assertThat(bench.events.failedAttempts).isEmpty();
    assertThat(bench.values(Topic.RESULTS, Codec.RESULT, apk.sha256()))
        .singleElement()
        .satisfies(result -> assertThat(result.report().failure()).isNotNull());
    assertThat(bench.records(Topic.FAILURES, apk.sha256())).isEmpty();
  }

  @Test
  void knownSample_isNotWorkedOnAgain_butItsOriginIsTold() throws Exception {
    StoredApk apk = bench.stored(name);
    bench.known.put(apk.sha256(), new ResultRank(LaneBench.GENERATION, false));
    bench.start(
        WorkLane.unpack(
            0,
            Priority.BULK,
            bench.context(),
            (file, submission) -> {
              throw new AssertionError("worked on");
            }));
    bench.submit(Priority.BULK, apk);

    awaitOutcome(Outcome.KNOWN);
    assertThat(bench.records(Topic.ORIGINS, apk.sha256())).hasSize(1);
    assertThat(bench.records(Topic.UNPACKED, apk.sha256())).isEmpty();
  }

  @Test
  void sampleThatFailedBefore_isWorkedOnAgain_butAnotherFailureDoesNotDeleteAReport()
      throws Exception {
    StoredApk failed = bench.stored(name);
    StoredApk reported = bench.stored(name + " with an older report");
    bench.known.put(failed.sha256(), new ResultRank(LaneBench.GENERATION, true));
    bench.known.put(reported.sha256(), new ResultRank(new Generation(1, 2, 0), false));
    bench.start(
        WorkLane.unpack(
            0, Priority.BULK, bench.context(), (file, submission) -> small(submission)));
    bench.submit(Priority.BULK, failed);
    awaitOutcome(Outcome.DONE);

    bench.tidy();
    bench.known.put(reported.sha256(), new ResultRank(LaneBench.GENERATION, false));
    bench.start(
        WorkLane.analyze(
            0,
            Priority.BULK,
            bench.context(),
            (file, app) -> {
              throw new MalformedApkException(0, "no longer readable");
            }));
    bench.send(
        Topic.UNPACKED,
        reported.sha256(),
        new String(
            Codec.UNPACKED.write(
                new UnpackedMessage(
                    Codec.UNPACKED.version(),
                    reported.sha256(),
                    Instant.EPOCH,
                    Instant.EPOCH,
                    small(reported.sha256(), reported.sizeInBytes()),
                    null)),
            UTF_8));
    awaitOutcome(Outcome.MALFORMED);
    assertThat(bench.records(Topic.RESULTS, reported.sha256())).isEmpty();
  }

  @Test
  void consumerThatDiesWithARecord_leavesItToAnotherLane() throws Exception {
    StoredApk apk = bench.stored(name);
    bench.submit(Priority.BULK, apk);
    Map<String, Object> config = bench.kafka.consumer("dying");
    config.put("group.id", WorkGroup.UNPACK.groupId());
    config.put("share.acknowledgement.mode", "explicit");
    config.put("max.poll.records", 1);
    try (KafkaShareConsumer<String, byte[]> dying = new KafkaShareConsumer<>(config)) {
      dying.subscribe(List.of(Topic.SUBMISSIONS.topicName()));
      await()
          .atMost(SOON)
          .until(() -> {
            ConsumerRecords<String, byte[]> polled = dying.poll(Duration.ofMillis(500));
            return polled.count() > 0;
          });
    }
    bench.start(
        WorkLane.unpack(
            0, Priority.BULK, bench.context(), (file, submission) -> small(submission)));

    awaitOutcome(Outcome.DONE);
    assertThat(bench.records(Topic.UNPACKED, apk.sha256())).hasSize(1);
  }

  @Test
  void interactiveWork_overtakesBulk_andBulkIsNotStarved() throws Exception {
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch enough = new CountDownLatch(1);
    for (int i = 0; i < 20; i++) {
      bench.submit(Priority.BULK, bench.stored("bulk " + i));
    }
    Stage<Submission, UnpackedApk> bulk =
        (file, submission) -> {
          order.add(Files.readString(file));
          enough.await();
          return small(submission);
        };
    Stage<Submission, UnpackedApk> interactive =
        (file, submission) -> {
          order.add(Files.readString(file));
          return small(submission);
        };
    bench.start(WorkLane.unpack(0, Priority.BULK, bench.context(), bulk));
    bench.start(WorkLane.unpack(0, Priority.INTERACTIVE, bench.context(), interactive));
    await().atMost(SOON).until(() -> order.size() == 1);
    for (int i = 0; i < 5; i++) {
      bench.submit(Priority.INTERACTIVE, bench.stored("interactive " + i));
    }

    await().atMost(SOON).until(() -> bench.events.outcomes().size() == 5);
    assertThat(order.subList(1, 6)).allMatch(text -> text.startsWith("interactive"));
    enough.countDown();
    await().atMost(SOON).until(() -> bench.events.outcomes().size() == 25);
  }

  @Test
  void largeValues_goToTheStore() throws Exception {
    StoredApk apk = bench.stored(name);
    List<String> libraries =
        IntStream.range(0, 20_000).mapToObj(i -> "lib/arm64-v8a/libnumber" + i + ".so").toList();
    bench.start(
        WorkLane.unpack(
            0,
            Priority.BULK,
            bench.context(),
            (file, submission) ->
                new UnpackedApk(
                    submission.sha256(),
                    submission.sizeInBytes(),
                    new UnpackedApk.Installable(true, List.of()),
                    null,
                    io.unveil.unpacker.manifest.AppResources.NONE,
                    List.of(),
                    List.of(),
                    List.of(),
                    null,
                    libraries,
                    io.unveil.unpacker.signing.Signing.NONE,
                    List.of(),
                    0,
                    0,
                    List.of(),
                    List.of("no manifest"))));
    bench.start(WorkLane.analyze(0, Priority.BULK, bench.context(), WorkLaneTest::noCode));
    bench.submit(Priority.BULK, apk);

    await().atMost(SOON).until(() -> !bench.records(Topic.FACTS, apk.sha256()).isEmpty());
    UnpackedMessage unpacked =
        bench.values(Topic.UNPACKED, Codec.UNPACKED, apk.sha256()).getFirst();
    assertThat(unpacked.apk()).isNull();
    assertThat(unpacked.apkStoredAs())
        .isEqualTo("unpacked-" + LaneBench.GENERATION.engine() + ".json");
    FactsMessage facts = bench.values(Topic.FACTS, Codec.FACTS, apk.sha256()).getFirst();
    assertThat(facts.facts()).isNull();
    byte[] stored = bench.store.derived(apk.sha256(), "facts-1-1.json", 8 << 20).orElseThrow();
    assertThat(Codec.STORED_FACTS.read("facts", stored).apk().nativeLibraries())
        .isEqualTo(libraries);
  }

  @Test
  void failureBetweenPublishAndAccept_deliversAgain_underTheSameKey() throws Exception {
    StoredApk apk = bench.stored(name);
    AtomicBoolean fail = new AtomicBoolean(true);
    try (Outbox failing =
        new Outbox(bench.kafka, "failing") {
          @Override
          void send(List<ProducerRecord<String, byte[]>> messages)
              throws IOException, InterruptedException {
            super.send(messages);
            if (messages.stream().anyMatch(m -> m.topic().equals(Topic.UNPACKED.topicName()))
                && fail.getAndSet(false)) {
              throw new IllegalStateException("between publish and accept");
            }
          }
        }) {
      LaneContext c = bench.context();
      bench.start(
          WorkLane.unpack(
              0,
              Priority.BULK,
              new LaneContext(
                  c.kafka(),
                  c.settings(),
                  c.store(),
                  c.known(),
                  c.generation(),
                  failing,
                  c.events()),
              (file, submission) -> small(submission)));
      bench.submit(Priority.BULK, apk);

      awaitOutcome(Outcome.DONE);
      assertThat(bench.records(Topic.UNPACKED, apk.sha256())).hasSize(2);
      bench.tidy();
    }
  }

  @Test
  void surroundingsThatFail_neverBecomeAVerdict() throws Exception {
    StoredApk apk = bench.stored(name);
    AtomicInteger started = new AtomicInteger();
    bench.start(
        WorkLane.unpack(
            0,
            Priority.BULK,
            bench.context(),
            (file, submission) -> {
              if (started.incrementAndGet() <= 13) {
                throw new IOException("no space left on device");
              }
              return small(submission);
            }));
    bench.submit(Priority.BULK, apk);

    awaitOutcome(Outcome.DONE);
    assertThat(bench.records(Topic.RESULTS, apk.sha256())).isEmpty();
    assertThat(bench.records(Topic.DEAD_SUBMISSIONS, apk.sha256())).isEmpty();
    assertThat(bench.records(Topic.UNPACKED, apk.sha256())).hasSize(1);
  }

  @Test
  void fileMissingFromTheStore_becomesAFailedResultAfterSomeDeliveries() throws Exception {
    StoredApk apk = bench.stored(name);
    bench.start(WorkLane.unpack(0, Priority.BULK, bench.context(), WorkLaneTest::unpack));
    assertThat(bench.store.delete(apk.sha256())).isTrue();
    bench.submit(Priority.BULK, apk);

    awaitOutcome(Outcome.GIVEN_UP);
    assertThat(bench.events.outcomes())
        .containsExactly(Outcome.RELEASED, Outcome.RELEASED, Outcome.GIVEN_UP);
    assertThat(bench.values(Topic.RESULTS, Codec.RESULT, apk.sha256()))
        .singleElement()
        .satisfies(result ->
            assertThat(requireNonNull(result.report().failure()).reason())
                .isEqualTo("the store has no file of this sample; submit it again"));
  }

  @Test
  void unreadableRecord_isGivenUp_withAFailedResultWhenItsKeyIsASample() throws Exception {
    StoredApk apk = bench.stored(name);
    bench.start(WorkLane.unpack(0, Priority.BULK, bench.context(), WorkLaneTest::unpack));
    bench.send(Topic.SUBMISSIONS, apk.sha256(), "{\"schemaVersion\":1,\"sha\":\"x\"}");
    bench.send(
        Topic.SUBMISSIONS,
        "../../etc",
        new String(Codec.SUBMISSION.write(Messages.submission()), UTF_8));

    await()
        .atMost(SOON)
        .until(() -> bench.events.outcomes().equals(List.of(Outcome.GIVEN_UP, Outcome.GIVEN_UP)));
    assertThat(bench.values(Topic.RESULTS, Codec.RESULT, apk.sha256()))
        .singleElement()
        .satisfies(result ->
            assertThat(requireNonNull(result.report().failure()).reason())
                .startsWith("apk.submissions-")
                .contains("unknown key \"sha\""));
    assertThat(bench.records(Topic.RESULTS, "..")).isEmpty();
    assertThat(bench.records(Topic.RESULTS, Messages.SHA256)).isEmpty();
  }

  @Test
  void closedLane_givesUnfinishedWorkBackAtOnce() throws Exception {
    StoredApk apk = bench.stored(name);
    CountDownLatch started = new CountDownLatch(1);
    LaneSettings impatient = impatient(LaneBench.SETTINGS);
    WorkLane first =
        bench.start(
            WorkLane.unpack(
                0,
                Priority.BULK,
                bench.context(impatient),
                (file, submission) -> {
                  started.countDown();
                  new CountDownLatch(1).await();
                  return small(submission);
                }));
    bench.submit(Priority.BULK, apk);
    assertThat(started.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    first.close();
    assertThat(first.health().ready()).isFalse();
    bench.start(
        WorkLane.unpack(
            1, Priority.BULK, bench.context(), (file, submission) -> small(submission)));

    awaitOutcome(Outcome.DONE);
    assertThat(bench.events.outcomes()).containsExactly(Outcome.RELEASED, Outcome.DONE);
  }

  private static LaneSettings impatient(LaneSettings s) {
    return new LaneSettings(
        s.deadline(),
        s.grace(),
        s.attempts(),
        s.backOff(),
        s.missingDeliveries(),
        s.requeueDeliveries(),
        s.maxAbandonedThreads(),
        s.poll(),
        Duration.ZERO);
  }

  private static void awaitOutcome(Outcome outcome) {
    await().atMost(SOON).untilAsserted(() -> assertThat(bench.events.outcomes()).contains(outcome));
  }

  private static void sleepThrough() {
    try {
      TimeUnit.MILLISECONDS.sleep(5);
    } catch (InterruptedException e) {
      // This work ignores its interruption: that is what the test is about.
    }
  }

  private static UnpackedApk unpack(Path file, Submission submission)
      throws IOException, MalformedApkException {
    try (ApkBytes bytes = ApkBytes.map(file, Limits.DEFAULT)) {
      return ApkUnpacker.unpack(bytes, Limits.DEFAULT);
    }
  }

  private static AppFacts analyze(Path file, UnpackedApk app)
      throws IOException, MalformedApkException {
    try (ApkBytes bytes = ApkBytes.map(file, Limits.DEFAULT)) {
      DexCode code = DexCode.open(bytes, app.dexEntries(), Limits.DEFAULT);
      return AppAnalyzer.analyze(app, code, ModelLoader.bundled(), Budget.DEFAULT);
    }
  }

  private static AppFacts noCode(Path file, UnpackedApk app) {
    return Messages.facts(app);
  }

  private static UnpackedApk small(Submission submission) {
    return small(submission.sha256(), submission.sizeInBytes());
  }

  private static UnpackedApk small(String sha256, long size) {
    return Messages.unpacked(sha256, size);
  }
}
