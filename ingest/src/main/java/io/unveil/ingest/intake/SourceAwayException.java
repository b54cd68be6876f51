package io.unveil.ingest.intake;

import java.io.IOException;

/** What is read from a source broke off. The item is tried again. */
final class SourceAwayException extends IOException {
  private static final long serialVersionUID = 1L;

  SourceAwayException(String message) {
    super(message);
  }
}
