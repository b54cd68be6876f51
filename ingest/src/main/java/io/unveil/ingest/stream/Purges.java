package io.unveil.ingest.stream;

import io.unveil.analyzer.report.ResultRank;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * Which samples were purged, and until when what was submitted of them counts as purged: reads all
 * of {@link Topic#PURGES} at its start and then whatever comes. Every process that works on samples
 * has one, so that nothing that was under way brings a purged sample back.
 */
public final class Purges implements StreamLoop {
  private static final Logger LOG = System.getLogger(Purges.class.getName());
  private static final String NAME = "purges";
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaSettings kafka;
  private final @Nullable Finish finish;
  private final LoopThread thread;
  private final ConcurrentMap<String, Instant> purged = new ConcurrentHashMap<>();
  private volatile @Nullable TopicFeed feed;
  private volatile boolean current;
  private volatile String detail = "not started";

  /** Removes what there is of a purged sample; called for each again after every start. */
  @FunctionalInterface
  public interface Finish {
    /**
     * Removes what is left.
     *
     * @throws IOException when it must be tried again
     */
    void finish(PurgeRecord purge) throws IOException, InterruptedException;
  }

  /**
   * A view that is empty until it is started.
   *
   * @param finish in the process that removes samples, else null
   */
  public Purges(KafkaSettings kafka, @Nullable Finish finish) {
    this.kafka = kafka;
    this.finish = finish;
    this.thread = new LoopThread(NAME, this::run, this::wakeup);
  }

  /** {@return whether a sample that was submitted then is purged} */
  public boolean purged(String sha256, Instant submittedAt) {
    Instant until = purged.get(sha256);
    return until != null && !submittedAt.isAfter(until);
  }

  /** {@return whether every purge is known that was there at the start} */
  public boolean current() {
    return current;
  }

  /** {@return {@code known}, which also knows the purged} */
  public KnownResults with(KnownResults known) {
    return new KnownResults() {
      @Override
      public boolean current() {
        return current && known.current();
      }

      @Override
      public Optional<ResultRank> rank(String sha256) {
        return known.rank(sha256);
      }

      @Override
      public boolean purged(String sha256, Instant submittedAt) {
        return Purges.this.purged(sha256, submittedAt);
      }
    };
  }

  @Override
  public void start() {
    detail = "connecting to " + kafka.bootstrapServers();
    thread.start();
  }

  @Override
  public StageHealth health() {
    return new StageHealth(NAME, current, detail);
  }

  @Override
  public void close() {
    thread.close();
    current = false;
    detail = "closed";
  }

  private void wakeup() {
    TopicFeed open = feed;
    if (open != null) {
      open.wakeup();
    }
  }

  private void run() {
    Backoff backoff = new Backoff();
    try {
      while (!thread.stopping()) {
        try (TopicFeed opened = new TopicFeed(kafka, "unveil-purges", List.of(Topic.PURGES))) {
          feed = opened;
          session(opened, backoff);
        } catch (WakeupException e) {
          LOG.log(Level.DEBUG, "purges woken up", e);
        } catch (IOException | RuntimeException e) {
          retryLater(e, backoff);
        } finally {
          feed = null;
        }
      }
    } catch (InterruptedException | InterruptException e) {
      LOG.log(Level.DEBUG, "purges interrupted", e);
    }
  }

  private void retryLater(Exception e, Backoff backoff) throws InterruptedException {
    if (e instanceof InterruptException interrupt) {
      throw interrupt;
    }
    Duration wait = backoff.next();
    detail = "waiting: " + e.getMessage() + "; next try in " + wait.toMillis() + " ms";
    LOG.log(Level.WARNING, "purges: {0}", detail);
    thread.pause(wait);
  }

  /** Knows first and removes then: what is known already does not come back. */
  private void session(TopicFeed in, Backoff backoff) throws IOException, InterruptedException {
    Map<TopicPartition, StartPlan.Bounds> bounds = in.bounds(in.shapes());
    in.start(StartPlan.beginnings(bounds));
    while (!thread.stopping()) {
      for (ConsumerRecord<String, byte[]> record : in.poll(POLL)) {
        take(record);
      }
      if (!current
          && bounds.entrySet().stream()
              .allMatch(each ->
                  in.positions().getOrDefault(each.getKey(), 0L) >= each.getValue().end())) {
        current = true;
        backoff.reset();
      }
      detail = "knows " + purged.size() + " purged samples";
    }
  }

  private void take(ConsumerRecord<String, byte[]> record)
      throws IOException, InterruptedException {
    if (!SampleKey.valid(record.key()) || record.value() == null) {
      return;
    }
    PurgeRecord purge;
    try {
      purge = Codec.PURGE.read(record);
    } catch (BadMessageException e) {
      if (e.newer()) {
        throw new IOException(e.getMessage(), e);
      }
      LOG.log(Level.WARNING, "{0}; passed over", e.getMessage());
      return;
    }
    purged.merge(record.key(), purge.purgedAt(), (a, b) -> a.isAfter(b) ? a : b);
    if (finish != null) {
      finish.finish(purge);
    }
  }
}
