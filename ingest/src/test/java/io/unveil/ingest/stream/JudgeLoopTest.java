package io.unveil.ingest.stream;

import static io.unveil.ingest.stream.Made.GENERATION;
import static io.unveil.ingest.stream.StreamBroker.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.unveil.analyzer.facts.AppFacts;
import io.unveil.analyzer.facts.Generation;
import io.unveil.analyzer.judge.Judge;
import io.unveil.analyzer.report.ResultRank;
import io.unveil.analyzer.report.ScanReport;
import io.unveil.ingest.store.ApkStore;
import io.unveil.ingest.store.LocalApkStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JudgeLoopTest {
  private static final byte[] GARBAGE = "{\"schemaVersion\":4}".getBytes(StandardCharsets.UTF_8);
  private static final Generation JUDGE = new Generation(3, 2, Made.EDITION.rules().revision());

  @TempDir private static Path folder;
  private static StreamBroker broker;
  private static ApkStore store;

  private final List<JudgeLoop> loops = new ArrayList<>();

  @BeforeAll
  static void startBroker() throws Exception {
    broker = new StreamBroker(folder.resolve("broker"));
    store = LocalApkStore.open(folder.resolve("store"), 1);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @AfterEach
  void closeLoops() {
    loops.forEach(JudgeLoop::close);
  }

  @Test
  void manySamples_getOneResultEach_andOffsetsAreCommitted() throws Exception {
    List<String> samples = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      String sha256 = Made.sha("many " + i);
      samples.add(sha256);
      broker.send(Topic.FACTS, sha256, Codec.FACTS.write(Made.inline(sha256, GENERATION)));
    }
    JudgeLoop loop = start(Made::judge, store, KnownResults.NONE, StreamEvents.NONE);
    awaitCommitted();
    assertThat(loop.health().ready()).isTrue();
    for (ConsumerRecord<String, byte[]> record : broker.all(Topic.RESULTS)) {
      if (samples.remove(record.key())) {
        ResultMessage result = Codec.RESULT.read(record);
        assertThat(result.report()).isEqualTo(Made.report(record.key()));
        assertThat(result.submittedAt()).isEqualTo(Made.SUBMITTED);
        assertThat(result.sandbox()).isEqualTo(Made.LAYERS);
      } else {
        assertThat(record.key()).as("twice").isNotIn(shas("many ", 50));
      }
    }
    assertThat(samples).as("without a result").isEmpty();
  }

  @Test
  void killedBetweenPublishAndCommit_publishesTheSameAgainUnderTheSameKey() throws Exception {
    String sha256 = Made.sha("killed");
    broker.send(Topic.FACTS, sha256, Codec.FACTS.write(Made.inline(sha256, GENERATION)));
    JudgeLoop first =
        start(
            Made::judge,
            store,
            KnownResults.NONE,
            judged(_ -> {
              throw new KilledError();
            }));
    await().atMost(PATIENCE).until(() -> first.health().detail().startsWith("stopped by"));
    assertThat(first.health().ready()).isFalse();
    first.close();
    assertThat(broker.all(Topic.RESULTS, sha256)).hasSize(1);

    start(Made::judge, store, KnownResults.NONE, StreamEvents.NONE);
    awaitCommitted();
    List<ConsumerRecord<String, byte[]>> results = broker.all(Topic.RESULTS, sha256);
    assertThat(results).hasSize(2);
    assertThat(results.stream().map(ConsumerRecord::partition).distinct()).hasSize(1);
    for (ConsumerRecord<String, byte[]> result : results) {
      assertThat(Codec.RESULT.read(result).report()).isEqualTo(Made.report(sha256));
    }
  }

  @Test
  void lowerGeneration_isNeverPublishedOverAHigher() throws Exception {
    String raced = Made.sha("raced");
    broker.send(Topic.FACTS, raced, Codec.FACTS.write(Made.inline(raced, GENERATION)));
    broker.send(Topic.FACTS, raced, Codec.FACTS.write(Made.inline(raced, new Generation(2, 9, 0))));
    broker.send(Topic.FACTS, raced, GARBAGE);
    String indexed = Made.sha("indexed");
    broker.send(Topic.FACTS, indexed, Codec.FACTS.write(Made.inline(indexed, GENERATION)));
    ResultRank higher = new ResultRank(new Generation(4, 0, 0), true);
    KnownResults known = sha -> sha.equals(indexed) ? Optional.of(higher) : Optional.empty();

    start(Made::judge, store, known, StreamEvents.NONE);
    awaitCommitted();
    assertThat(broker.all(Topic.RESULTS, indexed)).isEmpty();
    List<ConsumerRecord<String, byte[]>> results = broker.all(Topic.RESULTS, raced);
    assertThat(results).hasSize(1);
    assertThat(Codec.RESULT.read(results.getFirst()).report().generation()).isEqualTo(JUDGE);
    assertThat(broker.all(Topic.FAILURES, raced)).as("the failure is kept").hasSize(1);
  }

  @Test
  void factsByReference_areReadFromTheStore() throws Exception {
    String sha256 = storeApk("by reference");
    AppFacts facts = Made.facts(sha256, GENERATION);
    store.putDerived(sha256, "facts-3-2.json", Codec.STORED_FACTS.write(facts));
    broker.send(Topic.FACTS, sha256, Codec.FACTS.write(Made.stored(sha256, "facts-3-2.json")));
    start(Made::judge, store, KnownResults.NONE, StreamEvents.NONE);
    awaitCommitted();
    assertThat(report(sha256)).isEqualTo(Made.report(sha256));
  }

  @Test
  void factsThatCannotBeJudged_failWithAReason_andTheLoopGoesOn() throws Exception {
    String garbage = storeApk("garbage");
    broker.send(Topic.FACTS, garbage, GARBAGE);
    String missing = Made.sha("missing");
    broker.send(Topic.FACTS, missing, Codec.FACTS.write(Made.stored(missing, "facts-9-9.json")));
    String traversal = Made.sha("traversal");
    broker.send(Topic.FACTS, traversal, Codec.FACTS.write(Made.stored(traversal, "../../etc")));
    String other = Made.sha("other");
    broker.send(Topic.FACTS, other, Codec.FACTS.write(Made.inline(missing, GENERATION)));
    String deep = Made.sha("deep");
    broker.send(Topic.FACTS, deep, Codec.FACTS.write(Made.inline(deep, GENERATION)));
    String thrown = Made.sha("thrown");
    broker.send(Topic.FACTS, thrown, Codec.FACTS.write(Made.inline(thrown, GENERATION)));
    broker.send(Topic.FACTS, "no sample", GARBAGE);
    String good = Made.sha("good");
    broker.send(Topic.FACTS, good, Codec.FACTS.write(Made.inline(good, GENERATION)));

    JudgeLoop loop =
        start(
            facts -> {
              if (facts.apk().sha256().equals(deep)) {
                return Made.report(String.valueOf(endless(0)));
              }
              if (facts.apk().sha256().equals(thrown)) {
                throw new IllegalStateException("no such rule");
              }
              return Made.judge(facts);
            },
            store,
            KnownResults.NONE,
            StreamEvents.NONE);
    awaitCommitted();
    Published published = new Published(broker.all(Topic.RESULTS), broker.all(Topic.FAILURES));
    assertThat(published.report(good)).isEqualTo(Made.report(good));
    assertThat(published.report(garbage).sizeInBytes()).isEqualTo("garbage".length());
    assertFailed(published, garbage, "cannot be read");
    assertFailed(published, missing, "facts-9-9.json are not in the store");
    assertFailed(published, traversal, "cannot be used");
    assertFailed(published, other, "another sample");
    assertFailed(published, deep, "StackOverflowError");
    assertFailed(published, thrown, "no such rule");
    assertThat(loop.health().ready()).isTrue();
    assertThat(loop.health().detail()).contains("1 records without a usable key were skipped");
  }

  @Test
  void storeAway_waitsAndSkipsNothing() throws Exception {
    AtomicBoolean away = new AtomicBoolean(true);
    String sha256 = storeApk("away");
    store.putDerived(
        sha256, "facts-3-2.json", Codec.STORED_FACTS.write(Made.facts(sha256, GENERATION)));
    broker.send(Topic.FACTS, sha256, Codec.FACTS.write(Made.stored(sha256, "facts-3-2.json")));
    JudgeLoop loop =
        start(Made::judge, new AwayStore(store, away), KnownResults.NONE, StreamEvents.NONE);
    await().atMost(PATIENCE).until(() -> loop.health().detail().contains("the disk is away"));
    assertThat(loop.health().ready()).isFalse();
    assertThat(broker.all(Topic.RESULTS, sha256)).isEmpty();
    away.set(false);
    awaitCommitted();
    assertThat(report(sha256)).isEqualTo(Made.report(sha256));
    await().atMost(PATIENCE).until(() -> loop.health().ready());
  }

  @Test
  void resultTooLargeForTheTopic_failsWithAReason() throws Exception {
    String sha256 = Made.sha("too large");
    broker.send(Topic.FACTS, sha256, Codec.FACTS.write(Made.inline(sha256, GENERATION)));
    StringBuilder incompressible = new StringBuilder();
    Random random = new Random(7);
    while (incompressible.length() < 200_000) {
      incompressible.append(Long.toHexString(random.nextLong()));
    }
    broker.limit(Topic.RESULTS, 20_000);
    try {
      start(
          facts -> Judge.failed(JUDGE, facts.apk().sha256(), 1, "judge", incompressible.toString()),
          store,
          KnownResults.NONE,
          StreamEvents.NONE);
      awaitCommitted();
    } finally {
      broker.limit(Topic.RESULTS, KafkaSettings.MAX_MESSAGE_BYTES);
    }
    Published published = new Published(broker.all(Topic.RESULTS), broker.all(Topic.FAILURES));
    assertFailed(published, sha256, "larger than the topic takes");
  }

  @Test
  void factsOfANewerVersion_waitForANewerProcess() {
    Judging judging =
        new Judging(store, Made::judge, JUDGE, KnownResults.NONE, () -> Made.SUBMITTED);
    byte[] newer = "{\"schemaVersion\":5,\"more\":1}".getBytes(StandardCharsets.UTF_8);
    ConsumerRecord<String, byte[]> record =
        new ConsumerRecord<>("apk.facts", 1, 7, Made.sha("newer"), newer);
    assertThatThrownBy(() -> judging.decide(record))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("apk.facts-1@7")
        .hasMessageContaining("update this process");
  }

  private JudgeLoop start(
      Function<AppFacts, ScanReport> judge,
      ApkStore from,
      KnownResults known,
      StreamEvents events) {
    JudgeLoop loop = new JudgeLoop(broker.kafka, from, judge, JUDGE, known, events);
    loops.add(loop);
    loop.start();
    return loop;
  }

  private static StreamEvents judged(Consumer<ScanReport> listener) {
    return new StreamEvents() {
      @Override
      public void judged(ScanReport report, Duration sinceSubmission) {
        listener.accept(report);
      }
    };
  }

  /** Every record of the topic is behind the group's committed offsets. */
  private static void awaitCommitted() {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(() -> {
          var committed =
              broker
                  .admin
                  .listConsumerGroupOffsets(JudgeLoop.GROUP)
                  .partitionsToOffsetAndMetadata()
                  .get();
          long done = committed.values().stream().mapToLong(each -> each.offset()).sum();
          assertThat(done).isEqualTo(broker.all(Topic.FACTS).size());
        });
  }

  private static void assertFailed(Published published, String sha256, String reason)
      throws Exception {
    ScanReport report = published.report(sha256);
    ScanReport.Failure failure = Objects.requireNonNull(report.failure());
    assertThat(failure.stage()).isEqualTo("judge");
    assertThat(failure.reason()).contains(reason);
    assertThat(report.generation()).isEqualTo(JUDGE);
    FailureRecord record = published.failure(sha256);
    assertThat(record.reason()).isEqualTo(failure.reason());
    assertThat(record.topic()).isEqualTo("apk.facts");
  }

  private static ScanReport report(String sha256) throws Exception {
    return new Published(broker.all(Topic.RESULTS), List.of()).report(sha256);
  }

  /** What is in the topics, read once. */
  private record Published(
      List<ConsumerRecord<String, byte[]>> results, List<ConsumerRecord<String, byte[]>> failures) {
    ScanReport report(String sha256) throws Exception {
      return Codec.RESULT.read(only(results, sha256)).report();
    }

    FailureRecord failure(String sha256) throws Exception {
      return Codec.FAILURE.read(only(failures, sha256));
    }

    private static ConsumerRecord<String, byte[]> only(
        List<ConsumerRecord<String, byte[]>> all, String sha256) {
      var found = all.stream().filter(record -> sha256.equals(record.key())).toList();
      assertThat(found).hasSize(1);
      return found.getFirst();
    }
  }

  private static List<String> shas(String prefix, int count) {
    List<String> shas = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      shas.add(Made.sha(prefix + i));
    }
    return shas;
  }

  private static String storeApk(String content) throws IOException {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    return store.put(new ByteArrayInputStream(bytes), 1000).apk().sha256();
  }

  private static int endless(int depth) {
    return depth < 0 ? 0 : 1 + endless(depth + 1);
  }

  /** The process ends here. */
  private static final class KilledError extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** A store whose disk goes and comes. */
  private record AwayStore(ApkStore store, AtomicBoolean away) implements ApkStore {
    private ApkStore there() throws IOException {
      if (away.get()) {
        throw new IOException("the disk is away");
      }
      return store;
    }

    @Override
    public Put put(InputStream bytes, long maxBytes) throws IOException {
      return there().put(bytes, maxBytes);
    }

    @Override
    public Optional<StoredApk> find(String sha256) throws IOException {
      return there().find(sha256);
    }

    @Override
    public Optional<LocalFile> open(String sha256) throws IOException {
      return there().open(sha256);
    }

    @Override
    public Path folder() {
      return store.folder();
    }

    @Override
    public void putDerived(String sha256, String name, byte[] bytes) throws IOException {
      there().putDerived(sha256, name, bytes);
    }

    @Override
    public Optional<byte[]> derived(String sha256, String name, long maxBytes) throws IOException {
      return there().derived(sha256, name, maxBytes);
    }

    @Override
    public void forEach(Consumer<StoredApk> visitor) throws IOException {
      there().forEach(visitor);
    }

    @Override
    public boolean delete(String sha256) throws IOException {
      return there().delete(sha256);
    }
  }
}
