package io.unveil.indexer;

/** Keeps hostile values within what Lucene takes as one term. */
final class TermBound {
  /** Lucene refuses terms of more than 32,766 bytes; one UTF-16 unit is at most three of UTF-8. */
  static final int MAX_CHARS = 8_191;

  private TermBound() {}

  /** {@return the first {@value #MAX_CHARS} characters, never half a surrogate pair} */
  static String cut(String value) {
    if (value.length() <= MAX_CHARS) {
      return value;
    }
    int end = Character.isHighSurrogate(value.charAt(MAX_CHARS - 1)) ? MAX_CHARS - 1 : MAX_CHARS;
    return value.substring(0, end);
  }
}
