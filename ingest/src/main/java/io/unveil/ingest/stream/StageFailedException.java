package io.unveil.ingest.stream;

import org.jspecify.annotations.Nullable;

/**
 * An attempt failed in a way that a {@link Stage} can name better than by a stack trace, such as a
 * worker process that died. It is tried again like any other failure.
 */
public final class StageFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final @Nullable String limit;
  private final @Nullable String exit;

  /**
   * @param reason one sentence: what, where
   * @param limit the limit that was hit, such as {@code memory}, or null
   * @param exit exit status or signal of the worker process, or null
   */
  public StageFailedException(String reason, @Nullable String limit, @Nullable String exit) {
    super(reason);
    this.limit = limit;
    this.exit = exit;
  }

  /** {@return the limit that was hit, or null} */
  public @Nullable String limit() {
    return limit;
  }

  /** {@return exit status or signal of the worker process, or null} */
  public @Nullable String exit() {
    return exit;
  }
}
