package io.unveil.deploy.client;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * How long to wait between attempts: twice as long each time, with up to a quarter more or less so
 * that waiting clients do not come back together.
 *
 * @param first wait after the first attempt
 * @param longest longest wait, also when a server asks for more
 * @param giveUpAfter no new attempt after this time since the first one
 */
public record Backoff(Duration first, Duration longest, Duration giveUpAfter) {
  /** A service manager has started a server again by then. */
  private static final Duration GONE = Duration.ofSeconds(30);

  /** For a server on this machine that starts again, or whose queue is full. */
  public static final Backoff DEFAULT =
      new Backoff(Duration.ofMillis(250), Duration.ofSeconds(10), Duration.ofMinutes(5));

  /**
   * {@return after how long there is no new attempt}
   *
   * @param gone whether the server's process has ended
   */
  Duration giveUpAfter(boolean gone) {
    return gone && GONE.compareTo(giveUpAfter) < 0 ? GONE : giveUpAfter;
  }

  /**
   * {@return how long to wait}
   *
   * @param attempt 0 after the first attempt
   * @param asked what the server asked for, or null
   */
  Duration wait(int attempt, @Nullable Duration asked) {
    long doubled = first.toMillis() << Math.min(attempt, 20);
    long wanted = Math.max(doubled, asked == null ? 0 : asked.toMillis());
    long bounded = Math.min(wanted, longest.toMillis());
    long quarter = bounded / 4;
    return Duration.ofMillis(
        bounded + (quarter == 0 ? 0 : ThreadLocalRandom.current().nextLong(-quarter, quarter + 1)));
  }
}
