package io.unveil.ingest.stream;

import io.unveil.ingest.store.ApkStore;
import io.unveil.ingest.store.ApkStore.StoredApk;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Removes one sample everywhere. First the record in {@link Topic#PURGES} says so for good; then
 * the keys of the sample in the compacted topics are cleared, by which the index loses it too; its
 * bytes go last, so that a purge which was cut off is seen at the next start and finished. Doing it
 * twice changes nothing.
 *
 * <p>Letters in the dead-letter topics stay, because Kafka cannot remove single records of them;
 * nobody reads them again. Records of work that wait go with the retention of their topics.
 */
public final class Purge implements Purges.Finish, AutoCloseable {
  private static final Logger LOG = System.getLogger(Purge.class.getName());
  private static final Duration POLL = Duration.ofMillis(200);

  private static final List<Topic> SEARCHED =
      List.of(
          Topic.RESULTS,
          Topic.FACTS,
          Topic.ORIGINS,
          Topic.FAILURES,
          Topic.DEAD_SUBMISSIONS,
          Topic.DEAD_UNPACKED);

  private final KafkaSettings kafka;
  private final ApkStore store;
  private final Outbox outbox;
  private final Duration settle;

  /**
   * @param settle how long other processes may take to learn of a purge; what they published until
   *     then is cleared too
   */
  public Purge(KafkaSettings kafka, ApkStore store, Duration settle) {
    this.kafka = kafka;
    this.store = store;
    this.outbox = new Outbox(kafka, "unveil-purge");
    this.settle = settle;
  }

  /**
   * What was removed.
   *
   * @param stored whether the store had the bytes or something derived from them
   * @param result whether there was a result
   * @param facts whether there were facts
   * @param origins how many places where it was seen
   * @param failures whether there was a record of a failure
   * @param deadLetters how many dead letters stay
   */
  public record Removed(
      boolean stored,
      boolean result,
      boolean facts,
      int origins,
      boolean failures,
      int deadLetters) {}

  /**
   * Removes a sample.
   *
   * @throws IOException when broker or store do not answer; once the record of the purge is there,
   *     it is finished later
   */
  public synchronized Removed run(String sha256) throws IOException, InterruptedException {
    Found found = search(sha256);
    boolean stored = store.find(sha256).isPresent();
    PurgeRecord purge = new PurgeRecord(Codec.PURGE.version(), sha256, Instant.now());
    outbox.send(List.of(Outbox.message(Topic.PURGES, sha256, Codec.PURGE, purge)));
    remove(purge);
    return new Removed(
        stored,
        found.keys(Topic.RESULTS) > 0,
        found.keys(Topic.FACTS) > 0,
        found.keys(Topic.ORIGINS),
        found.keys(Topic.FAILURES) > 0,
        found.letters());
  }

  /** The bytes went last: where they are gone, everything else is. */
  @Override
  public synchronized void finish(PurgeRecord purge) throws IOException, InterruptedException {
    Optional<StoredApk> stored = store.find(purge.sha256());
    if (stored.isPresent() && !stored.get().firstStored().isAfter(purge.purgedAt())) {
      remove(purge);
    }
  }

  @Override
  public void close() {
    outbox.close();
  }

  private synchronized void remove(PurgeRecord purge) throws IOException, InterruptedException {
    clear(purge.sha256());
    Thread.sleep(settle);
    clear(purge.sha256());
    Optional<StoredApk> stored = store.find(purge.sha256());
    if (stored.isEmpty() || !stored.get().firstStored().isAfter(purge.purgedAt())) {
      store.delete(purge.sha256());
    }
    LOG.log(Level.INFO, "purged {0}", purge.sha256());
  }

  private void clear(String sha256) throws IOException, InterruptedException {
    List<ProducerRecord<String, byte[]>> tombstones = new ArrayList<>();
    for (Topic topic : List.of(Topic.RESULTS, Topic.FACTS, Topic.FAILURES)) {
      tombstones.add(new ProducerRecord<>(topic.topicName(), sha256, null));
    }
    for (String key : search(sha256).origins()) {
      tombstones.add(new ProducerRecord<>(Topic.ORIGINS.topicName(), key, null));
    }
    outbox.send(tombstones);
  }

  /** Keys of a sample whose last record says something. */
  private record Found(Map<Topic, Set<String>> live, int letters) {
    int keys(Topic topic) {
      return live.getOrDefault(topic, Set.of()).size();
    }

    Set<String> origins() {
      return live.getOrDefault(Topic.ORIGINS, Set.of());
    }
  }

  /** Kafka finds nothing by key, so all of these topics are read. */
  private Found search(String sha256) throws IOException, InterruptedException {
    Map<Topic, Set<String>> live = new EnumMap<>(Topic.class);
    int letters = 0;
    try (TopicFeed feed = new TopicFeed(kafka, "unveil-purge", SEARCHED)) {
      Map<TopicPartition, StartPlan.Bounds> bounds = feed.bounds(feed.shapes());
      feed.start(StartPlan.beginnings(bounds));
      long quietSince = System.nanoTime();
      while (behind(feed.positions(), bounds)) {
        for (ConsumerRecord<String, byte[]> record : feed.poll(POLL)) {
          quietSince = System.nanoTime();
          if (record.key() != null && record.key().startsWith(sha256)) {
            letters += take(record, live);
          }
        }
        if (System.nanoTime() - quietSince > KafkaSettings.STAGE_DELIVERY_TIMEOUT.toNanos()) {
          throw new IOException("the broker does not give the records of its topics; check it");
        }
      }
    } catch (KafkaException e) {
      throw new IOException("the topics cannot be read: " + e.getMessage(), e);
    }
    return new Found(live, letters);
  }

  private static boolean behind(
      Map<TopicPartition, Long> positions, Map<TopicPartition, StartPlan.Bounds> bounds) {
    return bounds.entrySet().stream()
        .anyMatch(each -> positions.getOrDefault(each.getKey(), 0L) < each.getValue().end());
  }

  /** {@return 1 for a dead letter, else 0} */
  private static int take(ConsumerRecord<String, byte[]> record, Map<Topic, Set<String>> live) {
    Topic topic = Topic.named(record.topic());
    if (topic == Topic.DEAD_SUBMISSIONS || topic == Topic.DEAD_UNPACKED) {
      return 1;
    }
    Set<String> keys = live.computeIfAbsent(topic, _ -> new HashSet<>());
    if (record.value() == null) {
      keys.remove(record.key());
    } else {
      keys.add(record.key());
    }
    return 0;
  }
}
