package io.unveil.deploy.log;

import java.util.logging.LogManager;

/**
 * A log manager that goes on while the process ends. The usual one takes all handlers away as soon
 * as a signal comes, and with them what is said while everything is closed. The process names it in
 * {@code java.util.logging.manager}.
 */
public final class LastingLogManager extends LogManager {
  /** For the JDK, which makes the only one. */
  public LastingLogManager() {}

  /** Does nothing: the JDK calls it when the process begins to end. */
  @Override
  public void reset() {}

  void clear() {
    super.reset();
  }
}
