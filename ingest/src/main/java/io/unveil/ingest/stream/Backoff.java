package io.unveil.ingest.stream;

import java.time.Duration;

/** Waits that double from a fifth of a second to a quarter of a minute. Not thread-safe. */
final class Backoff {
  private static final Duration FIRST = Duration.ofMillis(200);
  private static final Duration LONGEST = Duration.ofSeconds(15);

  private Duration next = FIRST;

  /** {@return how long to wait now} */
  Duration next() {
    Duration now = next;
    Duration doubled = now.multipliedBy(2);
    next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
    return now;
  }

  /** It works again: the next wait is the shortest. */
  void reset() {
    next = FIRST;
  }
}
