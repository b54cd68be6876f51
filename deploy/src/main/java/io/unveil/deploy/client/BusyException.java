package io.unveil.deploy.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The server cannot take a sample now, but may in a while. */
final class BusyException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient @Nullable Duration wait;

  BusyException(String message, @Nullable Duration wait) {
    super(message);
    this.wait = wait;
  }

  /** {@return how long the server asks to wait, or null} */
  @Nullable Duration waitFor() {
    return wait;
  }
}
