package io.unveil.deploy.cli;

import io.unveil.deploy.text.Printable;
import java.util.Locale;

/**
 * Indented lines of text. Every string argument is made {@link Printable}, so no line can break out
 * of its place.
 */
final class Block {
  private static final String INDENT = "  ";

  private final StringBuilder text = new StringBuilder();

  /**
   * Adds one line.
   *
   * @param depth indentation in steps
   * @param format of our own words, with arguments that may come from the sample
   */
  void line(int depth, String format, Object... arguments) {
    Object[] safe = arguments.clone();
    for (int i = 0; i < safe.length; i++) {
      if (safe[i] instanceof String string) {
        safe[i] = Printable.of(string);
      }
    }
    text.append(INDENT.repeat(depth)).append(String.format(Locale.ROOT, format, safe)).append('\n');
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
