package io.unveil.deploy.client;

import io.unveil.analyzer.report.ScanReport;
import java.time.Duration;
import java.util.Optional;

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

  /** What is asked again and again; empty while there is nothing yet. */
  private interface Question<T> {
    Optional<T> ask() throws ServerTroubleException, InterruptedException;
  }

  /**
   * Waits as long as it takes; a sample that is not known yet may still become so.
   *
   * @throws ServerTroubleException when the server is away for too long
   */
  public ScanReport of(String sha256) throws ServerTroubleException, InterruptedException {
    return insist(() -> samples.sample(sha256).flatMap(ResultWait::report));
  }

  /**
   * Waits until searches find the sample with its result, which is a moment after {@link #of} has
   * it.
   *
   * @throws ServerTroubleException when the server is away for too long
   */
  public void searchable(String sha256) throws ServerTroubleException, InterruptedException {
    Hit _ = insist(() -> hit(sha256).filter(hit -> hit.judgedAt() != null));
  }

  private <T> T insist(Question<T> question) throws ServerTroubleException, InterruptedException {
    long lastAnswer = System.nanoTime();
    for (int attempt = 0; ; attempt++) {
      ServerTroubleException trouble = null;
      try {
        Optional<T> answer = question.ask();
        if (answer.isPresent()) {
          return answer.get();
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

  private Optional<Hit> hit(String sha256) throws ServerTroubleException, InterruptedException {
    try {
      return samples.search("sha256:" + sha256, null, 1, null).hits().stream().findFirst();
    } catch (RefusedException e) {
      throw new ServerTroubleException("looking for " + sha256 + " failed: " + e.getMessage());
    }
  }

  private static Optional<ScanReport> report(SampleView view) {
    return Optional.ofNullable(view.report());
  }
}
