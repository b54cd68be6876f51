package io.unveil.deploy.client;

import io.unveil.analyzer.report.ScanReport;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is known about one sample.
 *
 * @param sha256 SHA-256 of the file, lower-case hex
 * @param state one word: accepted (stored, not unpacked yet), pending, reported (there is a report)
 *     or failed
 * @param submittedAt when it was submitted, null while unknown
 * @param judgedAt when the result was made, null while there is none
 * @param sizeInBytes size of the file, null while unknown
 * @param firstSeen when it came in first, null while unknown
 * @param lastSeen when it came in last, null while unknown
 * @param origins where it was seen, newest first
 * @param sandbox layers around the process that analysed it; none while there is no result, when it
 *     failed, and when the server itself did it
 * @param report the result, null while there is none
 */
public record SampleView(
    String sha256,
    String state,
    @Nullable Instant submittedAt,
    @Nullable Instant judgedAt,
    @Nullable Long sizeInBytes,
    @Nullable Instant firstSeen,
    @Nullable Instant lastSeen,
    List<Seen> origins,
    List<String> sandbox,
    @Nullable ScanReport report) {
  /** Checks what must be there. */
  public SampleView {
    Objects.requireNonNull(sha256, "sha256");
    Objects.requireNonNull(state, "state");
    origins = List.copyOf(origins);
    sandbox = List.copyOf(sandbox);
  }

  /**
   * One place where it was seen.
   *
   * @param kind how it came in, such as {@code http}
   * @param name such as a file name; a statement of the sender
   * @param seenAt when
   */
  public record Seen(String kind, String name, Instant seenAt) {
    /** Checks what must be there. */
    public Seen {
      Objects.requireNonNull(kind, "kind");
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(seenAt, "seenAt");
    }
  }
}
