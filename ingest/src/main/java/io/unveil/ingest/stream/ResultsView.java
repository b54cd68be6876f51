package io.unveil.ingest.stream;

import io.unveil.analyzer.report.ResultRank;
import io.unveil.ingest.stream.StartPlan.Bounds;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.TopicPartition;

/**
 * Which samples have a result, for a process without the index: reads all of {@link Topic#RESULTS}
 * at its start and then whatever comes, and keeps the rank of each sample in memory (some 150 bytes
 * each). Joins no group and writes nothing.
 */
public final class ResultsView implements StreamLoop, KnownResults {
  private static final Logger LOG = System.getLogger(ResultsView.class.getName());
  private static final String NAME = "known-results";
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration CHECK_EVERY = Duration.ofSeconds(2);

  /** After so long without an answer of the broker it is not known what was published since. */
  private static final Duration STALE = Duration.ofSeconds(15);

  private final KafkaSettings kafka;
  private final SessionLoop loop;
  private final ConcurrentMap<Sha256, ResultRank> ranks = new ConcurrentHashMap<>();
  private final ConcurrentMap<ResultRank, ResultRank> distinct = new ConcurrentHashMap<>();

  private volatile long checkedAt;

  /** What {@link #ranks} was read from and how far; of the loop's thread. */
  private Map<Topic, TopicShape> shapes = Map.of();

  private final Map<TopicPartition, Long> positions = new HashMap<>();

  /** A view that is empty and not current until it is started and has caught up. */
  public ResultsView(KafkaSettings kafka) {
    this.kafka = kafka;
    this.loop = new SessionLoop(NAME, this::session);
  }

  /** 32 bytes instead of 64 letters. */
  private record Sha256(long a, long b, long c, long d) {
    static Sha256 of(String hex) {
      return new Sha256(
          Long.parseUnsignedLong(hex, 0, 16, 16),
          Long.parseUnsignedLong(hex, 16, 32, 16),
          Long.parseUnsignedLong(hex, 32, 48, 16),
          Long.parseUnsignedLong(hex, 48, 64, 16));
    }
  }

  @Override
  public void start() {
    loop.start(kafka);
  }

  @Override
  public StageHealth health() {
    boolean ready = loop.ready();
    boolean stale = ready && stale();
    return new StageHealth(
        NAME,
        ready && !stale,
        stale ? "no broker answers at " + kafka.bootstrapServers() : loop.detail());
  }

  /** Ready once everything was read that was there when it last had to start. */
  @Override
  public boolean current() {
    return loop.ready() && !stale();
  }

  private boolean stale() {
    return System.nanoTime() - checkedAt > STALE.toNanos();
  }

  @Override
  public Optional<ResultRank> rank(String sha256) {
    return Optional.ofNullable(ranks.get(Sha256.of(sha256)));
  }

  @Override
  public void close() {
    loop.close();
  }

  private void session() throws IOException, InterruptedException {
    try (TopicFeed in = new TopicFeed(kafka, "unveil-known", List.of(Topic.RESULTS))) {
      loop.wakeup(in::wakeup);
      read(in);
    } catch (InvalidOffsetException e) {
      shapes = Map.of();
      throw e;
    }
  }

  private void read(TopicFeed in) throws IOException, InterruptedException {
    begin(in);
    Map<TopicPartition, Long> ends = in.ends();
    loop.tell(false, "catching up");
    boolean ready = false;
    checkedAt = System.nanoTime();
    while (!loop.stopping()) {
      in.poll(POLL).forEach(this::take);
      boolean caughtUp = ready || reached(in.positions(), ends);
      if (caughtUp != ready || System.nanoTime() - checkedAt >= CHECK_EVERY.toNanos()) {
        if (!shapes.equals(in.shapes())) {
          LOG.log(Level.INFO, "topic {0} has changed; it is read again", Topic.RESULTS.topicName());
          return;
        }
        loop.steady();
        checkedAt = System.nanoTime();
        ready = caughtUp;
        loop.tell(ready, (ready ? "knows " : "catching up, knows ") + ranks.size() + " samples");
      }
    }
  }

  /** Reads on, or everything from the start when what is known may be of a topic that is gone. */
  private void begin(TopicFeed in) throws IOException, InterruptedException {
    Map<Topic, TopicShape> now = in.shapes();
    Map<TopicPartition, Bounds> bounds = in.bounds(now);
    boolean same =
        now.equals(shapes)
            && bounds.entrySet().stream()
                .allMatch(each -> {
                  long next = positions.getOrDefault(each.getKey(), each.getValue().first());
                  return next >= each.getValue().first() && next <= each.getValue().end();
                });
    if (!same) {
      ranks.clear();
      positions.clear();
    }
    shapes = now;
    Map<TopicPartition, Long> from = new HashMap<>(StartPlan.beginnings(bounds));
    from.putAll(positions);
    in.start(from);
  }

  private static boolean reached(
      Map<TopicPartition, Long> positions, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> positions.getOrDefault(end.getKey(), 0L) >= end.getValue());
  }

  private void take(ConsumerRecord<String, byte[]> record) {
    positions.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
    if (!SampleKey.valid(record.key())) {
      return;
    }
    Sha256 sample = Sha256.of(record.key());
    if (record.value() == null) {
      ranks.remove(sample);
      return;
    }
    ResultRecords.rank(record)
        .ifPresent(rank ->
            ranks.merge(
                sample,
                distinct.computeIfAbsent(rank, same -> same),
                (known, next) -> next.mayReplace(known) ? next : known));
  }
}
