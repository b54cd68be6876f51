package io.unveil.unpacker;

import org.jspecify.annotations.Nullable;

/**
 * The bytes cannot be read as what they claim to be, not even the way Android's own tolerant
 * readers do. Deviations that can be read past are not exceptions but {@link
 * io.unveil.unpacker.anomaly.Sighting}s.
 */
public final class MalformedApkException extends Exception {
  private static final long serialVersionUID = 1L;

  private final long offset;
  private final String message;
  private final transient @Nullable LimitHit limit;

  /**
   * @param offset offset in bytes from the start of the structure that {@code reason} names
   * @param reason what was wrong, in words for a person, without the offset; of a long one the
   *     middle is left out, since it may hold strings of the sample
   */
  public MalformedApkException(long offset, String reason) {
    this(Excerpt.of(reason) + " (offset " + offset + ")", offset, null);
  }

  /**
   * One that says that a bound of ours ended the reading, not the bytes.
   *
   * @param hit the bound
   */
  public MalformedApkException(long offset, String reason, LimitHit hit) {
    this(Excerpt.of(reason) + " (offset " + offset + ")", offset, hit);
  }

  private MalformedApkException(String message, long offset, @Nullable LimitHit limit) {
    super(message);
    this.message = message;
    this.offset = offset;
    this.limit = limit;
  }

  /** {@return what was wrong, with the offset; never null} */
  @Override
  public String getMessage() {
    return message;
  }

  /** {@return the same error, saying in which file it was} */
  public MalformedApkException in(String file) {
    LimitHit hit = limit;
    return new MalformedApkException(
        Excerpt.ofName(file) + ": " + message,
        offset,
        hit == null ? null : new LimitHit(hit.limit(), hit.bound(), Excerpt.ofName(file)));
  }

  /** {@return the bound of ours that was hit, null when the bytes themselves are bad} */
  public @Nullable LimitHit limit() {
    return limit;
  }

  /** {@return the offset in bytes at which reading failed} */
  public long offset() {
    return offset;
  }
}
