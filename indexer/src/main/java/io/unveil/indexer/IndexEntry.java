package io.unveil.indexer;

import io.unveil.analyzer.report.ScanReport;
import io.unveil.unpacker.UnpackedApk;
import java.time.Instant;
import java.util.List;

/** One change of the index. */
public sealed interface IndexEntry {
  /** {@return SHA-256 of the sample, lower-case hex} */
  String sha256();

  /**
   * A report, or a failure; replaces what it outranks.
   *
   * @param sandbox layers around the process that analysed the sample
   */
  record Result(ScanReport report, Instant submittedAt, Instant judgedAt, List<String> sandbox)
      implements IndexEntry {
    /** Copies the list. */
    public Result {
      sandbox = List.copyOf(sandbox);
    }

    /** A result of which it is not known, or that was made without. */
    public Result(ScanReport report, Instant submittedAt, Instant judgedAt) {
      this(report, submittedAt, judgedAt, List.of());
    }

    @Override
    public String sha256() {
      return report.sha256();
    }
  }

  /** Unpacked, not analysed yet; never replaces a result. */
  record Pending(UnpackedApk apk, Instant submittedAt) implements IndexEntry {
    @Override
    public String sha256() {
      return apk.sha256();
    }
  }

  /**
   * Seen somewhere; added to what is known.
   *
   * @param kind how it came in, such as {@code folder}
   * @param name such as a file name
   * @param firstStored when its bytes were stored first
   * @param seenAt when it was submitted
   */
  record Seen(
      String sha256,
      long sizeInBytes,
      String kind,
      String name,
      Instant firstStored,
      Instant seenAt)
      implements IndexEntry {}

  /** Everything about the sample goes. */
  record Removed(String sha256) implements IndexEntry {}
}
