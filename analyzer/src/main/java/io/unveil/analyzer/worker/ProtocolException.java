package io.unveil.analyzer.worker;

import java.io.IOException;

/** The other side sent what is not of the protocol. The connection cannot be used any more. */
public final class ProtocolException extends IOException {
  private static final long serialVersionUID = 1L;

  ProtocolException(String message) {
    super(message);
  }
}
