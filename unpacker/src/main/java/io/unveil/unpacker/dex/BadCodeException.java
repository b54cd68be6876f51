package io.unveil.unpacker.dex;

/**
 * A code item, or an id that code uses, points outside its table or file. It ends the reading of
 * one method, never of an app: whoever walks methods catches it and counts the method as not
 * analysed.
 */
public final class BadCodeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long offset;

  /**
   * @param offset offset in bytes within the DEX file
   * @param reason what was wrong
   */
  public BadCodeException(long offset, String reason) {
    super(reason + " (DEX offset " + offset + ")", null, false, false);
    this.offset = offset;
  }

  /** {@return offset in bytes within the DEX file} */
  public long offset() {
    return offset;
  }
}
