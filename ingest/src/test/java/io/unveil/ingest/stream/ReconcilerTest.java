package io.unveil.ingest.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.unveil.analyzer.facts.Generation;
import io.unveil.analyzer.report.ResultRank;
import io.unveil.ingest.broker.EmbeddedBroker;
import io.unveil.ingest.store.ApkStore.StoredApk;
import io.unveil.ingest.store.LocalApkStore;
import io.unveil.ingest.stream.Submitter.Limits;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real broker; the test itself plays the stages. */
class ReconcilerTest {
  private static final Origin FILE = new Origin(Origin.Kind.CLI, "a.apk");
  private static final Reconciler.Settings QUICK =
      new Reconciler.Settings(
          Duration.ofMillis(300), Duration.ZERO, Duration.ofHours(1), 100, 1_000);

  @TempDir private static Path brokerFolder;
  private static EmbeddedBroker broker;
  private static KafkaSettings kafka;
  private static Admin admin;

  @TempDir private Path folder;
  private LocalApkStore store;
  private Submitter submitter;
  private final Set<String> results = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean current = new AtomicBoolean(true);
  private final AtomicInteger reconciled = new AtomicInteger();

  @BeforeAll
  static void startBroker() throws Exception {
    broker = EmbeddedBroker.start(brokerFolder);
    kafka = KafkaSettings.of(broker.bootstrapServers());
    admin = Admin.create(kafka.admin("test"));
    Topics.ensure(admin, 2, (short) 1);
  }

  @AfterAll
  static void stopBroker() {
    admin.close();
    broker.close();
  }

  @BeforeEach
  void open() throws Exception {
    store = LocalApkStore.open(folder.resolve("store"), 0);
    submitter = Submitter.open(kafka, store, Limits.DEFAULT, StreamEvents.NONE);
  }

  @AfterEach
  void drain() throws Exception {
    submitter.close();
    work(WorkGroup.UNPACK, Math.toIntExact(new Backlog(admin).read()));
    eventually().untilAsserted(() -> assertThat(new Backlog(admin).read()).isZero());
  }

  @Test
  void backlog_countsEveryStageUntilItIsDone() throws Exception {
    Backlog backlog = new Backlog(admin);
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Priority priority = i == 0 ? Priority.INTERACTIVE : Priority.BULK;
      sent.add(submitter.submit(in("sample " + i), FILE, priority).sha256());
    }
    assertThat(backlog.read()).isEqualTo(5);

    assertThat(work(WorkGroup.UNPACK, 5)).containsExactlyInAnyOrderElementsOf(sent);
    eventually().untilAsserted(() -> assertThat(backlog.read()).isZero());

    send(Topic.UNPACKED, "a");
    send(Topic.UNPACKED_INTERACTIVE, "b");
    send(Topic.FACTS, "c");
    assertThat(backlog.read()).isEqualTo(3);
    work(WorkGroup.ANALYZE, 2);
    eventually().untilAsserted(() -> assertThat(backlog.read()).isEqualTo(1));
    read(JudgeLoop.GROUP, Topic.FACTS);
    assertThat(backlog.read()).isZero();
    send(Topic.DEAD_SUBMISSIONS, "d");
    assertThat(backlog.read()).isEqualTo(1);
    read(DeadLetterLoop.GROUP, Topic.DEAD_SUBMISSIONS);
    assertThat(backlog.read()).isZero();
  }

  @Test
  void storedWithoutResult_isPutBackOnce_knownIsNot() throws Exception {
    StoredApk lost = store.put(in("stored, then killed"), 100).apk();
    StoredApk known = store.put(in("known"), 100).apk();
    results.add(known.sha256());

    try (Reconciler reconciler = reconciler(kafka)) {
      reconciler.start();
      assertThat(work(WorkGroup.UNPACK, 1)).containsExactly(lost.sha256());
      // A later round, when nothing waits, does not put it back again within the patience.
      eventually().until(() -> reconciler.health().detail().endsWith("0 put back; 0 records wait"));

      assertThat(reconciler.health().ready()).isTrue();
      assertThat(reconciler.health().detail()).startsWith("1 samples without a result");
    }
    assertThat(reconciled).hasValue(1);
  }

  @Test
  void whatStillWaits_isNotPutBack() throws Exception {
    submitter.submit(in("waits"), FILE, Priority.BULK);

    try (Reconciler reconciler = reconciler(kafka)) {
      reconciler.start();
      eventually().until(() -> reconciler.health().ready());
      assertThat(reconciler.health().detail())
          .isEqualTo("1 samples without a result, 0 put back; 1 records wait");
    }
    assertThat(reconciled).hasValue(0);
    assertThat(new Backlog(admin).read()).isEqualTo(1);
  }

  @Test
  void indexIsRebuilt_nothingIsPutBackUntilItHasCaughtUp() throws Exception {
    current.set(false);
    StoredApk lost = store.put(in("lost"), 100).apk();

    try (Reconciler reconciler = reconciler(kafka)) {
      reconciler.start();
      eventually().until(() -> reconciler.health().detail().contains("index"));
      assertThat(reconciler.health().ready()).isFalse();
      assertThat(reconciled).hasValue(0);
      current.set(true);

      assertThat(work(WorkGroup.UNPACK, 1)).containsExactly(lost.sha256());
    }
  }

  @Test
  void indexCatchesUp_longBeforeTheNextPeriod_isReadySoon() throws Exception {
    StoredApk lost = store.put(in("stored while the index was away"), 100).apk();
    current.set(false);
    Reconciler.Settings rare =
        new Reconciler.Settings(
            Duration.ofHours(1), Duration.ZERO, Duration.ofHours(1), 100, 1_000);

    try (Reconciler reconciler = reconciler(kafka, rare)) {
      reconciler.start();
      eventually()
          .untilAsserted(() -> assertThat(reconciler.health().detail()).contains("caught up"));
      current.set(true);
      eventually().untilAsserted(() -> assertThat(reconciler.health().ready()).isTrue());
    }
    assertThat(work(WorkGroup.UNPACK, 1)).containsExactly(lost.sha256());
  }

  @Test
  void brokerIsGone_healthSaysSo_closeIsPrompt() throws Exception {
    store.put(in("lost"), 100);
    KafkaSettings nowhere =
        new KafkaSettings(
            "127.0.0.1:1", Map.of("default.api.timeout.ms", "1000", "request.timeout.ms", "500"));

    try (Reconciler reconciler = reconciler(nowhere)) {
      reconciler.start();
      eventually().until(() -> reconciler.health().detail().contains("127.0.0.1:1"));
      assertThat(reconciler.health().ready()).isFalse();
      assertThatThrownBy(reconciler::start).isInstanceOf(IllegalStateException.class);
    }
  }

  private Reconciler reconciler(KafkaSettings settings) {
    return reconciler(settings, QUICK);
  }

  private Reconciler reconciler(KafkaSettings settings, Reconciler.Settings periods) {
    KnownResults known =
        sha256 ->
            results.contains(sha256)
                ? Optional.of(new ResultRank(new Generation(1, 1, 1), false))
                : Optional.empty();
    StreamEvents events =
        new StreamEvents() {
          @Override
          public void reconciled(int samples) {
            reconciled.addAndGet(samples);
          }
        };
    return new Reconciler(settings, store, known, current::get, submitter, events, periods);
  }

  /** Takes and accepts {@code count} records as a work stage does. {@return their keys} */
  private List<String> work(WorkGroup group, int count) {
    Map<String, Object> settings = new HashMap<>(kafka.consumer("test-" + group));
    settings.remove("allow.auto.create.topics");
    settings.put("group.id", group.groupId());
    List<String> keys = new ArrayList<>();
    try (KafkaShareConsumer<String, byte[]> consumer = new KafkaShareConsumer<>(settings)) {
      consumer.subscribe(
          List.of(
              group.source(Priority.BULK).topicName(),
              group.source(Priority.INTERACTIVE).topicName()));
      while (keys.size() < count) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          keys.add(record.key());
        }
        consumer.commitSync();
      }
    }
    return keys;
  }

  /** Reads one record and commits, as the judge does. */
  private void read(String group, Topic topic) {
    Map<String, Object> settings = new HashMap<>(kafka.consumer("test-" + group));
    settings.put("group.id", group);
    settings.put("auto.offset.reset", "earliest");
    Set<String> keys = new HashSet<>();
    try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(settings)) {
      consumer.subscribe(List.of(topic.topicName()));
      while (keys.isEmpty()) {
        consumer.poll(Duration.ofMillis(200)).forEach(record -> keys.add(record.key()));
      }
      consumer.commitSync();
    }
  }

  private void send(Topic topic, String key) throws Exception {
    try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(kafka.producer("test"))) {
      producer.send(new ProducerRecord<>(topic.topicName(), key, new byte[0])).get();
    }
  }

  private static ConditionFactory eventually() {
    return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(100));
  }

  private static ByteArrayInputStream in(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }
}
