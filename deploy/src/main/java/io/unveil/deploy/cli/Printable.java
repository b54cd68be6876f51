package io.unveil.deploy.cli;

import java.util.Locale;

/**
 * Strings that a sample or a file name may have chosen, made harmless: characters that drive a
 * terminal, break a line or reorder text (<a href="https://www.unicode.org/reports/tr9/">UAX
 * #9</a>) become escapes.
 */
final class Printable {
  private Printable() {}

  /** {@return {@code text} with every dangerous code point as <code>\\u{hex}</code>} */
  static String of(String text) {
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

  /**
   * {@return a JSON text with every dangerous code point inside its strings as a JSON escape}
   * Outside strings JSON is ASCII without control characters other than line breaks, which stay.
   */
  static String json(String json) {
    if (json.codePoints().noneMatch(c -> c > 0x7e && dangerous(c))) {
      return json;
    }
    StringBuilder out = new StringBuilder(json.length() + 16);
    json.codePoints().forEach(c -> appendJson(out, c));
    return out.toString();
  }

  private static void appendJson(StringBuilder out, int codePoint) {
    if (codePoint <= 0x7e || !dangerous(codePoint)) {
      out.appendCodePoint(codePoint);
      return;
    }
    for (char unit : Character.toChars(codePoint)) {
      out.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
    }
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
