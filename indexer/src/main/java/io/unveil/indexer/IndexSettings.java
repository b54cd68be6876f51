package io.unveil.indexer;

import java.time.Duration;

/**
 * How an index trades speed for freshness.
 *
 * @param refreshEvery how long a change may stay unsearchable
 * @param commitEvery how long a change may stay undurable
 * @param commitAfter entries after which a commit does not wait for {@code commitEvery}
 * @param bufferMegabytes memory for documents before they are written out, 1–2,000
 */
public record IndexSettings(
    Duration refreshEvery, Duration commitEvery, int commitAfter, int bufferMegabytes) {
  /** Searchable within a second and durable within five, with room for a slow disk. */
  public static final IndexSettings DEFAULT =
      new IndexSettings(Duration.ofMillis(500), Duration.ofSeconds(3), 20_000, 64);

  private static final int MOST_MEGABYTES = 2_000;

  /** Refuses what cannot work. */
  public IndexSettings {
    if (!refreshEvery.isPositive() || !commitEvery.isPositive() || commitAfter < 1) {
      throw new IllegalArgumentException("refresh and commit intervals must be positive");
    }
    if (bufferMegabytes < 1 || bufferMegabytes > MOST_MEGABYTES) {
      throw new IllegalArgumentException(
          "buffer of " + bufferMegabytes + " MB: 1 to 2000 is taken");
    }
  }
}
