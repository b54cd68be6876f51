package io.unveil.ingest.stream;

import java.io.IOException;

/**
 * The sink has gone back to its last durable commit, and what was given since then is lost there.
 * The stream must be read again from {@link ReportSink#positions()}.
 */
public final class SinkRewoundException extends IOException {
  private static final long serialVersionUID = 1L;

  /** {@code message} says why. */
  public SinkRewoundException(String message) {
    super(message);
  }
}
