package io.unveil.indexer;

import io.unveil.analyzer.report.ResultRank;
import io.unveil.analyzer.report.ScanReport;
import io.unveil.indexer.IndexedSample.State;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is known about one sample; what entries are merged into.
 *
 * @param sha256 SHA-256 of the file, lower-case hex
 * @param sizeInBytes size of the file, 0 when not known yet
 * @param result the current result
 * @param identity what the package says about itself, kept while there is no report that says it
 *     too: while pending, and for a sample that failed after it was unpacked
 * @param origins where it came from
 * @param firstSeen when its bytes were stored or submitted first
 * @param lastSeen when it was submitted last
 */
record Sample(
    String sha256,
    long sizeInBytes,
    @Nullable Judged result,
    @Nullable Unpacked identity,
    Origins origins,
    Instant firstSeen,
    Instant lastSeen) {

  /** A result, its times, and the layers around the process that analysed. */
  record Judged(ScanReport report, Instant submittedAt, Instant judgedAt, List<String> sandbox) {
    boolean failed() {
      return report.failure() != null;
    }
  }

  /** A report without findings that carries what the package says about itself. */
  record Unpacked(ScanReport facts, Instant submittedAt) {}

  State state() {
    if (result == null) {
      return State.PENDING;
    }
    return result.failed() ? State.FAILED : State.REPORTED;
  }

  /**
   * {@return what is known after {@code entry}, null when nothing is left}
   *
   * @param known what was known, null for a new sample
   */
  static @Nullable Sample merge(@Nullable Sample known, IndexEntry entry) {
    return switch (entry) {
      case IndexEntry.Result(
              ScanReport report,
              Instant submittedAt,
              Instant judgedAt,
              List<String> sandbox) ->
          seen(known, entry.sha256(), submittedAt, submittedAt, report.sizeInBytes())
              .judged(new Judged(report, submittedAt, judgedAt, sandbox));
      case IndexEntry.Pending(var apk, Instant submittedAt) ->
          seen(known, entry.sha256(), submittedAt, submittedAt, apk.sizeInBytes())
              .unpacked(new Unpacked(UnpackedFacts.of(apk), submittedAt));
      case IndexEntry.Seen(
              String sha256,
              long size,
              String kind,
              String name,
              Instant firstStored,
              Instant seenAt) ->
          seen(known, sha256, Origins.earlier(firstStored, seenAt), seenAt, size)
              .from(kind, name, seenAt);
      case IndexEntry.Removed _ -> null;
    };
  }

  private static Sample seen(
      @Nullable Sample known, String sha256, Instant first, Instant last, long size) {
    return known == null
        ? new Sample(sha256, size, null, null, Origins.NONE, first, last)
        : new Sample(
            sha256,
            size > 0 ? size : known.sizeInBytes,
            known.result,
            known.identity,
            known.origins,
            Origins.earlier(known.firstSeen, first),
            Origins.later(known.lastSeen, last));
  }

  private Sample judged(Judged next) {
    if (result != null && !ResultRank.of(next.report).mayReplace(ResultRank.of(result.report))) {
      return this;
    }
    return new Sample(
        sha256,
        sizeInBytes,
        next,
        next.failed() ? identityKept() : null,
        origins,
        firstSeen,
        lastSeen);
  }

  private @Nullable Unpacked identityKept() {
    return result == null || result.failed()
        ? identity
        : new Unpacked(result.report, result.submittedAt);
  }

  private Sample unpacked(Unpacked next) {
    return state() == State.REPORTED
        ? this
        : new Sample(sha256, sizeInBytes, result, next, origins, firstSeen, lastSeen);
  }

  private Sample from(String kind, String name, Instant seenAt) {
    return new Sample(
        sha256,
        sizeInBytes,
        result,
        identity,
        origins.and(kind, name, seenAt),
        firstSeen,
        lastSeen);
  }
}
