package io.unveil.deploy.sandbox;

import org.jspecify.annotations.Nullable;

/** A worker did not answer a job. The worker is gone; another may be asked again. */
public final class WorkerFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Kind kind;
  private final long bound;
  private final @Nullable String exit;

  /** How a worker failed. */
  public enum Kind {
    /** It could not be started. */
    START(null),
    /** Its deadline passed, and it was killed. */
    DEADLINE("deadline"),
    /** Its memory ran out. */
    MEMORY("memory"),
    /** Its stack ran out. */
    STACK("stack"),
    /** Its processor time ran out. */
    CPU("cpu"),
    /** Its answer was too large to be sent. */
    ANSWER("message-bytes"),
    /** A defect: it said so, or ended with a status of its own. */
    DEFECT(null),
    /** A signal ended it. */
    SIGNAL(null),
    /** It sent what is no answer, or an answer about another sample. */
    PROTOCOL(null);

    private final @Nullable String limit;

    Kind(@Nullable String limit) {
      this.limit = limit;
    }

    /** {@return the limit that was hit, or null} */
    public @Nullable String limit() {
      return limit;
    }
  }

  WorkerFailedException(Kind kind, String reason, @Nullable String exit) {
    this(kind, reason, 0, exit);
  }

  /**
   * @param bound value of the limit that was hit, in milliseconds or bytes, or 0
   */
  WorkerFailedException(Kind kind, String reason, long bound, @Nullable String exit) {
    super(reason);
    this.kind = kind;
    this.bound = bound;
    this.exit = exit;
  }

  /** {@return what happened} */
  public Kind kind() {
    return kind;
  }

  /** {@return value of the limit that was hit, in milliseconds or bytes, 0 when there is none} */
  public long bound() {
    return bound;
  }

  /** {@return exit status or signal, such as {@code exit 3} or {@code SIGKILL}, or null} */
  public @Nullable String exit() {
    return exit;
  }

  /** {@return what happened, in one sentence; strings of a worker are in it} */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
