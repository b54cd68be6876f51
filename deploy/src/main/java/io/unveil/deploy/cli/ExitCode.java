package io.unveil.deploy.cli;

/**
 * How a run ended, as the process's exit status. Permanent: scripts depend on the numbers. When
 * several apply to one run, {@link #INTERNAL} wins over {@link #FINDINGS}, that over {@link
 * #INCOMPLETE}, that over {@link #OK}; {@link #USAGE} is decided before anything is scanned.
 */
public enum ExitCode {
  /** Everything was read completely and no verdict is at or above {@code --fail-on}. */
  OK(0, "everything was read and no verdict is at or above --fail-on"),
  /** At least one verdict is at or above {@code --fail-on}. */
  FINDINGS(1, "at least one verdict is at or above --fail-on"),
  /** The command line is wrong, or its output cannot be opened; nothing was scanned. */
  USAGE(2, "wrong command line, or the output cannot be opened; nothing was scanned"),
  /**
   * A sample could not be read, or is unknown; or it was read only in part, or holds code that
   * cannot be seen so that its verdict is inconclusive, and nothing at or above {@code --fail-on}
   * was found.
   */
  INCOMPLETE(
      3,
      "a file is unreadable, was read only in part, or is inconclusive (--allow-partial accepts the"
          + " latter two)"),
  /**
   * A defect of Unveil, results that could not be written, or a server that cannot be started or
   * does not answer as it should.
   */
  INTERNAL(4, "a defect of Unveil, or results that could not be written");

  private final int status;
  private final String meaning;

  ExitCode(int status, String meaning) {
    this.status = status;
    this.meaning = meaning;
  }

  /** {@return the exit status of the process} */
  public int status() {
    return status;
  }

  /** {@return when this code is used, for help texts} */
  public String meaning() {
    return meaning;
  }

  /** {@return the one of the two that a run with both ends with} */
  ExitCode and(ExitCode other) {
    return precedence() >= other.precedence() ? this : other;
  }

  private int precedence() {
    return switch (this) {
      case OK -> 0;
      case INCOMPLETE -> 1;
      case FINDINGS -> 2;
      case USAGE -> 3;
      case INTERNAL -> 4;
    };
  }
}
