package io.unveil.deploy.client;

import java.util.Objects;

/**
 * A copy of an index.
 *
 * @param folder where it is, on the machine of the index
 * @param samples how many samples it knows
 * @param bytes size of its files
 */
public record Snapshot(String folder, long samples, long bytes) {
  /** Checks what must be there. */
  public Snapshot {
    Objects.requireNonNull(folder, "folder");
  }
}
