package io.unveil.ingest.stream;

import io.unveil.analyzer.report.ScanReport;
import java.time.Duration;

/**
 * What happens in the stream, for metrics and progress. Called from many threads; must not block.
 */
public interface StreamEvents {
  /** Tells nobody. */
  StreamEvents NONE = new StreamEvents() {};

  /** How the work on one delivery ended. */
  enum Outcome {
    /** Done and published. */
    DONE,
    /** Already known in this generation: not worked on again. */
    KNOWN,
    /** The file is no APK: a failed result was published. */
    MALFORMED,
    /** Given up after all attempts: failure record and failed result were published. */
    GIVEN_UP,
    /** Put back for another delivery. */
    RELEASED,
    /** The lock was lost: someone else has the record. */
    LOST
  }

  /** A submission was accepted durably. */
  default void accepted(Priority priority, long sizeInBytes, boolean added) {}

  /**
   * A lane ended the work on one delivery.
   *
   * @param stage {@code unpack} or {@code analyze}
   * @param took from delivery to acknowledgement
   */
  default void worked(String stage, Priority priority, Outcome outcome, Duration took) {}

  /** One attempt failed; more may follow. */
  default void attemptFailed(String stage, String reason) {}

  /** A result was published. {@code sinceSubmission} is zero or more. */
  default void judged(ScanReport report, Duration sinceSubmission) {}

  /** A batch reached the index. */
  default void indexed(int records, Duration took) {}

  /** Samples that the reconciler put back. */
  default void reconciled(int samples) {}
}
