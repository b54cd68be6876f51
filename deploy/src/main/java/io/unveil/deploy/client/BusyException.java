package io.unveil.deploy.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The server cannot take a sample now, but may in a while. */
final class BusyException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient @Nullable Duration wait;

  private final boolean gone;

  BusyException(String message, @Nullable Duration wait, boolean gone) {
    super(message);
    this.wait = wait;
    this.gone = gone;
  }

  /** {@return whether the server's process has ended, and none has taken its place yet} */
  boolean gone() {
    return gone;
  }

  /** {@return how long the server asks to wait, or null} */
  @Nullable Duration waitFor() {
    return wait;
  }
}
