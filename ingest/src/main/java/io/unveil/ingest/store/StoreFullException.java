package io.unveil.ingest.store;

import java.io.IOException;

/** The store's disk has no room left. Nothing was kept; the sender keeps the file. */
public final class StoreFullException extends IOException {
  private static final long serialVersionUID = 1L;

  /** {@code message} says where, and what to do. */
  public StoreFullException(String message) {
    super(message);
  }
}
