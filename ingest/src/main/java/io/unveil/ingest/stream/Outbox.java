package io.unveil.ingest.stream;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/** Sends messages and returns when all replicas have them. Safe for many threads. */
public class Outbox implements AutoCloseable {
  private static final Duration CLOSE = Duration.ofSeconds(5);

  private final Producers producers;
  private final Duration timeout;

  /** {@return one message to be sent} */
  static <T extends Record> ProducerRecord<String, byte[]> message(
      Topic topic, @Nullable String key, Codec<T> codec, T value) {
    return new ProducerRecord<>(topic.topicName(), key, codec.write(value));
  }

  /** Connects lazily: a broker that is away is noticed by {@link #send}. */
  public Outbox(KafkaSettings kafka, String clientId) {
    this(kafka, clientId, KafkaSettings.STAGE_DELIVERY_TIMEOUT);
  }

  Outbox(KafkaSettings kafka, String clientId, Duration timeout) {
    this.producers = new Producers(kafka.producer(clientId, timeout));
    this.timeout = timeout;
  }

  /**
   * Sends in the order given.
   *
   * @throws IOException when one of them was not acknowledged; some of them may have been stored
   */
  void send(List<ProducerRecord<String, byte[]>> messages)
      throws IOException, InterruptedException {
    Producer<String, byte[]> producer = producers.current();
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try {
      for (ProducerRecord<String, byte[]> message : messages) {
        sent.add(producer.send(message));
      }
    } catch (InterruptException e) {
      throw (InterruptedException) new InterruptedException().initCause(e);
    } catch (KafkaException | IllegalStateException e) {
      // Thrown instead of told only by a producer that takes nothing any more.
      producers.replace(producer);
      throw refused(e);
    }
    try {
      for (Future<RecordMetadata> future : sent) {
        await(future, timeout);
      }
    } catch (KafkaException e) {
      throw refused(e);
    } catch (TimeoutException e) {
      producers.replace(producer);
      throw new IOException("the broker was not heard of for " + timeout.toSeconds() + " s", e);
    }
  }

  private static IOException refused(RuntimeException e) {
    return new IOException("the broker did not take a message: " + e.getMessage(), e);
  }

  /**
   * Waits for a message sent with a producer of this time limit.
   *
   * @throws TimeoutException when the producer itself is past use, because it always tells in time
   * @throws KafkaException when the message was not acknowledged
   */
  static void await(Future<RecordMetadata> sent, Duration timeout)
      throws InterruptedException, TimeoutException {
    try {
      sent.get(timeout.plus(Producers.MARGIN).toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
    }
  }

  /** Waits briefly for what is on its way. */
  @Override
  public void close() {
    producers.close(CLOSE);
  }
}
