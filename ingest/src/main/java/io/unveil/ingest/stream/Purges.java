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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
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
  private final SessionLoop loop;
  private final ConcurrentMap<String, Instant> purged = new ConcurrentHashMap<>();
  private volatile boolean current;

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
    this.loop = new SessionLoop(NAME, this::session);
  }

  /** {@return whether a sample that was submitted then is purged} */
  public boolean purged(String sha256, Instant submittedAt) {
    Instant until = purged.get(sha256);
    return until != null && !submittedAt.isAfter(until);
  }

  /** {@return SHA-256 of every sample that was purged once} */
  Set<String> samples() {
    return Set.copyOf(purged.keySet());
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
    loop.start(kafka);
  }

  @Override
  public StageHealth health() {
    return new StageHealth(NAME, current, loop.detail());
  }

  @Override
  public void close() {
    loop.close();
    current = false;
  }

  private void session() throws IOException, InterruptedException {
    try (TopicFeed in = new TopicFeed(kafka, "unveil-purges", List.of(Topic.PURGES))) {
      loop.wakeup(in::wakeup);
      read(in);
    }
  }

  private void read(TopicFeed in) throws IOException, InterruptedException {
    Map<TopicPartition, StartPlan.Bounds> bounds = in.bounds(in.shapes());
    in.start(StartPlan.beginnings(bounds));
    boolean all = false;
    while (!loop.stopping()) {
      for (ConsumerRecord<String, byte[]> record : in.poll(POLL)) {
        take(record);
      }
      if (!all && reached(in.positions(), bounds)) {
        all = true;
        current = true;
        loop.steady();
      }
      loop.tell(current, "knows " + purged.size() + " purged samples");
    }
  }

  private static boolean reached(
      Map<TopicPartition, Long> positions, Map<TopicPartition, StartPlan.Bounds> bounds) {
    return bounds.entrySet().stream()
        .allMatch(each -> positions.getOrDefault(each.getKey(), 0L) >= each.getValue().end());
  }

  /** Knows first and removes then: what is known already does not come back. */
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
