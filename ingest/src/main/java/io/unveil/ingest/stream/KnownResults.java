package io.unveil.ingest.stream;

import io.unveil.analyzer.report.ResultRank;
import java.time.Instant;
import java.util.Optional;

/**
 * Which samples have a result; a view of {@link Topic#RESULTS} that may lag by seconds. Wired to
 * the index. Safe for many threads.
 */
@FunctionalInterface
public interface KnownResults {
  /** Knows nothing: every submission is analysed. For a process without an index. */
  KnownResults NONE = _ -> Optional.empty();

  /**
   * {@return whether this has caught up with the topic; while it has not, as when an index is built
   * again, a sample that seems to have no result may have one}
   */
  default boolean current() {
    return true;
  }

  /** {@return whether a sample that was submitted then is purged: nothing more is told of it} */
  default boolean purged(String sha256, Instant submittedAt) {
    return false;
  }

  /** {@return the rank of the sample's current result, or empty when it has none} */
  Optional<ResultRank> rank(String sha256);
}
