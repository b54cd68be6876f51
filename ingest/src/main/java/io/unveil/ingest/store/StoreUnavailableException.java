package io.unveil.ingest.store;

import java.io.IOException;

/** The store is not reached or overloaded. Nothing was kept; later it may work. */
public final class StoreUnavailableException extends IOException {
  private static final long serialVersionUID = 1L;

  /** {@code message} says where, and what to do. */
  public StoreUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
