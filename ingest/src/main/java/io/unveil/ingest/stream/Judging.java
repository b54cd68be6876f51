package io.unveil.ingest.stream;

import io.unveil.analyzer.facts.AppFacts;
import io.unveil.analyzer.facts.Generation;
import io.unveil.analyzer.judge.Judge;
import io.unveil.analyzer.report.ResultRank;
import io.unveil.analyzer.report.ScanReport;
import io.unveil.ingest.store.ApkStore;
import io.unveil.ingest.store.ApkStore.StoredApk;
import io.unveil.ingest.store.TooLargeException;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** What one record of {@link Topic#FACTS} leads to. Called from one thread. */
final class Judging {
  static final String STAGE = "judge";

  /** Facts are capped at half of this where they are made. */
  private static final long MAX_FACTS_BYTES = 16 << 20;

  private static final int RECENT = 50_000;
  private static final int MAX_REASON = 500;

  private final ApkStore store;
  private final Function<AppFacts, ScanReport> judge;
  private final Generation generation;
  private final KnownResults known;
  private final InstantSource clock;
  private final RecentRanks recent = new RecentRanks(RECENT);

  /**
   * @param generation what a failure to judge is booked under
   */
  Judging(
      ApkStore store,
      Function<AppFacts, ScanReport> judge,
      Generation generation,
      KnownResults known,
      InstantSource clock) {
    this.store = store;
    this.judge = judge;
    this.generation = generation;
    this.known = known;
    this.clock = clock;
  }

  /** What to do about a record. */
  sealed interface Decision {
    /** The result goes out, and before it the failure record when the sample failed. */
    record Publish(ResultMessage result, @Nullable FailureRecord failure) implements Decision {}

    /** The sample failed, but a better result is published already and stays. */
    record GiveUp(FailureRecord failure) implements Decision {}

    /** A better result is published already, or the record says only that a sample was purged. */
    record Nothing() implements Decision {}

    /** Not even the key tells which sample it is about. */
    record Unusable() implements Decision {}
  }

  /** Why a sample cannot be judged; the record's fault, so trying again would not help. */
  private static final class UnusableFactsException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableFactsException(String reason) {
      super(reason);
    }
  }

  /**
   * {@return what to do}
   *
   * @throws IOException when the store does not answer, or only a newer process can read the
   *     record; nothing is decided
   */
  Decision decide(ConsumerRecord<String, byte[]> record) throws IOException {
    String sha256 = record.key();
    if (!SampleKey.valid(sha256)) {
      return new Decision.Unusable();
    }
    if (record.value() == null) {
      recent.forget(sha256);
      return new Decision.Nothing();
    }
    Instant submittedAt = Instant.ofEpochMilli(record.timestamp());
    try {
      FactsMessage message = read(record);
      submittedAt = message.submittedAt();
      return publish(
          result(sha256, submittedAt, message.sandbox(), judged(sha256, facts(message))), null);
    } catch (UnusableFactsException e) {
      return failed(record, submittedAt, String.valueOf(e.getMessage()));
    }
  }

  /** {@return what to do instead of publishing a result that the broker refuses as too large} */
  Decision tooLarge(ConsumerRecord<String, byte[]> record, ResultMessage result)
      throws IOException {
    recent.forget(record.key());
    return failed(record, result.submittedAt(), "the report is larger than the topic takes");
  }

  private Decision failed(ConsumerRecord<String, byte[]> record, Instant submittedAt, String reason)
      throws IOException {
    String brief = reason.length() > MAX_REASON ? reason.substring(0, MAX_REASON) + "…" : reason;
    String sha256 = record.key();
    long size = store.find(sha256).map(StoredApk::sizeInBytes).orElse(0L);
    ScanReport report = Judge.failed(generation, sha256, size, STAGE, brief);
    FailureRecord failure =
        new FailureRecord(
            Codec.FAILURE.version(),
            sha256,
            STAGE,
            brief,
            1,
            1,
            null,
            null,
            generation.engine(),
            record.topic(),
            record.partition(),
            record.offset(),
            clock.instant());
    return publish(result(sha256, submittedAt, List.of(), report), failure);
  }

  private Decision publish(ResultMessage result, @Nullable FailureRecord failure)
      throws IOException {
    String sha256 = result.sha256();
    if (known.purged(sha256, result.submittedAt())) {
      return new Decision.Nothing();
    }
    ResultRank rank = ResultRank.of(result.report());
    Optional<ResultRank> current = recent.current(sha256, known.rank(sha256));
    if (current.isPresent() && !rank.mayReplace(current.get())) {
      return failure == null ? new Decision.Nothing() : new Decision.GiveUp(failure);
    }
    if (failure != null && !known.current()) {
      throw new IOException(
          "a sample cannot be judged, and whether it has a report already is not known yet");
    }
    recent.published(sha256, rank);
    return new Decision.Publish(result, failure);
  }

  private ResultMessage result(
      String sha256, Instant submittedAt, List<String> sandbox, ScanReport report) {
    return new ResultMessage(
        Codec.RESULT.version(), sha256, submittedAt, clock.instant(), sandbox, report);
  }

  private static FactsMessage read(ConsumerRecord<String, byte[]> record)
      throws IOException, UnusableFactsException {
    try {
      FactsMessage message = Codec.FACTS.read(record);
      if (!message.sha256().equals(record.key())) {
        throw new UnusableFactsException("the facts are of another sample than the record's key");
      }
      return message;
    } catch (BadMessageException e) {
      throw unusable(e);
    } catch (StackOverflowError e) {
      throw new UnusableFactsException("the facts are nested too deeply");
    }
  }

  private AppFacts facts(FactsMessage message) throws IOException, UnusableFactsException {
    AppFacts inline = message.facts();
    String name = message.factsStoredAs();
    if (inline != null || name == null) {
      return Objects.requireNonNull(inline);
    }
    try {
      byte[] stored =
          store
              .derived(message.sha256(), name, MAX_FACTS_BYTES)
              .orElseThrow(() ->
                  new UnusableFactsException(
                      "the facts " + name + " are not in the store; analyze the sample again"));
      return Codec.STORED_FACTS.read(name, stored);
    } catch (TooLargeException | IllegalArgumentException e) {
      throw new UnusableFactsException("the stored facts cannot be used: " + e.getMessage());
    } catch (BadMessageException e) {
      throw unusable(e);
    } catch (StackOverflowError e) {
      throw new UnusableFactsException("the facts " + name + " are nested too deeply");
    }
  }

  /** A newer record is not broken: it waits for a process that can read it. */
  private static UnusableFactsException unusable(BadMessageException e) throws IOException {
    if (e.newer()) {
      throw new IOException(e.getMessage(), e);
    }
    return new UnusableFactsException("the facts cannot be read: " + e.getMessage());
  }

  private ScanReport judged(String sha256, AppFacts facts) throws UnusableFactsException {
    if (!facts.apk().sha256().equals(sha256)) {
      throw new UnusableFactsException("the facts are of another sample than the record's key");
    }
    ScanReport report;
    try {
      report = judge.apply(facts);
    } catch (RuntimeException | StackOverflowError e) {
      throw new UnusableFactsException("the judge failed on these facts: " + e);
    }
    return ReportFit.fit(report, ReportFit.MAX_BYTES)
        .orElseThrow(() ->
            new UnusableFactsException(
                "the report is larger than "
                    + ReportFit.MAX_BYTES
                    + " bytes even with one proof for each finding"));
  }
}
