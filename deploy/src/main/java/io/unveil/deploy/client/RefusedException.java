package io.unveil.deploy.client;

import org.jspecify.annotations.Nullable;

/** The request is wrong, not the server. The message is one line. */
public final class RefusedException extends Exception {
  private static final long serialVersionUID = 1;

  private final @Nullable Integer position;

  /**
   * @param message what is wrong and what would be right
   * @param position characters from the start of the query, from 0, or null when it is not about
   *     the query
   */
  public RefusedException(String message, @Nullable Integer position) {
    super(message);
    this.position = position;
  }

  /** {@return characters from the start of the query, from 0, or null} */
  public @Nullable Integer position() {
    return position;
  }
}
