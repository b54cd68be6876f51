package io.unveil.deploy.log;

import io.unveil.deploy.config.LogLevel;
import io.unveil.deploy.config.Settings;
import java.io.PrintStream;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** Sends everything that is logged, by us and by libraries, to one stream, one line each. */
public final class LogSetup {
  /** Held, for the JDK forgets a logger's level together with the logger. */
  private static final Logger OURS = Logger.getLogger("io.unveil");

  private static final Logger ROOT = Logger.getLogger("");

  /**
   * What these warn of is usual here: the first start of a broker, its end, one that is away (our
   * stages say that themselves), and a JVM without incubating modules. Held like the one above.
   */
  private static final List<Logger> USUAL =
      Stream.of(
              "org.apache.kafka.controller",
              "org.apache.kafka.server.DefaultAutoTopicCreationManager",
              "org.apache.kafka.clients.NetworkClient",
              "org.apache.lucene.internal.vectorization")
          .map(Logger::getLogger)
          .toList();

  /** Says that it failed to start, and throws: whoever starts it says why. */
  private static final Logger HTTP = Logger.getLogger("io.javalin.Javalin");

  private LogSetup() {}

  /** Replaces whatever was set up before. */
  public static void install(Settings.Log settings, PrintStream err) {
    boolean debug = settings.level() == LogLevel.DEBUG;
    if (LogManager.getLogManager() instanceof LastingLogManager lasting) {
      lasting.clear();
    } else {
      LogManager.getLogManager().reset();
    }
    LineFormatter formatter =
        switch (settings.format()) {
          case TEXT -> new TextLines(debug);
          case JSON -> new JsonLines(debug);
        };
    ROOT.addHandler(new Lines(err, formatter));
    ROOT.setLevel(debug ? Level.INFO : least(settings.level()));
    OURS.setLevel(level(settings.level()));
    USUAL.forEach(logger -> logger.setLevel(debug ? null : Level.SEVERE));
    HTTP.setFilter(
        debug
            ? null
            : record -> !String.valueOf(record.getMessage()).startsWith("Failed to start"));
  }

  private static Level level(LogLevel level) {
    return switch (level) {
      case DEBUG -> Level.FINE;
      case INFO -> Level.INFO;
      case WARN -> Level.WARNING;
      case ERROR -> Level.SEVERE;
    };
  }

  /** Libraries are heard from warnings on. */
  private static Level least(LogLevel level) {
    return level == LogLevel.ERROR ? Level.SEVERE : Level.WARNING;
  }

  /** Writes each record at once. */
  private static final class Lines extends Handler {
    private final PrintStream err;
    private final LineFormatter lines;

    Lines(PrintStream err, LineFormatter lines) {
      this.err = err;
      this.lines = lines;
    }

    @Override
    public void publish(LogRecord record) {
      if (isLoggable(record)) {
        // One call, so that lines of two threads do not mix.
        err.print(lines.format(record));
        err.flush();
      }
    }

    @Override
    public void flush() {
      err.flush();
    }

    @Override
    public void close() {
      // The stream belongs to the process.
    }
  }
}
