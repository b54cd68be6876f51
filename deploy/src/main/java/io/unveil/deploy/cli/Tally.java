package io.unveil.deploy.cli;

import io.unveil.analyzer.report.Verdict;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Counts over one run and the exit code that follows from them. */
final class Tally {
  private final FailOn failOn;
  private final boolean allowPartial;
  private final Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
  private int files;
  private int partial;
  private int failed;
  private ExitCode exitCode = ExitCode.OK;

  Tally(FailOn failOn, boolean allowPartial) {
    this.failOn = failOn;
    this.allowPartial = allowPartial;
  }

  void add(SampleResult result) {
    files++;
    switch (result) {
      case SampleResult.Reported reported -> {
        verdicts.merge(reported.report().verdict(), 1, Integer::sum);
        if (reported.report().failure() != null) {
          failed++;
        } else if (!reported.report().completeness().complete()) {
          partial++;
        }
      }
      case SampleResult.Failed _ -> {
        verdicts.merge(Verdict.INCONCLUSIVE, 1, Integer::sum);
        failed++;
      }
    }
    end(result.exitCode(failOn, allowPartial));
  }

  /** Notes something else that decides how the run ends. */
  void end(ExitCode other) {
    exitCode = exitCode.and(other);
  }

  ExitCode exitCode() {
    return exitCode;
  }

  int files() {
    return files;
  }

  /**
   * {@return one line: how many files, by verdict, strongest first, and how many were not read or
   * only in part}
   */
  String summary() {
    StringBuilder line = new StringBuilder();
    line.append(files).append(files == 1 ? " file: " : " files: ");
    String separator = "";
    for (Verdict verdict : java.util.List.of(Verdict.values()).reversed()) {
      Integer count = verdicts.get(verdict);
      if (count != null) {
        line.append(separator)
            .append(count)
            .append(' ')
            .append(verdict.name().toLowerCase(Locale.ROOT));
        separator = ", ";
      }
    }
    if (failed > 0) {
      line.append("; ").append(failed).append(" not analysed");
    }
    if (partial > 0) {
      line.append("; ").append(partial).append(" read only in part");
    }
    return line.toString();
  }
}
