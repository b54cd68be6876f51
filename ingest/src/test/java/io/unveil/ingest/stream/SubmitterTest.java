package io.unveil.ingest.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unveil.ingest.broker.EmbeddedBroker;
import io.unveil.ingest.store.ApkStore.StoredApk;
import io.unveil.ingest.store.LocalApkStore;
import io.unveil.ingest.store.TooLargeException;
import io.unveil.ingest.stream.Submitter.Accepted;
import io.unveil.ingest.stream.Submitter.Limits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubmitterTest {
  private static final Origin FILE = new Origin(Origin.Kind.CLI, "a.apk");
  @TempDir private static Path brokerFolder;
  private static EmbeddedBroker broker;
  private static KafkaSettings kafka;

  @TempDir private Path folder;
  private LocalApkStore store;

  @BeforeAll
  static void startBroker() throws Exception {
    broker = EmbeddedBroker.start(brokerFolder);
    kafka = KafkaSettings.of(broker.bootstrapServers());
    try (Admin admin = Admin.create(kafka.admin("test"))) {
      Topics.ensure(admin, 1, (short) 1);
    }
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void openStore() throws Exception {
    store = LocalApkStore.open(folder.resolve("store"), 0);
  }

  @Test
  void submit_storesThenEnqueues_inTheTopicOfThePriority() throws Exception {
    long[] before = ends();
    Counting events = new Counting();
    Accepted accepted;
    Accepted again;
    try (Submitter submitter = Submitter.open(kafka, store, Limits.DEFAULT, events)) {
      accepted = submitter.submit(in("one"), FILE, Priority.BULK);
      again = submitter.submit(in("one"), FILE, Priority.INTERACTIVE);
    }

    assertThat(accepted.added()).isTrue();
    assertThat(again).isEqualTo(new Accepted(accepted.sha256(), 3, false));
    StoredApk stored = store.find(accepted.sha256()).orElseThrow();
    for (Topic topic : List.of(Topic.SUBMISSIONS, Topic.SUBMISSIONS_INTERACTIVE)) {
      List<ConsumerRecord<String, byte[]>> records = records(topic, before);
      assertThat(records).hasSize(1);
      assertThat(records.getFirst().key()).isEqualTo(accepted.sha256());
      Submission submission = Codec.SUBMISSION.read(records.getFirst());
      assertThat(submission)
          .isEqualTo(
              new Submission(
                  1, stored.sha256(), 3, FILE, stored.firstStored(), submission.submittedAt()));
      assertThat(submission.submittedAt()).isAfterOrEqualTo(stored.firstStored());
    }
    assertThat(events.added.get()).isEqualTo(1);
    assertThat(events.accepted.get()).isEqualTo(2);
  }

  @Test
  void manyAtOnce_withLittleRoom_allArriveInOrder() throws Exception {
    long[] before = ends();
    List<CompletableFuture<Accepted>> pending = new ArrayList<>();
    Limits tight = new Limits(1_000, Duration.ofSeconds(30), 7);
    try (Submitter submitter = Submitter.open(kafka, store, tight, StreamEvents.NONE)) {
      for (int i = 0; i < 200; i++) {
        pending.add(submitter.submitAsync(in("sample " + i), FILE, Priority.BULK));
      }
      CompletableFuture.allOf(pending.toArray(CompletableFuture[]::new)).get();
    }

    assertThat(records(Topic.SUBMISSIONS, before))
        .extracting(ConsumerRecord::key)
        .containsExactlyElementsOf(pending.stream().map(done -> done.join().sha256()).toList());
  }

  @Test
  void resubmit_enqueuesAgain() throws Exception {
    StoredApk apk = store.put(in("stored"), 100).apk();
    long[] before = ends();
    Origin origin = new Origin(Origin.Kind.RECONCILER, "");
    try (Submitter submitter = Submitter.open(kafka, store, Limits.DEFAULT, StreamEvents.NONE)) {
      submitter.resubmit(apk, origin, Priority.BULK);
    }

    List<ConsumerRecord<String, byte[]>> records = records(Topic.SUBMISSIONS, before);
    assertThat(records).hasSize(1);
    assertThat(Codec.SUBMISSION.read(records.getFirst()).origin()).isEqualTo(origin);
  }

  @Test
  void notStored_isNotEnqueued() throws Exception {
    long[] before = ends();
    Limits small = new Limits(2, Duration.ofSeconds(30), 1);
    try (Submitter submitter = Submitter.open(kafka, store, small, StreamEvents.NONE)) {
      assertThatThrownBy(() -> submitter.submit(in("one"), FILE, Priority.BULK))
          .isInstanceOf(TooLargeException.class);
      assertThat(submitter.submit(in("12"), FILE, Priority.BULK).added()).isTrue();
    }

    assertThat(records(Topic.SUBMISSIONS, before)).hasSize(1);
  }

  @Test
  void withoutBroker_saysSoInTime_andTheBytesAreStored() throws Exception {
    Limits hasty = new Limits(100, Duration.ofSeconds(2), 1);
    KafkaSettings nowhere = KafkaSettings.of("127.0.0.1:1");
    try (Submitter submitter = Submitter.open(nowhere, store, hasty, StreamEvents.NONE)) {
      // Twice: a failed submission gives its room back.
      for (String bytes : List.of("kept", "kept too")) {
        assertThatThrownBy(() -> submitter.submit(in(bytes), FILE, Priority.INTERACTIVE))
            .isInstanceOfSatisfying(
                BrokerUnavailableException.class,
                e -> {
                  assertThat(e).hasMessageContaining("127.0.0.1:1").hasMessageContaining("stored");
                  assertThat(find(e.sha256())).isNotNull();
                });
      }
    }
  }

  @Test
  void closed_refusesButKeepsTheBytes() throws Exception {
    Submitter submitter = Submitter.open(kafka, store, Limits.DEFAULT, StreamEvents.NONE);
    submitter.close();

    assertThatThrownBy(() -> submitter.submit(in("late"), FILE, Priority.BULK))
        .isInstanceOfSatisfying(
            BrokerUnavailableException.class, e -> assertThat(find(e.sha256())).isNotNull());
  }

  @Test
  void unknownHost_isRefusedAtOnce() {
    KafkaSettings wrong = KafkaSettings.of("no-such-host.invalid:9092");

    assertThatThrownBy(() -> Submitter.open(wrong, store, Limits.DEFAULT, StreamEvents.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no-such-host.invalid:9092");
  }

  private StoredApk find(String sha256) {
    try {
      return store.find(sha256).orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream in(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  /** {@return the ends of bulk and interactive topic} */
  private static long[] ends() {
    try (KafkaConsumer<String, byte[]> consumer = consumer()) {
      return new long[] {
        consumer.endOffsets(List.of(partition(Topic.SUBMISSIONS))).values().iterator().next(),
        consumer
            .endOffsets(List.of(partition(Topic.SUBMISSIONS_INTERACTIVE)))
            .values()
            .iterator()
            .next()
      };
    }
  }

  private static List<ConsumerRecord<String, byte[]>> records(Topic topic, long[] from) {
    long[] to = ends();
    int which = topic == Topic.SUBMISSIONS ? 0 : 1;
    List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer = consumer()) {
      consumer.assign(List.of(partition(topic)));
      consumer.seek(partition(topic), from[which]);
      while (consumer.position(partition(topic)) < to[which]) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
    }
    return records;
  }

  private static KafkaConsumer<String, byte[]> consumer() {
    return new KafkaConsumer<>(kafka.consumer("test"));
  }

  private static TopicPartition partition(Topic topic) {
    return new TopicPartition(topic.topicName(), 0);
  }

  private static final class Counting implements StreamEvents {
    final AtomicInteger accepted = new AtomicInteger();
    final AtomicInteger added = new AtomicInteger();

    @Override
    public void accepted(Priority priority, long sizeInBytes, boolean isNew) {
      accepted.incrementAndGet();
      added.addAndGet(isNew ? 1 : 0);
    }
  }
}
