package io.unveil.ingest.stream;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/** Sends messages and returns when all replicas have them. Safe for many threads. */
public class Outbox implements AutoCloseable {
  private static final Duration CLOSE = Duration.ofSeconds(5);

  private final Producer<String, byte[]> producer;

  /** {@return one message to be sent} */
  static <T extends Record> ProducerRecord<String, byte[]> message(
      Topic topic, @Nullable String key, Codec<T> codec, T value) {
    return new ProducerRecord<>(topic.topicName(), key, codec.write(value));
  }

  /** Connects lazily: a broker that is away is noticed by {@link #send}. */
  public Outbox(KafkaSettings kafka, String clientId) {
    producer = new KafkaProducer<>(kafka.producer(clientId));
  }

  /**
   * Sends in the order given.
   *
   * @throws IOException when one of them was not acknowledged; some of them may have been stored
   */
  void send(List<ProducerRecord<String, byte[]>> messages)
      throws IOException, InterruptedException {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try {
      for (ProducerRecord<String, byte[]> message : messages) {
        sent.add(producer.send(message));
      }
      for (Future<RecordMetadata> future : sent) {
        future.get();
      }
    } catch (InterruptException e) {
      throw (InterruptedException) new InterruptedException().initCause(e);
    } catch (ExecutionException | KafkaException e) {
      Throwable reason = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
      throw new IOException("the broker did not take a message: " + reason.getMessage(), reason);
    }
  }

  /** Waits briefly for what is on its way. */
  @Override
  public void close() {
    producer.close(CLOSE);
  }
}
