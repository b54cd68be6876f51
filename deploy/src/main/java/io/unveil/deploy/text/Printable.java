package io.unveil.deploy.text;

/**
 * Strings that a sample or a file name may have chosen, made harmless: characters that drive a
 * terminal, break a line or reorder text (<a href="https://www.unicode.org/reports/tr9/">UAX
 * #9</a>) become escapes.
 */
public final class Printable {
  private Printable() {}

  /** {@return {@code text} with every dangerous code point as <code>\\u{hex}</code>} */
  public static String of(String text) {
    if (text.codePoints().noneMatch(Printable::dangerous)) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(c -> {
          if (dangerous(c)) {
            out.append("\\u{").append(Integer.toHexString(c)).append('}');
          } else {
            out.appendCodePoint(c);
          }
        });
    return out.toString();
  }

  private static boolean dangerous(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }
}
