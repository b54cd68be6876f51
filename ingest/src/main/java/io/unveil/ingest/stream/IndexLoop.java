package io.unveil.ingest.stream;

import io.unveil.ingest.store.ApkStore;
import io.unveil.ingest.stream.StartPlan.Bounds;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Feeds a {@link ReportSink} from the topics, on one thread. The sink keeps the positions in the
 * same commit as the records, so whatever crashes, the loop goes on behind the last durable record:
 * nothing is missing, and what is told twice changes nothing. {@link StartPlan} says when the sink
 * is cleared and everything read again.
 *
 * <p>When the broker or the sink is away nothing is skipped: it waits and tries again. A record
 * that can never be read is logged by its place, counted in {@link #health()}, and skipped.
 */
public final class IndexLoop implements StreamLoop {
  private static final Logger LOG = System.getLogger(IndexLoop.class.getName());
  private static final String NAME = "index";

  /** What the index is made of. */
  static final List<Topic> TOPICS =
      List.of(Topic.RESULTS, Topic.ORIGINS, Topic.UNPACKED, Topic.UNPACKED_INTERACTIVE);

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration CHECK_EVERY = Duration.ofSeconds(2);
  private static final int MAX_BATCH_RECORDS = 500;
  private static final long MAX_BATCH_BYTES = 8 << 20;

  private final KafkaSettings kafka;
  private final ReportSink sink;
  private final @Nullable Purges purges;
  private final SinkRecords records;
  private final StreamEvents events;
  private final SessionLoop loop;
  private final CatchUp catchUp = new CatchUp();
  private final AtomicLong unusable = new AtomicLong();

  private volatile String lastUnusable = "";
  private volatile Map<String, Long> lag = Map.of();

  /** Set when the sink may know records that the topics have lost. */
  private boolean truncated;

  /**
   * A loop that is not started yet.
   *
   * @param sink called from the loop's thread only
   * @param store where large package facts are
   */
  public IndexLoop(KafkaSettings kafka, ReportSink sink, ApkStore store, StreamEvents events) {
    this(kafka, sink, store, null, events);
  }

  /**
   * The same, which waits for the list of purged samples and tells the sink nothing of them.
   *
   * @param purges started and closed by the caller, or null for none
   */
  public IndexLoop(
      KafkaSettings kafka,
      ReportSink sink,
      ApkStore store,
      @Nullable Purges purges,
      StreamEvents events) {
    this.kafka = kafka;
    this.sink = sink;
    this.purges = purges;
    this.records = new SinkRecords(store, purges == null ? (sha256, at) -> false : purges::purged);
    this.events = events;
    this.loop = new SessionLoop(NAME, new Sessions());
  }

  @Override
  public void start() {
    loop.start(kafka);
  }

  /** Ready once everything is applied that was in the topics when it last had to start. */
  @Override
  public StageHealth health() {
    long skipped = unusable.get();
    String about =
        skipped == 0 ? "" : "; skipped " + skipped + " unreadable records, last " + lastUnusable;
    return new StageHealth(NAME, loop.ready(), loop.detail() + about);
  }

  /**
   * {@return how many offsets each partition is behind, by names such as {@code apk.results-3}; at
   * most some seconds old, empty before the first connection}
   */
  public Map<String, Long> lag() {
    return lag;
  }

  /** {@return the sum of {@link #lag()}} */
  public long totalLag() {
    return lag.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Waits until the sink was given everything that is in the topics now.
   *
   * @return false when the time was not enough or the loop has ended
   */
  public boolean awaitCaughtUp(Duration timeout) throws InterruptedException {
    CompletableFuture<Boolean> done = catchUp.register();
    try {
      return done.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("never completed exceptionally", e);
    } finally {
      done.cancel(false);
    }
  }

  @Override
  public void close() {
    loop.close();
  }

  private final class Sessions implements SessionLoop.Work {
    @Override
    public void session() throws IOException, InterruptedException {
      while (purges != null && !purges.current()) {
        loop.await("the list of purged samples", POLL);
      }
      try (TopicFeed in = new TopicFeed(kafka, "unveil-index", TOPICS)) {
        loop.wakeup(in::wakeup);
        index(in);
      } catch (LogTruncationException e) {
        truncated = true;
        throw e;
      } finally {
        catchUp.restart();
      }
    }

    @Override
    public void ended() {
      catchUp.end();
    }
  }

  /** Works until told to stop, until the topics change, or until the broker or the sink fails. */
  private void index(TopicFeed in) throws IOException, InterruptedException {
    Map<Topic, TopicShape> shapes = in.shapes();
    Map<TopicPartition, Long> applied = begin(in, shapes);
    forgetPurged(stored(applied, shapes));
    CompletableFuture<Boolean> first = catchUp.register();
    Map<TopicPartition, Long> ends = Map.of();
    long checkAt = System.nanoTime();
    long steady = System.nanoTime() + CHECK_EVERY.toNanos();
    while (!loop.stopping()) {
      if (catchUp.asks() || System.nanoTime() - checkAt >= 0) {
        if (!shapes.equals(in.shapes())) {
          LOG.log(Level.INFO, "the topics have changed; the index starts anew on them");
          return;
        }
        int asking = catchUp.asking();
        ends = in.ends();
        catchUp.ends(asking, ends);
        applied(applied, ends, first);
        checkAt = System.nanoTime() + CHECK_EVERY.toNanos();
        // Not at once: a record that fails does so each time soon after the beginning.
        if (System.nanoTime() - steady >= 0) {
          loop.steady();
        }
      }
      Batch batch = gather(in);
      if (!batch.next().equals(applied)) {
        deliver(batch, stored(applied, shapes), stored(batch.next(), shapes));
        applied = batch.next();
        applied(applied, ends, first);
      }
    }
  }

  /** {@return the offsets from which it reads, after clearing the sink when that is needed} */
  private Map<TopicPartition, Long> begin(TopicFeed in, Map<Topic, TopicShape> shapes)
      throws IOException {
    Map<TopicPartition, Bounds> bounds = in.bounds(shapes);
    StartPlan plan = StartPlan.of(shapes, bounds, sink.positions());
    plan.notices().forEach(notice -> LOG.log(Level.WARNING, "{0}", notice));
    Map<TopicPartition, Long> offsets = plan.offsets();
    if (plan.rebuild() != null || truncated) {
      LOG.log(Level.WARNING, "the index is cleared and read again from the topics");
      sink.clear();
      truncated = false;
      offsets = StartPlan.beginnings(bounds);
    }
    in.start(offsets);
    return offsets;
  }

  /**
   * The topics forget a purge after a day or so; a sink that was away longer, or was put back to an
   * older state, would never hear of it.
   */
  private void forgetPurged(Map<String, String> positions) throws IOException {
    if (purges == null) {
      return;
    }
    List<SinkRecord> gone = new ArrayList<>();
    for (String sha256 : purges.samples()) {
      if (sink.submittedAt(sha256).filter(at -> purges.purged(sha256, at)).isPresent()) {
        gone.add(new SinkRecord.Removed(sha256));
      }
    }
    if (!gone.isEmpty()) {
      sink.put(gone, positions);
    }
  }

  /** Health and lag come first, so that whoever has waited finds them up to date. */
  private void applied(
      Map<TopicPartition, Long> applied,
      Map<TopicPartition, Long> ends,
      CompletableFuture<Boolean> first) {
    Map<String, Long> behind = new TreeMap<>();
    ends.forEach((partition, end) ->
        behind.put(
            StartPlan.key(partition), Math.max(0, end - applied.getOrDefault(partition, 0L))));
    lag = Map.copyOf(behind);
    catchUp.applied(applied);
    boolean ready = first.isDone();
    loop.tell(ready, (ready ? "indexing, " : "catching up, ") + totalLag() + " records behind");
  }

  /** Records in the order of each partition, and the offsets after them. */
  private record Batch(List<SinkRecord> records, Map<TopicPartition, Long> next) {}

  private Batch gather(TopicFeed in) throws IOException {
    List<SinkRecord> gathered = new ArrayList<>();
    long bytes = 0;
    ConsumerRecords<String, byte[]> polled = in.poll(POLL);
    while (!polled.isEmpty()) {
      for (ConsumerRecord<String, byte[]> record : polled) {
        bytes += Math.max(0, record.serializedValueSize());
        read(record, gathered);
      }
      if (gathered.size() >= MAX_BATCH_RECORDS || bytes >= MAX_BATCH_BYTES) {
        break;
      }
      polled = in.poll(Duration.ZERO);
    }
    return new Batch(gathered, in.positions());
  }

  private void read(ConsumerRecord<String, byte[]> record, List<SinkRecord> gathered)
      throws IOException {
    try {
      records.read(Topic.named(record.topic()), record).ifPresent(gathered::add);
    } catch (SinkRecords.UnusableException e) {
      skipped(Codec.where(record), String.valueOf(e.getMessage()));
    }
  }

  private void skipped(String where, String reason) {
    lastUnusable = where + " (" + reason + ")";
    unusable.incrementAndGet();
    LOG.log(Level.WARNING, "{0}: {1}; skipped", where, reason);
  }

  /** Gives the batch to the sink, however long that takes. */
  private void deliver(Batch batch, Map<String, String> before, Map<String, String> after)
      throws IOException, InterruptedException {
    long began = System.nanoTime();
    while (true) {
      try {
        put(batch.records(), before, after);
        events.indexed(batch.records().size(), Duration.ofNanos(System.nanoTime() - began));
        return;
      } catch (SinkBrokenException | SinkRewoundException e) {
        throw e;
      } catch (IOException e) {
        loop.retryLater(e);
      }
    }
  }

  private void put(List<SinkRecord> batch, Map<String, String> before, Map<String, String> after)
      throws IOException {
    try {
      sink.put(batch, after);
    } catch (IllegalArgumentException e) {
      LOG.log(Level.WARNING, "the sink refuses a batch; its records are tried one by one");
      for (SinkRecord record : batch) {
        try {
          sink.put(List.of(record), before);
        } catch (IllegalArgumentException refused) {
          skipped(record.sha256(), "the sink refuses it");
        }
      }
      sink.put(List.of(), after);
    }
  }

  private static Map<String, String> stored(
      Map<TopicPartition, Long> offsets, Map<Topic, TopicShape> shapes) {
    Map<String, String> stored = new HashMap<>();
    shapes.forEach((topic, shape) ->
        StartPlan.partitions(topic, shape)
            .forEach(partition ->
                stored.put(
                    StartPlan.key(partition),
                    StartPlan.position(shape.id(), offsets.getOrDefault(partition, 0L)))));
    return Map.copyOf(stored);
  }
}
