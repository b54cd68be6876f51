package io.unveil.ingest.stream;

import io.unveil.analyzer.report.ResultRank;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The ranks that this process published last, because {@link KnownResults} lags behind. Bounded;
 * the oldest go first. Not thread-safe.
 */
final class RecentRanks {
  private final Map<String, ResultRank> ranks;

  RecentRanks(int most) {
    ranks =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, ResultRank> eldest) {
            return size() > most;
          }
        };
  }

  /** {@return the higher of the rank that is known and the one published lately} */
  Optional<ResultRank> current(String sha256, Optional<ResultRank> known) {
    ResultRank recent = ranks.get(sha256);
    if (recent == null) {
      return known;
    }
    return known.filter(rank -> rank.compareTo(recent) > 0).or(() -> Optional.of(recent));
  }

  void published(String sha256, ResultRank rank) {
    ranks.remove(sha256);
    ranks.put(sha256, rank);
  }

  /** Purged: whatever comes next is welcome. */
  void forget(String sha256) {
    ranks.remove(sha256);
  }
}
