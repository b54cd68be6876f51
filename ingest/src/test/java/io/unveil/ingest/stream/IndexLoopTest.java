package io.unveil.ingest.stream;

import static io.unveil.ingest.stream.Made.SUBMITTED;
import static io.unveil.ingest.stream.StreamBroker.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.unveil.ingest.store.LocalApkStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexLoopTest {
  private static final byte[] GARBAGE = "{\"schemaVersion\":1}".getBytes(StandardCharsets.UTF_8);

  @TempDir private static Path folder;
  private static StreamBroker broker;
  private static LocalApkStore store;
  private static int made;

  private final MemorySink sink = new MemorySink();
  private final List<IndexLoop> loops = new ArrayList<>();

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
    loops.forEach(IndexLoop::close);
  }

  @Test
  void anyCrashSchedule_appliesEveryRecordOnceAndInOrder() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("IndexLoopTest seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 60; i++) {
      sendAnything(random);
    }
    for (int crash = 0; crash < 6; crash++) {
      AtomicInteger left = new AtomicInteger(random.nextInt(4));
      Random commits = new Random(seed + crash);
      sink.trouble(_ -> {
        if (commits.nextBoolean()) {
          sink.commit();
        }
        if (left.decrementAndGet() < 0) {
          throw new KilledError();
        }
      });
      IndexLoop loop = start();
      for (int i = 0; i < 8; i++) {
        sendAnything(random);
      }
      if (random.nextBoolean()) {
        assertThat(loop.awaitCaughtUp(PATIENCE) || left.get() < 0).isTrue();
      }
      loop.close();
      sink.crash();
    }
    sink.trouble(_ -> {});
    IndexLoop last = start();
    assertThat(last.awaitCaughtUp(PATIENCE)).isTrue();
    assertThat(last.totalLag()).isZero();
    assertThat(last.lag()).hasSizeGreaterThanOrEqualTo(6).containsKey("apk.results-1");
    assertAppliedEqualsTopics();
  }

  @Test
  void restart_continuesAtTheCommittedPosition() throws Exception {
    broker.send(Topic.RESULTS, Made.sha("first"), result("first"));
    IndexLoop first = start();
    assertThat(first.awaitCaughtUp(PATIENCE)).isTrue();
    first.close();
    assertThat(first.health().detail()).startsWith("closed");
    sink.commit();
    int before = sink.taken().size();
    List<SinkRecord> given = new ArrayList<>();
    sink.trouble(given::addAll);
    broker.send(Topic.RESULTS, Made.sha("second"), result("second"));
    assertThat(start().awaitCaughtUp(PATIENCE)).isTrue();
    assertThat(given).extracting(SinkRecord::sha256).containsExactly(Made.sha("second"));
    assertThat(sink.taken()).hasSize(before + 1);
  }

  @Test
  void everyKindOfRecord_reachesTheSink() throws Exception {
    String sha256 = Made.sha("kinds");
    byte[] apk = "large".getBytes(StandardCharsets.UTF_8);
    String large = store.put(new ByteArrayInputStream(apk), 100).apk().sha256();
    store.putDerived(large, "apk-3.json", Codec.STORED_APK.write(Made.apk(large)));
    IndexLoop loop = start();
    broker.send(Topic.ORIGINS, sha256 + ":1", Codec.ORIGIN.write(origin(sha256)));
    broker.send(Topic.UNPACKED, sha256, unpacked(sha256, SUBMITTED.toEpochMilli()));
    UnpackedMessage reference =
        new UnpackedMessage(
            Codec.UNPACKED.version(), large, SUBMITTED, SUBMITTED, null, "apk-3.json");
    broker.send(Topic.UNPACKED_INTERACTIVE, large, Codec.UNPACKED.write(reference));
    broker.send(Topic.RESULTS, sha256, result("kinds"));
    broker.send(Topic.RESULTS, sha256, null);
    assertThat(loop.awaitCaughtUp(PATIENCE)).isTrue();
    ResultMessage result = Codec.RESULT.read("test", result("kinds"));
    List<SinkRecord> about = about(sha256);
    assertThat(about)
        .containsExactlyInAnyOrder(
            new SinkRecord.Seen(origin(sha256)),
            new SinkRecord.Pending(Made.apk(sha256), SUBMITTED),
            new SinkRecord.Result(result),
            new SinkRecord.Removed(sha256));
    assertThat(about.indexOf(new SinkRecord.Removed(sha256)))
        .as("removed after its result")
        .isGreaterThan(about.indexOf(new SinkRecord.Result(result)));
    assertThat(about(large)).containsExactly(new SinkRecord.Pending(Made.apk(large), SUBMITTED));
  }

  @Test
  void unreadableRecords_areSkippedAndSeenInHealth() throws Exception {
    IndexLoop loop = start();
    assertThat(loop.awaitCaughtUp(PATIENCE)).isTrue();
    String sha256 = Made.sha("after garbage");
    broker.send(Topic.RESULTS, 0, sha256, GARBAGE);
    broker.send(Topic.RESULTS, 0, Made.sha("another key"), result("after garbage"));
    broker.send(Topic.RESULTS, 0, "no sample", null);
    broker.send(Topic.RESULTS, 0, sha256, result("after garbage"));
    assertThat(loop.awaitCaughtUp(PATIENCE)).isTrue();
    assertThat(about(sha256)).hasSize(1);
    await().atMost(PATIENCE).until(() -> loop.health().ready());
    assertThat(loop.health().detail())
        .containsPattern("skipped \\d+ unreadable records, last apk.results-0@\\d+");
  }

  @Test
  void sinkFails_sameBatchIsGivenAgain_andHealthSaysSo() throws Exception {
    IndexLoop loop = start();
    assertThat(loop.awaitCaughtUp(PATIENCE)).isTrue();
    String sha256 = Made.sha("disk full");
    List<List<SinkRecord>> given = new ArrayList<>();
    sink.trouble(batch -> {
      given.add(batch);
      if (given.size() <= 3) {
        throw new IOException("no space left in the index folder");
      }
    });
    broker.send(Topic.RESULTS, sha256, result("disk full"));
    await().atMost(PATIENCE).until(() -> loop.health().detail().contains("no space left"));
    assertThat(loop.health().ready()).isFalse();
    assertThat(loop.awaitCaughtUp(PATIENCE)).isTrue();
    assertThat(about(sha256)).hasSize(1);
    assertThat(given.subList(0, 4)).containsOnly(given.getFirst());
    await().atMost(PATIENCE).until(() -> loop.health().ready());
  }

  @Test
  void sinkBroken_stopsForGood_andHealthFails() throws Exception {
    IndexLoop loop = start();
    assertThat(loop.awaitCaughtUp(PATIENCE)).isTrue();
    sink.trouble(_ -> {
      throw new SinkBrokenException("the index writer has closed itself", new IOException());
    });
    broker.send(Topic.RESULTS, Made.sha("broken"), result("broken"));
    await().atMost(PATIENCE).until(() -> loop.health().detail().startsWith("stopped: "));
    assertThat(loop.health().ready()).isFalse();
    assertThat(loop.health().detail())
        .isEqualTo("stopped: the index writer has closed itself; restart the process");
    assertThat(about(Made.sha("broken"))).isEmpty();
  }

  @Test
  void oneRecordRefused_theOthersAreTaken() throws Exception {
    String refused = Made.sha("refused");
    sink.trouble(batch -> {
      if (batch.stream().anyMatch(record -> record.sha256().equals(refused))) {
        throw new IllegalArgumentException("immense term");
      }
    });
    broker.send(Topic.RESULTS, 1, Made.sha("before it"), result("before it"));
    broker.send(Topic.RESULTS, 1, refused, result("refused"));
    broker.send(Topic.RESULTS, 1, Made.sha("behind it"), result("behind it"));
    IndexLoop loop = start();
    assertThat(loop.awaitCaughtUp(PATIENCE)).isTrue();
    assertThat(about(refused)).isEmpty();
    assertThat(about(Made.sha("before it"))).hasSize(1);
    assertThat(about(Made.sha("behind it"))).hasSize(1);
    assertThat(loop.health().detail()).contains("the sink refuses it");
  }

  @Test
  void topicMadeAnew_clearsTheSinkAndReplays() throws Exception {
    broker.send(Topic.RESULTS, Made.sha("old"), result("old"));
    IndexLoop running = start();
    assertThat(running.awaitCaughtUp(PATIENCE)).isTrue();
    sink.commit();
    makeAnew(Topic.RESULTS);
    broker.send(Topic.RESULTS, Made.sha("new"), result("new"));
    await().atMost(PATIENCE).until(() -> sink.cleared() == 1);
    assertThat(running.awaitCaughtUp(PATIENCE)).isTrue();
    assertThat(about(Made.sha("old"))).isEmpty();
    assertAppliedEqualsTopics();

    running.close();
    sink.commit();
    makeAnew(Topic.ORIGINS);
    assertThat(start().awaitCaughtUp(PATIENCE)).isTrue();
    assertThat(sink.cleared()).isEqualTo(2);
    assertAppliedEqualsTopics();
  }

  @Test
  void newPartition_isNoticedWhileRunning() throws Exception {
    IndexLoop loop = start();
    assertThat(loop.awaitCaughtUp(PATIENCE)).isTrue();
    int partitions = partitions(Topic.UNPACKED_INTERACTIVE);
    broker
        .admin
        .createPartitions(
            Map.of(
                Topic.UNPACKED_INTERACTIVE.topicName(), NewPartitions.increaseTo(partitions + 1)))
        .all()
        .get();
    String sha256 = Made.sha("new partition");
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> {
          broker.send(Topic.UNPACKED_INTERACTIVE, partitions, sha256, unpacked(sha256, 1));
          return true;
        });
    await().atMost(PATIENCE).until(() -> !about(sha256).isEmpty());
    assertThat(loop.awaitCaughtUp(PATIENCE)).isTrue();
    assertThat(loop.lag()).containsEntry("apk.unpacked.interactive-" + partitions, 0L);
    assertThat(sink.cleared()).isZero();
  }

  private IndexLoop start() {
    IndexLoop loop = new IndexLoop(broker.kafka, sink, store, StreamEvents.NONE);
    loops.add(loop);
    loop.start();
    return loop;
  }

  private List<SinkRecord> about(String sha256) {
    return sink.taken().stream().filter(record -> record.sha256().equals(sha256)).toList();
  }

  /** Of each partition exactly the topic's records, in its order. */
  private void assertAppliedEqualsTopics() throws Exception {
    SinkRecords reader = new SinkRecords(store, (sha256, at) -> false);
    Map<String, List<SinkRecord>> expected = new LinkedHashMap<>();
    List<SinkRecord> all = new ArrayList<>();
    for (Topic topic : IndexLoop.TOPICS) {
      for (ConsumerRecord<String, byte[]> record : broker.all(topic)) {
        try {
          reader
              .read(topic, record)
              .ifPresent(read -> {
                all.add(read);
                expected
                    .computeIfAbsent(
                        record.topic() + "-" + record.partition(), _ -> new ArrayList<>())
                    .add(read);
              });
        } catch (SinkRecords.UnusableException e) {
          assertThat(e).hasMessageNotContaining("\n");
        }
      }
    }
    List<SinkRecord> applied = sink.taken();
    assertThat(applied).containsExactlyInAnyOrderElementsOf(all);
    expected.forEach((partition, records) ->
        assertThat(applied.stream().filter(records::contains).toList())
            .as(partition)
            .isEqualTo(records));
  }

  private static void sendAnything(Random random) throws Exception {
    int number = made++;
    String name = "anything " + number;
    String sha256 = Made.sha(name);
    switch (random.nextInt(9)) {
      case 0 -> broker.send(Topic.UNPACKED, sha256, unpacked(sha256, number));
      case 1 -> broker.send(Topic.UNPACKED_INTERACTIVE, sha256, unpacked(sha256, number));
      case 2 -> broker.send(Topic.ORIGINS, sha256 + ":1", Codec.ORIGIN.write(origin(sha256)));
      case 3 -> broker.send(Topic.RESULTS, sha256, null);
      case 4 -> broker.send(Topic.RESULTS, sha256, GARBAGE);
      default -> broker.send(Topic.RESULTS, sha256, result(name));
    }
  }

  private static byte[] result(String name) {
    return Codec.RESULT.write(Made.result(Made.sha(name), SUBMITTED));
  }

  private static byte[] unpacked(String sha256, long submitted) {
    UnpackedMessage message =
        new UnpackedMessage(
            Codec.UNPACKED.version(),
            sha256,
            Instant.ofEpochMilli(submitted),
            SUBMITTED,
            Made.apk(sha256),
            null);
    return Codec.UNPACKED.write(message);
  }

  private static SampleOrigin origin(String sha256) {
    return new SampleOrigin(
        1, sha256, 9, new Origin(Origin.Kind.HTTP, "a.apk"), SUBMITTED, SUBMITTED);
  }

  private static int partitions(Topic topic) throws Exception {
    return broker
        .admin
        .describeTopics(List.of(topic.topicName()))
        .allTopicNames()
        .get()
        .values()
        .iterator()
        .next()
        .partitions()
        .size();
  }

  private static void makeAnew(Topic topic) throws Exception {
    broker.admin.deleteTopics(List.of(topic.topicName())).all().get();
    await()
        .atMost(PATIENCE)
        .until(() -> !broker.admin.listTopics().names().get().contains(topic.topicName()));
    Topics.ensure(broker.admin, StreamBroker.PARTITIONS, (short) 1);
  }

  /** The process ends here. */
  private static final class KilledError extends Error {
    private static final long serialVersionUID = 1L;
  }
}
