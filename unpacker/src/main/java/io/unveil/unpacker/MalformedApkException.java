package io.unveil.unpacker;

/**
 * The bytes cannot be read as what they claim to be, not even the way Android's own tolerant
 * readers do. Deviations that can be read past are not exceptions but {@link
 * io.unveil.unpacker.anomaly.Sighting}s.
 */
public final class MalformedApkException extends Exception {
  private static final long serialVersionUID = 1L;

  private final long offset;
  private final String message;

  /**
   * @param offset offset in bytes from the start of the structure that {@code reason} names
   * @param reason what was wrong, in words for a person, without the offset
   */
  public MalformedApkException(long offset, String reason) {
    this(reason + " (offset " + offset + ")", offset);
  }

  private MalformedApkException(String message, long offset) {
    super(message);
    this.message = message;
    this.offset = offset;
  }

  /** {@return what was wrong, with the offset; never null} */
  @Override
  public String getMessage() {
    return message;
  }

  /** {@return the same error, saying in which file it was} */
  public MalformedApkException in(String file) {
    return new MalformedApkException(file + ": " + message, offset);
  }

  /** {@return the offset in bytes at which reading failed} */
  public long offset() {
    return offset;
  }
}
