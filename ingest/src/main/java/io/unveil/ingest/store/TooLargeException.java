package io.unveil.ingest.store;

import java.io.IOException;

/** More bytes than are taken. */
public final class TooLargeException extends IOException {
  private static final long serialVersionUID = 1L;

  /** {@code what} names the thing, such as "the upload". */
  public TooLargeException(String what, long maxBytes) {
    super(what + " is larger than " + maxBytes + " bytes");
  }
}
