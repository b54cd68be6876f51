package io.unveil.deploy.client;

import io.unveil.analyzer.report.ScanReport;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Waits for results of samples that were submitted. */
public final class ResultWait {
  /** Often at first, because a small sample takes less than a second. */
  public static final Backoff POLLS =
      new Backoff(Duration.ofMillis(40), Duration.ofSeconds(1), Duration.ofSeconds(30));

  private final Samples samples;
  private final Backoff polls;

  /**
   * @param polls how often to ask, and for how long a server may be away before the wait ends
   */
  public ResultWait(Samples samples, Backoff polls) {
    this.samples = samples;
    this.polls = polls;
  }

  /**
   * Waits as long as it takes; a sample that is not known yet may still become so.
   *
   * @throws ServerTroubleException when the server is away for too long
   */
  public ScanReport of(String sha256) throws ServerTroubleException, InterruptedException {
    long lastAnswer = System.nanoTime();
    for (int attempt = 0; ; attempt++) {
      ServerTroubleException trouble = null;
      try {
        ScanReport report = report(samples.sample(sha256));
        if (report != null) {
          return report;
        }
        lastAnswer = System.nanoTime();
      } catch (ServerTroubleException e) {
        trouble = e;
      }
      if (trouble != null && System.nanoTime() - lastAnswer > polls.giveUpAfter().toNanos()) {
        throw trouble;
      }
      Thread.sleep(polls.wait(attempt / 4, null));
    }
  }

  private static @Nullable ScanReport report(Optional<SampleView> view) {
    return view.isEmpty() ? null : view.get().report();
  }
}
