package io.unveil.ingest.stream;

import org.apache.kafka.common.errors.InvalidReplicationFactorException;

/** The broker's topics are not what the stream needs. The message says what to do. */
public final class TopicsException extends Exception {
  private static final long serialVersionUID = 1L;

  /** {@code message} says which topic, what is wrong, and what to do. */
  TopicsException(String message) {
    super(message);
  }

  /** The same, with what the broker said. */
  TopicsException(String message, Throwable cause) {
    super(message, cause);
  }

  /** {@return whether it is only that not enough brokers are there yet for the copies} */
  public boolean tooFewBrokers() {
    for (Throwable cause = getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof InvalidReplicationFactorException) {
        return true;
      }
    }
    return false;
  }
}
