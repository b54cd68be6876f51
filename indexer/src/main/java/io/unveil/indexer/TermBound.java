package io.unveil.indexer;

/** Keeps hostile values within what Lucene takes as one term. */
final class TermBound {
  /** Lucene refuses terms of more than 32,766 bytes; one UTF-16 unit is at most three of UTF-8. */
  static final int MAX_CHARS = 8_191;

  /** Names that people give are shorter; the report has them whole. */
  static final int MAX_SHOWN = 512;

  private TermBound() {}

  /** {@return the first {@value #MAX_CHARS} characters, never half a surrogate pair} */
  static String cut(String value) {
    return cut(value, MAX_CHARS);
  }

  /**
   * {@return {@code value} for lists, whose memory it bounds: the first {@value #MAX_SHOWN}
   * characters, and an ellipsis when there were more}
   */
  static String shown(String value) {
    return value.length() <= MAX_SHOWN ? value : cut(value, MAX_SHOWN) + "…";
  }

  private static String cut(String value, int most) {
    if (value.length() <= most) {
      return value;
    }
    return value.substring(0, Character.isHighSurrogate(value.charAt(most - 1)) ? most - 1 : most);
  }
}
