package io.unveil.indexer;

/** How the values of an {@link IndexField} are compared. */
public enum FieldType {
  /** The whole value, upper and lower case alike; {@code *} stands for any characters. */
  KEYWORD,
  /** One of a few words that the field lists. */
  WORD,
  /** A hex digest, whole or its first digits. */
  DIGEST,
  /** Words of a text, upper and lower case and accents alike. */
  TEXT,
  /** A host name; {@code *.example.org} also finds all hosts below a domain. */
  HOST,
  /** A whole number. */
  INTEGER,
  /** A number of bytes; queries may write units such as {@code 5MB}. */
  SIZE,
  /** An instant, kept in milliseconds; queries may write {@code now-7d}. */
  DATE;

  /** {@return whether values are numbers, and ranges are of numbers} */
  public boolean isNumeric() {
    return switch (this) {
      case INTEGER, SIZE, DATE -> true;
      case KEYWORD, WORD, DIGEST, TEXT, HOST -> false;
    };
  }
}
