package io.unveil.ingest.s3;

import java.io.IOException;

/** The S3 service did not do what it was asked. */
public final class ObjectStoreException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What to make of it. */
  public enum Kind {
    /** No room or quota left. */
    FULL,
    /** Not reached, too slow, overloaded, or broken off: later it may work. */
    UNAVAILABLE,
    /** Refused: credentials, rights, bucket or region are wrong. */
    REFUSED
  }

  private final Kind kind;

  ObjectStoreException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  ObjectStoreException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** {@return what to make of it} */
  public Kind kind() {
    return kind;
  }
}
