package io.unveil.ingest.stream;

import java.io.IOException;

/**
 * The broker did not acknowledge a submission in time. The bytes are in the store; the reconciler
 * enqueues them when the broker is back, so nothing needs to be sent again.
 */
public final class BrokerUnavailableException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String sha256;

  BrokerUnavailableException(String bootstrapServers, String sha256, Throwable cause) {
    super(
        "the Kafka broker at %s did not take the submission (%s); the bytes are stored as %s and will be enqueued when the broker is back; check that it runs"
            .formatted(bootstrapServers, reason(cause), sha256),
        cause);
    this.sha256 = sha256;
  }

  /** {@return SHA-256 of what is stored, lower-case hex} */
  public String sha256() {
    return sha256;
  }

  private static String reason(Throwable cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }
}
