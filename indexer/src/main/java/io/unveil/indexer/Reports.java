package io.unveil.indexer;

import io.unveil.analyzer.report.ReportJson;
import io.unveil.analyzer.report.ScanReport;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known about samples, to be read: an index that takes more, or one as it was when it last
 * became durable. Safe for many threads.
 */
public abstract sealed class Reports implements Closeable permits ReportIndex, CommittedReports {
  Reports() {}

  /** {@return what is known about the sample, beside its report} */
  public Optional<IndexedSample> get(String sha256) throws IndexUnavailableException {
    Change changed = unseen(sha256);
    if (changed != null) {
      return Optional.ofNullable(changed.after()).map(after -> after.written().shown());
    }
    return Optional.ofNullable(
        search(searcher -> {
          int found = OpenIndex.find(searcher, sha256);
          return found < 0 ? null : ReportDocument.read(searcher.storedFields(), found);
        }));
  }

  /** {@return the report on the sample, also one that says that it failed} */
  public Optional<ScanReport> report(String sha256) throws IndexUnavailableException {
    return find(sha256).flatMap(found -> Optional.ofNullable(found.report()));
  }

  /** {@return what is known about the sample with its report, both of the same moment} */
  public Optional<IndexedReport> find(String sha256) throws IndexUnavailableException {
    Change changed = unseen(sha256);
    if (changed != null) {
      return Optional.ofNullable(changed.after()).map(Reports::found);
    }
    return Optional.ofNullable(
        search(searcher -> {
          int found = OpenIndex.find(searcher, sha256);
          return found < 0 ? null : ReportDocument.readFound(searcher.storedFields(), found);
        }));
  }

  /** {@return the report on the sample as {@link ReportJson#write(ScanReport)} makes it} */
  public Optional<String> reportJson(String sha256) throws IndexUnavailableException {
    return report(sha256).map(ReportJson::write);
  }

  @Override
  public abstract void close() throws IndexUnavailableException;

  /** {@return what {@code function} makes of the samples that are visible now} */
  abstract <T extends @Nullable Object> T search(OpenIndex.SearchFunction<T> function)
      throws IndexUnavailableException;

  /** {@return a change that searches do not see yet, null when there is none} */
  abstract @Nullable Change unseen(String sha256);

  static IndexUnavailableException unavailable(
      Path folder, String what, @Nullable Throwable cause) {
    String why = cause == null ? "" : ": " + IndexUnavailableException.inOneLine(cause);
    return new IndexUnavailableException("The index in " + folder + " " + what + why, cause);
  }

  private static IndexedReport found(Change.After after) {
    Sample.Judged result = after.sample().result();
    return new IndexedReport(after.written().shown(), result == null ? null : result.report());
  }
}
