package io.unveil.indexer;

/** How the values of an {@link IndexField} are compared. */
public enum FieldType {
  /** The whole value, upper and lower case alike; {@code *} stands for any characters. */
  KEYWORD("the whole value, upper and lower case alike; `*` stands for any characters"),
  /** One of a few words that the field lists. */
  WORD("one of a few words that the field lists"),
  /** A hex digest, whole or its first digits. */
  DIGEST("a hex digest, whole or its first digits"),
  /** Words of a text, upper and lower case and accents alike. */
  TEXT("words of a text, upper and lower case and accents alike"),
  /** A host name; {@code *.example.org} also finds all hosts below a domain. */
  HOST("a host name; `*.example.org` also finds all hosts below a domain"),
  /** A whole number. */
  INTEGER("a whole number"),
  /** A number of bytes; queries may write units such as {@code 5MB}. */
  SIZE("a number of bytes; queries may write units such as `5MB`"),
  /** An instant, kept in milliseconds; queries may write {@code now-7d}. */
  DATE("an instant, kept in milliseconds; queries may write `now-7d`");

  private final String meaning;

  FieldType(String meaning) {
    this.meaning = meaning;
  }

  /** {@return how values are written and compared, for the manual} */
  public String meaning() {
    return meaning;
  }

  /** {@return whether values are numbers, and ranges are of numbers} */
  public boolean isNumeric() {
    return switch (this) {
      case INTEGER, SIZE, DATE -> true;
      case KEYWORD, WORD, DIGEST, TEXT, HOST -> false;
    };
  }
}
