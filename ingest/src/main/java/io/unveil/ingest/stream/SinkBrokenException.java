package io.unveil.ingest.stream;

import java.io.IOException;

/**
 * The sink cannot go on in this process, such as an index whose writer has closed itself. The loop
 * stops and its health says so; after a restart it continues from the last durable commit.
 */
public final class SinkBrokenException extends IOException {
  private static final long serialVersionUID = 1L;

  /** {@code message} says what broke, where, and what to do. */
  public SinkBrokenException(String message, Throwable cause) {
    super(message, cause);
  }
}
