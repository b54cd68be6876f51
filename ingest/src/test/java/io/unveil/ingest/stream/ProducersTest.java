package io.unveil.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unveil.ingest.store.LocalApkStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A producer's own thread that dies leaves every send without an answer. */
class ProducersTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(3);
  private static final AtomicBoolean DEADLY = new AtomicBoolean();

  @TempDir private static Path folder;
  private static StreamBroker broker;
  private static KafkaSettings mortal;

  @BeforeAll
  static void open() throws Exception {
    broker = new StreamBroker(folder.resolve("broker"));
    mortal =
        new KafkaSettings(
            broker.kafka.bootstrapServers(), Map.of("interceptor.classes", Deadly.class.getName()));
  }

  @AfterAll
  static void close() {
    broker.close();
  }

  /** Throws what a full heap throws, on the thread that talks to the broker. */
  public static final class Deadly implements ProducerInterceptor<String, byte[]> {
    @Override
    public ProducerRecord<String, byte[]> onSend(ProducerRecord<String, byte[]> record) {
      return record;
    }

    @Override
    public void onAcknowledgement(@Nullable RecordMetadata metadata, @Nullable Exception e) {
      if (DEADLY.getAndSet(false)) {
        throw new OutOfMemoryError("made up by a test");
      }
    }

    @Override
    public void close() {}

    @Override
    public void configure(Map<String, ?> configs) {}
  }

  @Test
  void outboxWhoseProducerDied_saysSoInTime_andSendsAgain() throws Exception {
    List<ProducerRecord<String, byte[]>> messages =
        List.of(new ProducerRecord<>(Topic.FAILURES.topicName(), "key", new byte[1]));
    try (Outbox outbox = new Outbox(mortal, "outbox", TIMEOUT)) {
      outbox.send(messages);
      DEADLY.set(true);
      assertThatThrownBy(() -> outbox.send(messages)).isInstanceOf(IOException.class);
      outbox.send(messages);
    }

    assertThat(broker.all(Topic.FAILURES, "key")).hasSizeGreaterThanOrEqualTo(2);
  }

  @Test
  void submitterWhoseProducerDied_saysSoInTime_andTakesMore() throws Exception {
    LocalApkStore store = LocalApkStore.open(folder.resolve("store"), 0);
    Submitter.Limits tight = new Submitter.Limits(100, TIMEOUT, 1);
    Origin origin = new Origin(Origin.Kind.CLI, "a.apk");
    try (Submitter submitter = Submitter.open(mortal, store, tight, StreamEvents.NONE)) {
      DEADLY.set(true);
      assertThatThrownBy(() ->
              submitter.submit(new ByteArrayInputStream(new byte[1]), origin, Priority.INTERACTIVE))
          .isInstanceOf(BrokerUnavailableException.class);
      assertThat(
              submitter
                  .submit(new ByteArrayInputStream(new byte[2]), origin, Priority.INTERACTIVE)
                  .added())
          .isTrue();
    }
  }
}
