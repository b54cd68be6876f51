package io.unveil.deploy.cli;

import java.util.Locale;

/**
 * The verdict from which on {@code scan} ends with {@link ExitCode#FINDINGS}: the verdicts by their
 * names and in their order, then {@link #NEVER}. It does not mention the verdict's type, because
 * the command line looks at this class reflectively, also for {@code --version}, which must not
 * load the analyzer.
 */
enum FailOn {
  CLEAN,
  INCONCLUSIVE,
  SUSPICIOUS,
  MONITORING,
  STALKERWARE,
  NEVER;

  /** {@return whether a verdict of this name is at or above this one} */
  boolean reachedBy(String verdict) {
    return valueOf(verdict).compareTo(this) >= 0;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
