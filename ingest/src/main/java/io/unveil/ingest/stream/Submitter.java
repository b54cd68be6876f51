package io.unveil.ingest.stream;

import io.unveil.ingest.store.ApkStore;
import io.unveil.ingest.store.ApkStore.Put;
import io.unveil.ingest.store.ApkStore.StoredApk;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * The way into the stream: stores an APK, then enqueues it. What was accepted is on disk and
 * acknowledged by the broker. Safe for many threads.
 */
public final class Submitter implements AutoCloseable {
  private static final Duration CLOSE = Duration.ofSeconds(10);

  /**
   * What is taken, and how long is waited.
   *
   * @param maxBytes largest APK
   * @param timeout how long the broker may take for one submission, at least a second
   * @param maxInFlight how many submissions may wait for the broker; more callers are held up
   */
  public record Limits(long maxBytes, Duration timeout, int maxInFlight) {
    /** 2 GiB, 30 s, 1,000. */
    public static final Limits DEFAULT = new Limits(2L << 30, Duration.ofSeconds(30), 1_000);

    /** Refuses what would accept nothing. */
    public Limits {
      if (maxBytes < 1 || maxInFlight < 1) {
        throw new IllegalArgumentException("maxBytes and maxInFlight must be at least 1");
      }
    }
  }

  /**
   * A submission that will not be lost.
   *
   * @param sha256 SHA-256 of the file, lower-case hex
   * @param sizeInBytes size of the file
   * @param added false when the same bytes were stored before
   */
  public record Accepted(String sha256, long sizeInBytes, boolean added) {}

  private final ApkStore store;
  private final String bootstrapServers;
  private final Limits limits;
  private final StreamEvents events;
  private final Producers producers;
  private final Semaphore room;

  private Submitter(
      ApkStore store,
      String bootstrapServers,
      Limits limits,
      StreamEvents events,
      Producers producers) {
    this.store = store;
    this.bootstrapServers = bootstrapServers;
    this.limits = limits;
    this.events = events;
    this.producers = producers;
    this.room = new Semaphore(limits.maxInFlight());
  }

  /**
   * Opens a way into the stream; the broker need not be there yet. The topics must be made before
   * anything is submitted.
   *
   * @throws IllegalArgumentException when an address or property is wrong
   */
  public static Submitter open(
      KafkaSettings kafka, ApkStore store, Limits limits, StreamEvents events) {
    try {
      Producers producers = new Producers(kafka.producer("unveil-submit", limits.timeout()));
      return new Submitter(store, kafka.bootstrapServers(), limits, events, producers);
    } catch (KafkaException e) {
      Throwable reason = e.getCause() == null ? e : e.getCause();
      throw new IllegalArgumentException(
          "cannot use Kafka at %s: %s".formatted(kafka.bootstrapServers(), reason.getMessage()), e);
    }
  }

  /**
   * Stores and enqueues, and returns when both are durable.
   *
   * @param bytes read to the end, not closed
   * @throws BrokerUnavailableException when the bytes are stored but not enqueued
   * @throws IOException when they are not stored; as {@link ApkStore#put}
   */
  public Accepted submit(InputStream bytes, Origin origin, Priority priority) throws IOException {
    return await(submitAsync(bytes, origin, priority));
  }

  /**
   * Stores, and enqueues without waiting for the broker. While too many submissions wait already,
   * this waits for room.
   *
   * @return fails with {@link BrokerUnavailableException} only
   * @throws IOException as {@link #submit}
   */
  public CompletableFuture<Accepted> submitAsync(
      InputStream bytes, Origin origin, Priority priority) throws IOException {
    Put put = store.put(bytes, limits.maxBytes());
    StoredApk apk = put.apk();
    return send(apk, origin, priority)
        .thenApply(_ -> {
          events.accepted(priority, apk.sizeInBytes(), put.added());
          return new Accepted(apk.sha256(), apk.sizeInBytes(), put.added());
        });
  }

  /**
   * Enqueues what is stored, and returns when the broker has acknowledged.
   *
   * @throws BrokerUnavailableException when it has not
   */
  public void resubmit(StoredApk apk, Origin origin, Priority priority) throws IOException {
    await(send(apk, origin, priority));
  }

  /** The same without waiting for the broker; see {@link #submitAsync}. */
  public CompletableFuture<Void> resubmitAsync(StoredApk apk, Origin origin, Priority priority)
      throws IOException {
    return send(apk, origin, priority);
  }

  /** Waits some seconds for what is under way. */
  @Override
  public void close() {
    producers.close(CLOSE);
  }

  private CompletableFuture<Void> send(StoredApk apk, Origin origin, Priority priority)
      throws IOException {
    takeRoom(apk);
    Producer<String, byte[]> producer = producers.current();
    CompletableFuture<Void> sent = new CompletableFuture<>();
    try {
      Future<RecordMetadata> _ =
          producer.send(
              record(apk, origin, priority),
              (_, e) -> {
                if (e == null) {
                  sent.complete(null);
                } else {
                  sent.completeExceptionally(e);
                }
              });
    } catch (InterruptException _) {
      room.release();
      throw interrupted();
    } catch (KafkaException | IllegalStateException e) {
      // Thrown instead of told only when the producer is closed or past use; the callback stays
      // silent then.
      room.release();
      producers.replace(producer);
      throw unavailable(apk, e);
    }
    long patience = limits.timeout().plus(Producers.MARGIN).toMillis();
    return sent.orTimeout(patience, TimeUnit.MILLISECONDS)
        .handle((_, e) -> {
          room.release();
          if (e instanceof TimeoutException) {
            // A producer that works always tells in time.
            producers.replace(producer);
          }
          if (e != null) {
            throw new CompletionException(unavailable(apk, e));
          }
          return null;
        });
  }

  private void takeRoom(StoredApk apk) throws IOException {
    try {
      if (!room.tryAcquire(limits.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
        throw unavailable(
            apk,
            new TimeoutException(
                limits.maxInFlight() + " submissions wait for it for " + limits.timeout()));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw interrupted();
    }
  }

  private static ProducerRecord<String, byte[]> record(
      StoredApk apk, Origin origin, Priority priority) {
    Submission submission =
        new Submission(
            Codec.SUBMISSION.version(),
            apk.sha256(),
            apk.sizeInBytes(),
            origin,
            apk.firstStored(),
            Instant.now());
    return new ProducerRecord<>(
        WorkGroup.UNPACK.source(priority).topicName(),
        apk.sha256(),
        Codec.SUBMISSION.write(submission));
  }

  private BrokerUnavailableException unavailable(StoredApk apk, Throwable cause) {
    return new BrokerUnavailableException(bootstrapServers, apk.sha256(), cause);
  }

  private static <T> T await(CompletableFuture<T> future) throws IOException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException known) {
        throw known;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw interrupted();
    }
  }

  private static InterruptedIOException interrupted() {
    return new InterruptedIOException(
        "interrupted before the broker answered; the bytes are stored and will be enqueued later");
  }
}
