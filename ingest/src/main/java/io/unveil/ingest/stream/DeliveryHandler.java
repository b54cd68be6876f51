package io.unveil.ingest.stream;

import io.unveil.ingest.store.ApkStore;
import io.unveil.ingest.store.DamagedApkException;
import io.unveil.ingest.stream.Failures.Cause;
import io.unveil.ingest.stream.Failures.Place;
import io.unveil.ingest.stream.StreamEvents.Outcome;
import io.unveil.unpacker.LimitHit;
import io.unveil.unpacker.MalformedApkException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What a lane does with one delivery. Everything is published before the broker is told, and
 * nothing is published after the record was lost. Used by the lane's thread only.
 */
final class DeliveryHandler<M extends Record> {
  private static final Logger LOG = System.getLogger(DeliveryHandler.class.getName());
  private static final int MAX_DOUBLINGS = 5;
  private static final int MAX_BACK_OFFS = 30;

  private final String lane;
  private final LaneContext context;
  private final Work<M> work;
  private final LaneState state;
  private final Failures failures;
  private final Attempts attempts;
  private int environmentFailures;

  DeliveryHandler(String lane, LaneContext context, Work<M> work, LaneState state) {
    this.lane = lane;
    this.context = context;
    this.work = work;
    this.state = state;
    this.failures = new Failures(context);
    this.attempts = new Attempts("unveil-" + lane + "-work", context.settings(), state);
  }

  void handle(Delivery delivery) throws InterruptedException {
    state.working();
    long started = System.nanoTime();
    Outcome outcome = outcome(delivery);
    if (outcome != Outcome.RELEASED) {
      environmentFailures = 0;
    }
    context
        .events()
        .worked(
            work.group().stage(),
            delivery.priority(),
            outcome,
            Duration.ofNanos(System.nanoTime() - started));
  }

  private Outcome outcome(Delivery delivery) throws InterruptedException {
    if (!delivery.keep()) {
      return Outcome.LOST;
    }
    try {
      return work(delivery, message(delivery.record()));
    } catch (BadMessageException e) {
      return e.newer() ? release(delivery, "a message is newer") : unreadable(delivery, e);
    } catch (IOException e) {
      return environment(delivery, e);
    }
  }

  /** Nothing is asked of the store, and nothing published, for a key that is no sample's. */
  private M message(ConsumerRecord<String, byte[]> record) throws BadMessageException {
    M message = work.codec().read(record);
    String sha256 = work.sha256(message);
    if (!Failures.isSha256(sha256) || !sha256.equals(record.key())) {
      throw new BadMessageException(
          Codec.where(record), "the key is not the SHA-256 of the sample in the value", false);
    }
    return message;
  }

  private Outcome work(Delivery delivery, M message) throws IOException, InterruptedException {
    if (purged(message)) {
      return finish(delivery, List.of(), AcknowledgeType.ACCEPT, Outcome.KNOWN);
    }
    if (work.known(message)) {
      return finish(delivery, work.announcements(message), AcknowledgeType.ACCEPT, Outcome.KNOWN);
    }
    if (context.store().find(work.sha256(message)).isEmpty()) {
      return missing(delivery, message);
    }
    Cause last = new Cause("never tried", null, null);
    for (int attempt = 1; attempt <= context.settings().attempts(); attempt++) {
      int number = attempt;
      switch (attempts.run(delivery, () -> attempt(message, delivery.priority(), number))) {
        case Attempts.Ended.Done(List<ProducerRecord<String, byte[]>> messages) -> {
          return finish(
              delivery, announced(message, messages), AcknowledgeType.ACCEPT, Outcome.DONE);
        }
        case Attempts.Ended.Malformed(String reason, LimitHit limit) -> {
          return malformed(delivery, message, reason, limit);
        }
        case Attempts.Ended.Environment(IOException reason) -> throw reason;
        case Attempts.Ended.Lost _ -> {
          return Outcome.LOST;
        }
        case Attempts.Ended.Stopped _ -> {
          return release(delivery);
        }
        case Attempts.Ended.Failed(Cause cause) -> {
          last = cause;
          context.events().attemptFailed(work.group().stage(), cause.reason());
        }
      }
    }
    return giveUp(delivery, message, last, context.settings().attempts());
  }

  /** Part of the attempt, because fetching the bytes takes time too. */
  private List<ProducerRecord<String, byte[]>> attempt(M message, Priority priority, int number)
      throws IOException, MalformedApkException, InterruptedException {
    String sha256 = work.sha256(message);
    try (ApkStore.LocalFile apk =
        context
            .store()
            .open(sha256)
            .orElseThrow(() -> new IOException(sha256 + " was deleted meanwhile"))) {
      return work.run(message, apk.path(), priority, number);
    } catch (DamagedApkException e) {
      // No IOException: that would be taken for a store that may recover, and tried for ever.
      throw new StageFailedException(String.valueOf(e.getMessage()), null, null);
    }
  }

  private Outcome finish(
      Delivery delivery,
      List<ProducerRecord<String, byte[]>> messages,
      AcknowledgeType type,
      Outcome outcome)
      throws IOException, InterruptedException {
    if (!delivery.keep()) {
      return Outcome.LOST;
    }
    context.outbox().send(messages);
    return delivery.acknowledge(type) ? outcome : Outcome.LOST;
  }

  private Outcome malformed(Delivery delivery, M message, String reason, @Nullable LimitHit limit)
      throws IOException, InterruptedException {
    Optional<ProducerRecord<String, byte[]>> result =
        failures.result(
            work.group(), work.sha256(message), work.submittedAt(message), reason, limit);
    return finish(
        delivery,
        announced(message, result.stream().toList()),
        AcknowledgeType.ACCEPT,
        Outcome.MALFORMED);
  }

  private Outcome giveUp(Delivery delivery, M message, Cause cause, int attempts)
      throws IOException, InterruptedException {
    LOG.log(Level.WARNING, "lane {0} gives {1} up", lane, work.sha256(message));
    List<ProducerRecord<String, byte[]>> told =
        failure(delivery, work.sha256(message), work.submittedAt(message), cause, attempts);
    return finish(delivery, announced(message, told), AcknowledgeType.REJECT, Outcome.GIVEN_UP);
  }

  private List<ProducerRecord<String, byte[]>> failure(
      Delivery delivery,
      @Nullable String sha256,
      @Nullable Instant submittedAt,
      Cause cause,
      int attempts)
      throws IOException {
    ConsumerRecord<String, byte[]> record = delivery.record();
    Place place = new Place(record.topic(), record.partition(), record.offset(), sha256);
    List<ProducerRecord<String, byte[]>> messages = new ArrayList<>();
    messages.add(failures.record(work.group(), place, cause, attempts, delivery.deliveries()));
    if (sha256 != null) {
      failures
          .result(work.group(), sha256, submittedAt, cause.reason(), null)
          .ifPresent(messages::add);
    }
    return messages;
  }

  private boolean purged(M message) {
    return context.known().purged(work.sha256(message), work.submittedAt(message));
  }

  /** Purged meanwhile: nothing is told of it any more. */
  private List<ProducerRecord<String, byte[]>> announced(
      M message, List<ProducerRecord<String, byte[]>> messages) {
    if (purged(message)) {
      return List.of();
    }
    return Stream.concat(work.announcements(message).stream(), messages.stream()).toList();
  }

  private Outcome missing(Delivery delivery, M message) throws IOException, InterruptedException {
    String reason = "the store has no file of this sample; submit it again";
    return delivery.deliveries() >= context.settings().missingDeliveries()
        ? giveUp(delivery, message, new Cause(reason, null, null), 0)
        : release(delivery, "the store lacks a file");
  }

  private Outcome unreadable(Delivery delivery, BadMessageException e) throws InterruptedException {
    String key = delivery.record().key();
    try {
      Cause cause = new Cause(String.valueOf(e.getMessage()), null, null);
      return finish(
          delivery,
          failure(delivery, Failures.isSha256(key) ? key : null, null, cause, 0),
          AcknowledgeType.REJECT,
          Outcome.GIVEN_UP);
    } catch (IOException io) {
      return environment(delivery, io);
    }
  }

  /** The surroundings fail, not the sample: wait, then let someone try again. */
  private Outcome environment(Delivery delivery, IOException e) throws InterruptedException {
    LOG.log(
        Level.WARNING,
        "lane {0} puts a record back, because {1}; check the store''s disk and the broker",
        lane,
        e.getClass().getName());
    LOG.log(Level.DEBUG, "lane " + lane, e);
    return release(
        delivery,
        "the store or the broker failed (" + e.getClass().getSimpleName() + "); check both");
  }

  /** Puts a record back after a wait, during which it stays ours. */
  private Outcome release(Delivery delivery, String why) throws InterruptedException {
    state.waiting(why);
    int times = Math.min(1 << Math.min(environmentFailures++, MAX_DOUBLINGS), MAX_BACK_OFFS);
    long until = System.nanoTime() + context.settings().backOff().multipliedBy(times).toNanos();
    while (System.nanoTime() - until < 0 && delivery.keep()) {
      Duration left = Duration.ofNanos(until - System.nanoTime());
      if (!state.pause(
          Attempts.shortest(left, delivery.untilRenewal(), context.settings().poll()))) {
        return release(delivery);
      }
    }
    return delivery.deliveries() >= context.settings().requeueDeliveries()
        ? requeue(delivery)
        : release(delivery);
  }

  private static Outcome release(Delivery delivery) {
    return delivery.acknowledge(AcknowledgeType.RELEASE) ? Outcome.RELEASED : Outcome.LOST;
  }

  /** A new record begins a new count of deliveries. */
  private Outcome requeue(Delivery delivery) throws InterruptedException {
    ConsumerRecord<String, byte[]> record = delivery.record();
    try {
      return finish(
          delivery,
          List.of(new ProducerRecord<>(record.topic(), record.key(), record.value())),
          AcknowledgeType.ACCEPT,
          Outcome.RELEASED);
    } catch (IOException e) {
      return release(delivery);
    }
  }
}
