package io.unveil.deploy.cli;

import io.unveil.analyzer.report.Verdict;
import org.jspecify.annotations.Nullable;

/** The verdict from which on {@code scan} ends with {@link ExitCode#FINDINGS}. */
enum FailOn {
  CLEAN,
  INCONCLUSIVE,
  SUSPICIOUS,
  MONITORING,
  STALKERWARE,
  NEVER;

  boolean reachedBy(Verdict verdict) {
    Verdict lowest = lowest();
    return lowest != null && verdict.compareTo(lowest) >= 0;
  }

  private @Nullable Verdict lowest() {
    return switch (this) {
      case CLEAN -> Verdict.CLEAN;
      case INCONCLUSIVE -> Verdict.INCONCLUSIVE;
      case SUSPICIOUS -> Verdict.SUSPICIOUS;
      case MONITORING -> Verdict.MONITORING;
      case STALKERWARE -> Verdict.STALKERWARE;
      case NEVER -> null;
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
