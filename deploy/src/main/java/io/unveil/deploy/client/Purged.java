package io.unveil.deploy.client;

import java.util.Objects;

/**
 * What was removed of one sample.
 *
 * @param sha256 SHA-256 of the file, lower-case hex
 * @param stored whether the store had its bytes
 * @param result whether there was a result
 * @param facts whether there were facts
 * @param origins how many places where it was seen
 * @param failure whether there was a record of a failure
 * @param deadLetters letters in the dead-letter topics; they stay, and nobody reads them again
 */
public record Purged(
    String sha256,
    boolean stored,
    boolean result,
    boolean facts,
    int origins,
    boolean failure,
    int deadLetters) {
  /** Checks what must be there. */
  public Purged {
    Objects.requireNonNull(sha256, "sha256");
  }
}
