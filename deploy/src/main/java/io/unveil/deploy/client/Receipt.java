package io.unveil.deploy.client;

import java.util.Objects;

/**
 * The server has a sample: on its disk, and in its queue.
 *
 * @param sha256 SHA-256 of the file, lower-case hex
 * @param sizeInBytes size of the file
 * @param added false when the server had these bytes before
 */
public record Receipt(String sha256, long sizeInBytes, boolean added) {
  /** Checks what must be there. */
  public Receipt {
    Objects.requireNonNull(sha256, "sha256");
  }
}
