package io.unveil.ingest.stream;

import io.unveil.ingest.store.ApkStore;
import io.unveil.ingest.store.ApkStore.StoredApk;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Puts stored samples that have no result back into the stream, at the start and then again and
 * again: the store is what survives everything, so a sample that it has ends with a result whatever
 * the broker forgot. Putting back what is under way does no harm; {@link Reconciliation} keeps it
 * rare.
 */
public final class Reconciler implements StreamLoop {
  private static final Logger LOG = System.getLogger(Reconciler.class.getName());
  private static final String NAME = "reconciler";
  private static final Origin ORIGIN = new Origin(Origin.Kind.RECONCILER, "");
  private static final Duration CLOSE = Duration.ofSeconds(10);

  /** Until the next look at an index that catches up. */
  private static final Duration CATCH_UP = Duration.ofSeconds(1);

  /** Until the next try after one that failed. */
  private static final Duration RETRY = Duration.ofSeconds(10);

  /** A walk through a large store takes at most this share of the time. */
  private static final int WALK_SHARE = 20;

  /**
   * When samples are put back.
   *
   * @param period from one look at the store to the next; longer when a look takes long
   * @param settle how young a sample is left alone, because its submitter may still be at work
   * @param patience how long a sample may take in a busy pipeline, and how long is waited until the
   *     same sample is put back again
   * @param maxPerRound how many are put back after one look
   * @param maxRemembered how many are remembered as put back
   */
  public record Settings(
      Duration period, Duration settle, Duration patience, int maxPerRound, int maxRemembered) {
    /** Every 30 s, after 10 s, 15 min; 10,000 and 200,000 samples. */
    public static final Settings DEFAULT =
        new Settings(
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            Duration.ofMinutes(15),
            10_000,
            200_000);

    /** Refuses what would never look or never put back. */
    public Settings {
      if (!period.isPositive() || settle.isNegative() || !patience.isPositive()) {
        throw new IllegalArgumentException("period and patience must be positive");
      }
      if (maxPerRound < 1 || maxRemembered < 1) {
        throw new IllegalArgumentException("maxPerRound and maxRemembered must be at least 1");
      }
    }
  }

  private final KafkaSettings kafka;
  private final ApkStore store;
  private final KnownResults known;
  private final BooleanSupplier knownIsCurrent;
  private final Submitter submitter;
  private final StreamEvents events;
  private final Settings settings;
  private final Reconciliation reconciliation;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("unveil-" + NAME).factory());
  private boolean started;
  private @Nullable Admin admin;
  private volatile boolean closed;
  private volatile StageHealth health = new StageHealth(NAME, false, "not started");

  /**
   * @param known must know every result sooner or later: without an index do not reconcile
   * @param knownIsCurrent whether {@code known} has caught up with the topic of results; false
   *     while an index is rebuilt, when every sample seems to have none
   */
  public Reconciler(
      KafkaSettings kafka,
      ApkStore store,
      KnownResults known,
      BooleanSupplier knownIsCurrent,
      Submitter submitter,
      StreamEvents events,
      Settings settings) {
    if (known.equals(KnownResults.NONE)) {
      throw new IllegalArgumentException("a reconciler that knows no results puts back everything");
    }
    this.kafka = kafka;
    this.store = store;
    this.known = known;
    this.knownIsCurrent = knownIsCurrent;
    this.submitter = submitter;
    this.events = events;
    this.settings = settings;
    this.reconciliation = new Reconciliation(settings);
  }

  @Override
  public synchronized void start() {
    if (started || closed) {
      throw new IllegalStateException("the reconciler was started or closed before");
    }
    started = true;
    schedule(Duration.ZERO);
  }

  @Override
  public StageHealth health() {
    return health;
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      thread.shutdownNow();
    }
    try {
      if (!thread.awaitTermination(CLOSE.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.log(Level.WARNING, "the reconciler does not stop; the process can end");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    Admin opened = opened();
    if (opened != null) {
      opened.close(CLOSE);
    }
    health = new StageHealth(NAME, false, "closed");
  }

  private synchronized void schedule(Duration delay) {
    if (!closed) {
      ScheduledFuture<?> _ = thread.schedule(this::round, delay.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void round() {
    Instant begun = Instant.now();
    try {
      if (!knownIsCurrent.getAsBoolean()) {
        health = new StageHealth(NAME, false, "waits until the index has caught up");
        schedule(atMostPeriod(CATCH_UP));
        return;
      }
      health = new StageHealth(NAME, true, reconcile());
    } catch (InterruptedException | CancellationException _) {
      return;
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      failed("cannot see what waits in Kafka at " + kafka.bootstrapServers(), e);
    } catch (IOException | RuntimeException | Error e) {
      failed("cannot reconcile", e);
    }
    Duration walk = Duration.between(begun, Instant.now()).multipliedBy(WALK_SHARE);
    Duration next = health.ready() ? settings.period() : atMostPeriod(RETRY);
    schedule(walk.compareTo(next) > 0 ? walk : next);
  }

  private Duration atMostPeriod(Duration wait) {
    return wait.compareTo(settings.period()) < 0 ? wait : settings.period();
  }

  private String reconcile()
      throws IOException, ExecutionException, InterruptedException, TimeoutException {
    long backlog = new Backlog(admin()).read();
    Reconciliation.Round round = reconciliation.begin(Instant.now(), backlog);
    store.forEach(apk -> {
      if (closed) {
        throw new CancellationException();
      }
      if (known.rank(apk.sha256()).isEmpty() && !known.purged(apk.sha256(), apk.firstStored())) {
        round.missing(apk);
      }
    });
    int samples = putBack(round);
    return "%d samples without a result, %d put back; %d records wait"
        .formatted(round.missing(), samples, backlog);
  }

  private int putBack(Reconciliation.Round round) throws IOException {
    Map<StoredApk, CompletableFuture<Void>> sent = new LinkedHashMap<>();
    try {
      for (StoredApk apk : round.chosen()) {
        // It may have been purged since it was seen.
        if (!closed && store.find(apk.sha256()).isPresent()) {
          CompletableFuture<Void> done = submitter.resubmitAsync(apk, ORIGIN, Priority.BULK);
          sent.put(apk, done);
          if (done.isCompletedExceptionally()) {
            break;
          }
        }
      }
    } finally {
      remember(sent);
    }
    for (CompletableFuture<Void> done : sent.values()) {
      if (done.isCompletedExceptionally() && done.exceptionNow() instanceof IOException e) {
        throw e;
      }
    }
    return sent.size();
  }

  /** What was not acknowledged is not remembered, so the next round has it again. */
  private void remember(Map<StoredApk, CompletableFuture<Void>> sent) {
    CompletableFuture.allOf(sent.values().toArray(CompletableFuture[]::new))
        .exceptionally(_ -> null)
        .join();
    int samples = 0;
    for (Map.Entry<StoredApk, CompletableFuture<Void>> each : sent.entrySet()) {
      if (!each.getValue().isCompletedExceptionally()) {
        reconciliation.done(each.getKey(), Instant.now());
        samples++;
      }
    }
    if (samples > 0) {
      LOG.log(Level.INFO, "put back {0} stored samples that had no result", samples);
      events.reconciled(samples);
    }
  }

  private void failed(String what, Throwable e) {
    Throwable reason = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
    String message = reason.getMessage();
    String detail = what + ": " + (message == null ? reason.getClass().getSimpleName() : message);
    LOG.log(Level.WARNING, detail + "; trying again");
    health = new StageHealth(NAME, false, detail);
  }

  private synchronized Admin admin() {
    if (admin == null) {
      admin = Admin.create(kafka.admin("unveil-" + NAME));
    }
    return admin;
  }

  private synchronized @Nullable Admin opened() {
    return admin;
  }
}
