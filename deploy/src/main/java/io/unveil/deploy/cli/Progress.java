package io.unveil.deploy.cli;

import io.unveil.deploy.text.Printable;
import java.io.PrintStream;
import java.util.Locale;

/** One line on a terminal that is drawn over itself; nothing at all elsewhere. */
final class Progress {
  private static final String ERASE = "\r\u001b[K";
  private static final int SHOWN_NAME = 48;

  private final PrintStream err;
  private final boolean shown;
  private final String done;
  private final int total;
  private int count;

  /**
   * @param done what happens to each, such as "scanned"
   */
  Progress(Streams streams, String done, int total) {
    this.err = streams.err();
    this.shown = streams.terminal() && total > 1;
    this.done = done;
    this.total = total;
  }

  /** Counts one file. */
  void finished(String name) {
    count++;
    if (shown && count < total) {
      String tail =
          name.length() > SHOWN_NAME ? "…" + name.substring(name.length() - SHOWN_NAME) : name;
      err.printf(
          Locale.ROOT, "%s%s %,d of %,d, last %s", ERASE, done, count, total, Printable.of(tail));
      err.flush();
    }
  }

  /** Makes room for other output. */
  void erase() {
    if (shown) {
      err.print(ERASE);
      err.flush();
    }
  }
}
