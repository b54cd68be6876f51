package io.unveil.deploy.cli;

import io.unveil.analyzer.report.ScanReport;
import io.unveil.analyzer.report.Verdict;
import io.unveil.unpacker.LimitHit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** What became of one input. Every input ends as exactly one of these. */
sealed interface SampleResult {
  /** {@return the input's name: as given, or the given folder joined with the path below it} */
  String file();

  /** {@return milliseconds by stage; empty when nothing was begun} */
  SequencedMap<String, Double> millisByStage();

  /** {@return what this result means for the exit status} */
  ExitCode exitCode(FailOn failOn, boolean allowPartial);

  /** The sample was read. */
  record Reported(String file, ScanReport report, SequencedMap<String, Double> millisByStage)
      implements SampleResult {
    public Reported {
      millisByStage = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(millisByStage));
    }

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
      SequencedMap<String, Double> millisByStage)
      implements SampleResult {
    public Failed {
      millisByStage = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(millisByStage));
    }

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
