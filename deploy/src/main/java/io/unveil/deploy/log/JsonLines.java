package io.unveil.deploy.log;

import io.unveil.analyzer.report.ReportJson;
import java.time.temporal.ChronoUnit;
import java.util.logging.LogRecord;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One object: time, level, logger, message, and for exceptions error and stack. */
final class JsonLines extends LineFormatter {
  JsonLines(boolean stacks) {
    super(stacks);
  }

  @Override
  public String format(LogRecord record) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("time", record.getInstant().truncatedTo(ChronoUnit.MILLIS).toString());
    line.put("level", word(record.getLevel()));
    line.put("logger", logger(record));
    line.put("message", String.valueOf(formatMessage(record)));
    Throwable thrown = record.getThrown();
    if (thrown != null) {
      line.put("error", chain(thrown));
      String stack = stack(thrown);
      if (stack != null) {
        line.put("stack", stack);
      }
    }
    return ReportJson.write(line) + "\n";
  }
}
