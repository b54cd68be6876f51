package io.unveil.deploy.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/** What all forms of log lines share. */
abstract class LineFormatter extends Formatter {
  private static final int MAX_CAUSES = 8;

  private final boolean stacks;

  LineFormatter(boolean stacks) {
    this.stacks = stacks;
  }

  static String word(Level level) {
    int value = level.intValue();
    if (value >= Level.SEVERE.intValue()) {
      return "error";
    }
    if (value >= Level.WARNING.intValue()) {
      return "warn";
    }
    return value >= Level.INFO.intValue() ? "info" : "debug";
  }

  static String logger(LogRecord record) {
    String name = record.getLoggerName();
    return name == null || name.isEmpty() ? "root" : name;
  }

  /** {@return class and message of an exception and of its causes, in one line} */
  static String chain(Throwable thrown) {
    StringBuilder chain = new StringBuilder(name(thrown));
    Throwable cause = thrown.getCause();
    for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
      chain.append("; caused by ").append(name(cause));
      cause = cause.getCause();
    }
    return chain.toString();
  }

  private static String name(Throwable thrown) {
    String message = thrown.getMessage();
    return thrown.getClass().getName() + (message == null ? "" : ": " + message);
  }

  /** {@return the stack trace, or null when it is not wanted} */
  @Nullable String stack(Throwable thrown) {
    if (!stacks) {
      return null;
    }
    StringWriter stack = new StringWriter();
    thrown.printStackTrace(new PrintWriter(stack, true));
    return stack.toString();
  }
}
