package io.unveil.ingest.stream;

import io.unveil.analyzer.facts.Generation;
import io.unveil.analyzer.report.ResultRank;
import io.unveil.ingest.store.ApkStore;
import io.unveil.ingest.store.ApkStore.StoredApk;
import io.unveil.ingest.store.TooLargeException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Puts samples that a stage gave up back into the stream, after what made it fail was mended. What
 * the stage finds now replaces the failed result; a sample that has a report meanwhile is left
 * alone. Doing it twice costs work and changes nothing.
 *
 * <p>Which samples were given up stands in {@link Topic#FAILURES}, those of the broker's dead
 * letters too; a file that is no APK is an answer and not there, but can be named. For {@code
 * unpack} and {@code analyze} a sample goes its whole way again, because the package facts of small
 * samples are kept nowhere but in the topics; for {@code judge} only from its stored facts on, when
 * facts of this engine are there.
 */
public final class Replay implements AutoCloseable {
  /** Most samples at once; what is left has its turn when it is called again. */
  public static final int MAX_SAMPLES = 100_000;

  private static final Logger LOG = System.getLogger(Replay.class.getName());
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int AT_ONCE = 100;
  private static final long MAX_FACTS_BYTES = 16 << 20;

  private final KafkaSettings kafka;
  private final ApkStore store;
  private final KnownResults known;
  private final Generation generation;
  private final Outbox outbox;

  /**
   * @param known which samples failed
   * @param generation engine and models of this build, by which stored facts are named
   */
  public Replay(KafkaSettings kafka, ApkStore store, KnownResults known, Generation generation) {
    this.kafka = kafka;
    this.store = store;
    this.known = known;
    this.generation = generation;
    this.outbox = new Outbox(kafka, "unveil-replay");
  }

  /** Stage whose failures are put back. */
  public enum From {
    /** Package facts. */
    UNPACK,
    /** Facts. */
    ANALYZE,
    /** Results. */
    JUDGE;

    /** {@return its name in failure records} */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What became of the samples that were asked for.
   *
   * @param putBack went back into the stream
   * @param reported have a report, and were left alone
   * @param waiting have no result at all: they are under way, or the reconciler puts them back
   * @param notStored have a failed result, but the store does not have their bytes any more
   * @param unknown neither the store nor a result knows them
   * @param left were too many for once; call again
   */
  public record Done(
      int putBack, int reported, int waiting, int notStored, int unknown, int left) {}

  /**
   * Puts back what failed.
   *
   * @param samples SHA-256 of the samples, or none for all that the stage gave up
   * @throws IOException when the broker or the store does not answer, or it is not known yet which
   *     samples have a report; some samples may be back already
   */
  public synchronized Done run(From stage, Collection<String> samples)
      throws IOException, InterruptedException {
    if (!known.current()) {
      throw new IOException("which samples have a report is not known yet; try again in a while");
    }
    Set<String> chosen = new LinkedHashSet<>(samples);
    int left = 0;
    if (samples.isEmpty()) {
      left = givenUp(stage, chosen);
    }
    Tally tally = new Tally();
    List<ProducerRecord<String, byte[]>> batch = new ArrayList<>();
    for (String sha256 : chosen) {
      again(stage, sha256, tally).ifPresent(batch::add);
      if (batch.size() == AT_ONCE) {
        outbox.send(batch);
        batch.clear();
      }
    }
    outbox.send(batch);
    LOG.log(Level.INFO, "put back {0} samples that failed at {1}", tally.putBack, stage.word());
    return new Done(
        tally.putBack, tally.reported, tally.waiting, tally.notStored, tally.unknown, left);
  }

  @Override
  public void close() {
    outbox.close();
  }

  private static final class Tally {
    private int putBack;
    private int reported;
    private int waiting;
    private int notStored;
    private int unknown;
  }

  private Optional<ProducerRecord<String, byte[]>> again(From stage, String sha256, Tally tally)
      throws IOException {
    Optional<ResultRank> rank = known.rank(sha256);
    Optional<StoredApk> stored =
        store.find(sha256).filter(apk -> !known.purged(sha256, apk.firstStored()));
    if (rank.isEmpty()) {
      if (stored.isPresent()) {
        tally.waiting++;
      } else {
        tally.unknown++;
      }
      return Optional.empty();
    }
    if (!rank.get().failed()) {
      tally.reported++;
      return Optional.empty();
    }
    if (stored.isEmpty()) {
      tally.notStored++;
      return Optional.empty();
    }
    tally.putBack++;
    return Optional.of(
        stage == From.JUDGE && factsAreUsable(sha256)
            ? facts(stored.get())
            : submission(stage, stored.get()));
  }

  /** Also what the reconciler writes: a sighting would be wrong, nobody sent the sample anew. */
  private static ProducerRecord<String, byte[]> submission(From stage, StoredApk apk) {
    Submission submission =
        new Submission(
            Codec.SUBMISSION.version(),
            apk.sha256(),
            apk.sizeInBytes(),
            new Origin(Origin.Kind.RECONCILER, "replay " + stage.word()),
            apk.firstStored(),
            Instant.now());
    return Outbox.message(
        WorkGroup.UNPACK.source(Priority.BULK), apk.sha256(), Codec.SUBMISSION, submission);
  }

  private ProducerRecord<String, byte[]> facts(StoredApk apk) {
    Instant now = Instant.now();
    FactsMessage message =
        new FactsMessage(
            Codec.FACTS.version(),
            apk.sha256(),
            now,
            now,
            List.of(),
            null,
            AnalyzeWork.storedAs(generation));
    return Outbox.message(Topic.FACTS, apk.sha256(), Codec.FACTS, message);
  }

  /** What cannot be read would fail once more. */
  private boolean factsAreUsable(String sha256) throws IOException {
    String name = AnalyzeWork.storedAs(generation);
    try {
      Optional<byte[]> stored = store.derived(sha256, name, MAX_FACTS_BYTES);
      if (stored.isEmpty()) {
        return false;
      }
      return Codec.STORED_FACTS.read(name, stored.get()).apk().sha256().equals(sha256);
    } catch (TooLargeException | BadMessageException | StackOverflowError _) {
      return false;
    }
  }

  /** {@return how many did not fit} */
  private int givenUp(From stage, Set<String> found) throws IOException, InterruptedException {
    Set<String> left = new LinkedHashSet<>();
    try (TopicFeed feed = new TopicFeed(kafka, "unveil-replay", List.of(Topic.FAILURES))) {
      Map<TopicPartition, StartPlan.Bounds> bounds = feed.bounds(feed.shapes());
      feed.start(StartPlan.beginnings(bounds));
      long quietSince = System.nanoTime();
      while (behind(feed.positions(), bounds)) {
        int records = 0;
        for (ConsumerRecord<String, byte[]> record : feed.poll(POLL)) {
          take(record, stage, found, left);
          records++;
        }
        if (records > 0) {
          quietSince = System.nanoTime();
        } else if (System.nanoTime() - quietSince
            > KafkaSettings.STAGE_DELIVERY_TIMEOUT.toNanos()) {
          throw new IOException("the broker does not give the records of failures; check it");
        }
      }
    } catch (KafkaException e) {
      throw new IOException("the records of failures cannot be read: " + e.getMessage(), e);
    }
    return left.size();
  }

  private static boolean behind(
      Map<TopicPartition, Long> positions, Map<TopicPartition, StartPlan.Bounds> bounds) {
    return bounds.entrySet().stream()
        .anyMatch(each -> positions.getOrDefault(each.getKey(), 0L) < each.getValue().end());
  }

  /** The last failure of a sample counts: all its records are in one partition, in order. */
  private void take(
      ConsumerRecord<String, byte[]> record, From stage, Set<String> found, Set<String> left) {
    String sha256 = record.key();
    if (!SampleKey.valid(sha256)) {
      return;
    }
    if (!isOf(record, stage) || known.rank(sha256).filter(ResultRank::failed).isEmpty()) {
      found.remove(sha256);
      left.remove(sha256);
    } else if (found.size() < MAX_SAMPLES) {
      found.add(sha256);
    } else if (!found.contains(sha256) && left.size() < MAX_SAMPLES) {
      left.add(sha256);
    }
  }

  private static boolean isOf(ConsumerRecord<String, byte[]> record, From stage) {
    try {
      return record.value() != null && Codec.FAILURE.read(record).stage().equals(stage.word());
    } catch (BadMessageException e) {
      LOG.log(Level.WARNING, "{0}: no failure record of this version; passed over", e.getMessage());
      return false;
    }
  }
}
