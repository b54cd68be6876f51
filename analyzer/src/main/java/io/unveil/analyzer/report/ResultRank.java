package io.unveil.analyzer.report;

import io.unveil.analyzer.facts.Generation;
import java.util.Comparator;

/**
 * Which of two results for one sample is current: the higher generation; within one, a report
 * before a failure. Between equals the later one.
 *
 * @param generation what made the result
 * @param failed whether it says only that the sample could not be analysed
 */
public record ResultRank(Generation generation, boolean failed) implements Comparable<ResultRank> {
  private static final Comparator<ResultRank> ORDER =
      Comparator.comparing(ResultRank::generation).thenComparing(rank -> !rank.failed);

  /** {@return the rank of a report} */
  public static ResultRank of(ScanReport report) {
    return new ResultRank(report.generation(), report.failure() != null);
  }

  /** {@return whether a result of this rank may take the place of one of {@code current}} */
  public boolean mayReplace(ResultRank current) {
    return compareTo(current) >= 0;
  }

  @Override
  public int compareTo(ResultRank other) {
    return ORDER.compare(this, other);
  }
}
