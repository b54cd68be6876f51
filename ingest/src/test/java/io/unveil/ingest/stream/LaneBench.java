package io.unveil.ingest.stream;

import io.unveil.analyzer.AppAnalyzer;
import io.unveil.analyzer.facts.Generation;
import io.unveil.analyzer.model.Models;
import io.unveil.analyzer.report.ResultRank;
import io.unveil.ingest.broker.EmbeddedBroker;
import io.unveil.ingest.store.ApkStore.StoredApk;
import io.unveil.ingest.store.LocalApkStore;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;

/** A real broker and store, with short times, and eyes on every topic. */
final class LaneBench {
  static final Generation GENERATION =
      new Generation(AppAnalyzer.ENGINE_REVISION, Models.REVISION, 1);
  static final Duration LOCK = Duration.ofSeconds(2);
  static final int PARTITIONS = 2;

  /** Short, so that tests see every path. */
  static final LaneSettings SETTINGS =
      new LaneSettings(
          Duration.ofSeconds(30),
          Duration.ofMillis(300),
          3,
          Duration.ofMillis(10),
          3,
          5,
          2,
          Duration.ofMillis(100),
          Duration.ofSeconds(5));

  private final Path folder;
  private EmbeddedBroker broker;
  final KafkaSettings kafka;
  final LocalApkStore store;
  final Outbox outbox;
  final Map<String, ResultRank> known = new ConcurrentHashMap<>();
  volatile boolean knownIsCurrent = true;
  final Events events = new Events();
  private final List<StreamLoop> open = new ArrayList<>();

  LaneBench(Path folder) throws Exception {
    this.folder = folder;
    broker = EmbeddedBroker.start(folder.resolve("broker"));
    kafka = KafkaSettings.of(broker.bootstrapServers());
    store = LocalApkStore.open(folder.resolve("store"), 0);
    try (Admin admin = Admin.create(kafka.admin("bench"))) {
      Topics.Ensured ensured = Topics.ensure(admin, PARTITIONS, (short) 1);
      if (!ensured.warnings().isEmpty()) {
        throw new AssertionError(ensured.warnings());
      }
      for (WorkGroup group : WorkGroup.values()) {
        set(admin, group, "share.record.lock.duration.ms", String.valueOf(LOCK.toMillis()));
      }
    }
    outbox = new Outbox(kafka, "bench");
  }

  /** What the lanes tell. */
  static final class Events implements StreamEvents {
    /**
     * One outcome.
     *
     * @param stage stage
     * @param priority priority
     * @param outcome outcome
     */
    record Worked(String stage, Priority priority, Outcome outcome) {}

    final ConcurrentLinkedQueue<Worked> worked = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<String> failedAttempts = new ConcurrentLinkedQueue<>();

    @Override
    public void worked(String stage, Priority priority, Outcome outcome, Duration took) {
      worked.add(new Worked(stage, priority, outcome));
    }

    @Override
    public void attemptFailed(String stage, String reason) {
      failedAttempts.add(reason);
    }

    List<StreamEvents.Outcome> outcomes() {
      return worked.stream().map(Worked::outcome).toList();
    }
  }

  LaneContext context() {
    return context(SETTINGS);
  }

  LaneContext context(LaneSettings settings) {
    KnownResults results =
        new KnownResults() {
          @Override
          public Optional<ResultRank> rank(String sha256) {
            return Optional.ofNullable(known.get(sha256));
          }

          @Override
          public boolean current() {
            return knownIsCurrent;
          }
        };
    return new LaneContext(kafka, settings, store, results, GENERATION, outbox, events);
  }

  /** Starts it, and closes it after the test. */
  <L extends StreamLoop> L start(L loop) {
    open.add(loop);
    loop.start();
    return loop;
  }

  void stopBroker() {
    broker.close();
  }

  void restartBroker() throws Exception {
    int port = Integer.parseInt(kafka.bootstrapServers().split(":")[1]);
    broker = EmbeddedBroker.start(folder.resolve("broker"), port);
  }

  /** Closes what the test started, and forgets what it saw. */
  void tidy() {
    for (StreamLoop loop : open) {
      loop.close();
    }
    open.clear();
    known.clear();
    knownIsCurrent = true;
    events.worked.clear();
    events.failedAttempts.clear();
  }

  StoredApk stored(byte[] bytes) throws Exception {
    return store.put(new ByteArrayInputStream(bytes), bytes.length).apk();
  }

  StoredApk stored(String text) throws Exception {
    return stored(text.getBytes(StandardCharsets.UTF_8));
  }

  Submission submit(Priority priority, StoredApk apk) throws Exception {
    Submission submission =
        new Submission(
            Codec.SUBMISSION.version(),
            apk.sha256(),
            apk.sizeInBytes(),
            new Origin(Origin.Kind.CLI, "a.apk"),
            apk.firstStored(),
            apk.firstStored());
    outbox.send(
        List.of(
            Outbox.message(
                WorkGroup.UNPACK.source(priority), apk.sha256(), Codec.SUBMISSION, submission)));
    return submission;
  }

  void send(Topic topic, String key, String value) throws Exception {
    outbox.send(
        List.of(
            new ProducerRecord<>(topic.topicName(), key, value.getBytes(StandardCharsets.UTF_8))));
  }

  /** {@return every record of the topic with this key, in the order of its partition} */
  List<ConsumerRecord<String, byte[]>> records(Topic topic, String keyStart) {
    List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(kafka.consumer("eyes"))) {
      List<TopicPartition> partitions =
          IntStream.range(0, Topics.partitions(topic, PARTITIONS))
              .mapToObj(p -> new TopicPartition(topic.topicName(), p))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
        consumer.poll(Duration.ofMillis(100)).forEach(found::add);
      }
    }
    found.removeIf(record -> record.key() == null || !record.key().startsWith(keyStart));
    return found;
  }

  <T extends Record> List<T> values(Topic topic, Codec<T> codec, String keyStart)
      throws BadMessageException {
    List<T> values = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record : records(topic, keyStart)) {
      values.add(codec.read(record));
    }
    return values;
  }

  void close() throws Exception {
    tidy();
    outbox.close();
    broker.close();
  }

  private static void set(Admin admin, WorkGroup group, String name, String value)
      throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.GROUP, group.groupId());
    AlterConfigOp set = new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
    admin.incrementalAlterConfigs(Map.of(resource, List.of(set))).all().get();
  }
}
