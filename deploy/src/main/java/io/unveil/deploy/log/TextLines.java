package io.unveil.deploy.log;

import io.unveil.deploy.text.Printable;
import java.time.temporal.ChronoUnit;
import java.util.logging.LogRecord;

/** Time, level, logger, message. Lines of a stack trace are indented by a tab. */
final class TextLines extends LineFormatter {
  TextLines(boolean stacks) {
    super(stacks);
  }

  @Override
  public String format(LogRecord record) {
    StringBuilder line =
        new StringBuilder()
            .append(record.getInstant().truncatedTo(ChronoUnit.MILLIS))
            .append(' ')
            .append(word(record.getLevel()))
            .append(' ')
            .append(Printable.of(logger(record)))
            .append(": ")
            .append(Printable.of(String.valueOf(formatMessage(record))));
    Throwable thrown = record.getThrown();
    if (thrown != null) {
      line.append(": ").append(Printable.of(chain(thrown)));
      String stack = stack(thrown);
      if (stack != null) {
        stack.lines().forEach(frame -> line.append("\n\t").append(Printable.of(frame.strip())));
      }
    }
    return line.append('\n').toString();
  }
}
