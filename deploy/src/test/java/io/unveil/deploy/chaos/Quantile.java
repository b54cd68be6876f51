package io.unveil.deploy.chaos;

import java.util.List;

/** Quantiles by the nearest rank. */
final class Quantile {
  private Quantile() {}

  /**
   * {@return the smallest value that at least this share does not exceed; 0 of none}
   *
   * @param sorted ascending
   * @param share above 0, at most 1
   */
  static long of(List<Long> sorted, double share) {
    if (sorted.isEmpty()) {
      return 0;
    }
    int rank = (int) Math.ceil(share * sorted.size());
    return sorted.get(Math.clamp(rank, 1, sorted.size()) - 1);
  }
}
