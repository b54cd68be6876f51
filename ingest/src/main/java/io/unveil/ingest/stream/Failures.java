package io.unveil.ingest.stream;

import io.unveil.analyzer.facts.Generation;
import io.unveil.analyzer.judge.Judge;
import io.unveil.analyzer.report.ResultRank;
import io.unveil.ingest.store.ApkStore.StoredApk;
import io.unveil.unpacker.LimitHit;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** What is told when a sample could not be analysed. */
final class Failures {
  private static final int MAX_REASON = 500;
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private final LaneContext context;

  Failures(LaneContext context) {
    this.context = context;
  }

  /**
   * Why and after how much trying.
   *
   * @param reason one sentence
   * @param limit the limit that was hit, or null
   * @param exit how a worker process ended, or null
   */
  record Cause(String reason, @Nullable String limit, @Nullable String exit) {
    Cause {
      reason = reason.length() > MAX_REASON ? reason.substring(0, MAX_REASON) + "…" : reason;
    }

    /** {@return what a person can do something with: the type, the words, the place} */
    static Cause of(Throwable thrown) {
      if (thrown instanceof StageFailedException stage) {
        return new Cause(String.valueOf(stage.getMessage()), stage.limit(), stage.exit());
      }
      StackTraceElement[] stack = thrown.getStackTrace();
      String message = thrown.getMessage() == null ? "" : ": " + thrown.getMessage();
      String place = stack.length == 0 ? "" : " at " + stack[0];
      String limit =
          switch (thrown) {
            case OutOfMemoryError _ -> "memory";
            case StackOverflowError _ -> "stack";
            default -> null;
          };
      return new Cause(thrown.getClass().getSimpleName() + message + place, limit, null);
    }
  }

  /**
   * A record of work.
   *
   * @param sha256 its key, or null when it has no valid one
   */
  record Place(String topic, int partition, long offset, @Nullable String sha256) {}

  static boolean isSha256(@Nullable String text) {
    return text != null && SHA256.matcher(text).matches();
  }

  /** {@return the failure record} */
  ProducerRecord<String, byte[]> record(
      WorkGroup group, Place place, Cause cause, int attempts, int deliveries) {
    FailureRecord failure =
        new FailureRecord(
            Codec.FAILURE.version(),
            place.sha256() == null ? "" : place.sha256(),
            group.stage(),
            cause.reason(),
            attempts,
            deliveries,
            cause.limit(),
            cause.exit(),
            context.generation().engine(),
            place.topic(),
            place.partition(),
            place.offset(),
            Instant.now());
    return new ProducerRecord<>(
        Topic.FAILURES.topicName(), key(place), Codec.FAILURE.write(failure));
  }

  /** The topic is compacted, so that every record needs a key. */
  private static String key(Place place) {
    return place.sha256() == null
        ? place.topic() + "-" + place.partition() + "@" + place.offset()
        : place.sha256();
  }

  /**
   * {@return the failed result, or empty when the sample has a better one: the topic is compacted,
   * so a failure would delete it}
   *
   * @throws IOException when that is not known yet, or the store does not answer
   * @param submittedAt when it was submitted, or null when that is not known
   * @param limit the bound whose hit is the reason, or null
   */
  Optional<ProducerRecord<String, byte[]>> result(
      WorkGroup group,
      String sha256,
      @Nullable Instant submittedAt,
      String reason,
      @Nullable LimitHit limit)
      throws IOException {
    Generation generation = context.generation();
    ResultRank failed = new ResultRank(generation, true);
    if (context.known().rank(sha256).filter(rank -> !failed.mayReplace(rank)).isPresent()) {
      return Optional.empty();
    }
    if (!context.known().current()) {
      throw new IOException("whether the sample has a report already is not known yet");
    }
    Optional<StoredApk> stored = context.store().find(sha256);
    long size = stored.map(StoredApk::sizeInBytes).orElse(0L);
    Instant now = Instant.now();
    Instant submitted =
        submittedAt != null ? submittedAt : stored.map(StoredApk::firstStored).orElse(now);
    ResultMessage result =
        new ResultMessage(
            Codec.RESULT.version(),
            sha256,
            submitted,
            now,
            List.of(),
            Judge.failed(
                generation,
                sha256,
                size,
                group.stage(),
                reason,
                limit == null ? List.of() : List.of(limit)));
    return Optional.of(ResultRecords.of(result));
  }
}
