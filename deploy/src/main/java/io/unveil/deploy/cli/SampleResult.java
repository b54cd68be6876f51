package io.unveil.deploy.cli;

import io.unveil.analyzer.report.ScanReport;
import io.unveil.analyzer.report.Verdict;
import io.unveil.unpacker.LimitHit;
import org.jspecify.annotations.Nullable;

/** What became of one input. Every input ends as exactly one of these. */
sealed interface SampleResult {
  /** {@return the input's name: as given, or the given folder joined with the path below it} */
  String file();

  /** {@return what differs between two runs} */
  RunNotes run();

  /** {@return what this result means for the exit status} */
  ExitCode exitCode(FailOn failOn, boolean allowPartial);

  /** The sample was read. */
  record Reported(String file, ScanReport report, RunNotes run) implements SampleResult {
    @Override
    public ExitCode exitCode(FailOn failOn, boolean allowPartial) {
      if (failOn.reachedBy(report.verdict().name())) {
        return ExitCode.FINDINGS;
      }
      if (report.failure() != null) {
        return ExitCode.INCOMPLETE;
      }
      boolean answered =
          report.completeness().complete() && report.verdict() != Verdict.INCONCLUSIVE;
      return answered || allowPartial ? ExitCode.OK : ExitCode.INCOMPLETE;
    }
  }

  /**
   * There is no report.
   *
   * @param stage {@code unpack}, {@code analyze} or {@code judge}
   * @param reason one sentence: what, where, what to do
   * @param sha256 SHA-256 of the file, null when it cannot be read
   * @param limit the bound that was hit when that is the reason, else null
   * @param crash what was thrown when the failure is a defect of Unveil, null when it is the file's
   */
  record Failed(
      String file,
      @Nullable String sha256,
      String stage,
      String reason,
      @Nullable LimitHit limit,
      @Nullable Throwable crash,
      RunNotes run)
      implements SampleResult {
    @Override
    public ExitCode exitCode(FailOn failOn, boolean allowPartial) {
      if (crash != null) {
        return ExitCode.INTERNAL;
      }
      return failOn.reachedBy(Verdict.INCONCLUSIVE.name())
          ? ExitCode.FINDINGS
          : ExitCode.INCOMPLETE;
    }
  }
}
