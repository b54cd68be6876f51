package io.unveil.deploy.client;

import java.util.Objects;

/**
 * What became of samples whose failures were to be put back.
 *
 * @param stage {@code unpack}, {@code analyze} or {@code judge}
 * @param putBack went back into the stream
 * @param reported have a report, and were left alone
 * @param waiting have no result at all: they are under way
 * @param notStored have a failed result, but the store does not have their bytes any more
 * @param unknown are known neither to the store nor by a result
 * @param left were too many for once; ask again
 */
public record Replayed(
    String stage, int putBack, int reported, int waiting, int notStored, int unknown, int left) {
  /** Checks what must be there. */
  public Replayed {
    Objects.requireNonNull(stage, "stage");
  }
}
