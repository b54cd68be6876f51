package io.unveil.ingest.stream;

import io.unveil.ingest.stream.Failures.Cause;
import io.unveil.unpacker.LimitHit;
import io.unveil.unpacker.MalformedApkException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Makes attempts at the work on a delivery: each on a fresh thread, within the deadline, keeping
 * the delivery's lock meanwhile. Used by the lane's thread only.
 */
final class Attempts {
  private static final Logger LOG = System.getLogger(Attempts.class.getName());

  private final String threadName;
  private final LaneSettings settings;
  private final LaneState state;

  Attempts(String threadName, LaneSettings settings, LaneState state) {
    this.threadName = threadName;
    this.settings = settings;
    this.state = state;
  }

  /** How one attempt ended. */
  sealed interface Ended {
    /** With these messages to send. */
    record Done(List<ProducerRecord<String, byte[]>> messages) implements Ended {}

    /** The file is no APK, or a bound was hit before anything of it was read. */
    record Malformed(String reason, @Nullable LimitHit limit) implements Ended {}

    /** The store or the broker failed, not the sample. */
    record Environment(IOException reason) implements Ended {}

    /** Anything else was thrown, or the deadline passed. */
    record Failed(Cause cause) implements Ended {}

    /** The record's lock was lost meanwhile. */
    record Lost() implements Ended {}

    /** The lane stops and could not wait for the end. */
    record Stopped() implements Ended {}
  }

  Ended run(Delivery delivery, Callable<List<ProducerRecord<String, byte[]>>> work)
      throws InterruptedException {
    Attempt<List<ProducerRecord<String, byte[]>>> attempt = Attempt.start(threadName, work);
    try {
      boolean ended = await(attempt, delivery);
      if (!ended) {
        end(attempt, delivery);
      }
      if (!delivery.keep()) {
        return new Ended.Lost();
      }
      if (ended) {
        return ended(attempt);
      }
    } catch (InterruptedException | RuntimeException e) {
      attempt.interrupt();
      state.abandon(attempt);
      throw e;
    }
    String late = "the deadline of " + settings.deadline().toMillis() + " ms passed";
    return state.overdue()
        ? new Ended.Stopped()
        : new Ended.Failed(new Cause(late, "deadline", null));
  }

  private static Ended ended(Attempt<List<ProducerRecord<String, byte[]>>> attempt)
      throws InterruptedException {
    try {
      return new Ended.Done(attempt.result());
    } catch (ExecutionException e) {
      return switch (e.getCause()) {
        case MalformedApkException malformed ->
            new Ended.Malformed(malformed.getMessage(), malformed.limit());
        case IOException environment -> new Ended.Environment(environment);
        case null -> new Ended.Failed(Cause.of(e));
        case Throwable defect -> new Ended.Failed(Cause.of(defect));
      };
    }
  }

  /**
   * {@return whether the attempt ended by itself; false when its deadline passed, the record was
   * lost, or the lane must stop}
   */
  private boolean await(Attempt<?> attempt, Delivery delivery) throws InterruptedException {
    long until = System.nanoTime() + settings.deadline().toNanos();
    while (delivery.keep() && !state.overdue()) {
      Duration left = Duration.ofNanos(until - System.nanoTime());
      if (left.isNegative()) {
        return false;
      }
      if (attempt.await(shortest(left, delivery.untilRenewal(), settings.poll()))) {
        return true;
      }
    }
    return false;
  }

  /** Interrupts an attempt, and abandons its thread when that does not help. */
  private void end(Attempt<?> attempt, Delivery delivery) throws InterruptedException {
    attempt.interrupt();
    long until = System.nanoTime() + settings.grace().toNanos();
    while (!attempt.await(settings.poll())) {
      var _ = delivery.keep();
      if (System.nanoTime() - until >= 0) {
        state.abandon(attempt);
        LOG.log(
            Level.WARNING,
            "{0} ignores its interruption and is abandoned; {1} such threads live",
            threadName,
            state.abandonedThreads());
        return;
      }
    }
  }

  static Duration shortest(Duration... durations) {
    Duration shortest = durations[0];
    for (Duration duration : durations) {
      shortest = duration.compareTo(shortest) < 0 ? duration : shortest;
    }
    return shortest;
  }
}
