package io.unveil.benchmarks.droidbench;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an engine found of what is there.
 *
 * @param found leaking pairs that were reported
 * @param missed leaking pairs that were not
 * @param wrong pairs that do not leak and were reported
 * @param quiet pairs that do not leak and were not reported
 * @param outside reported pairs that the table does not have
 * @param unmeant those of them that have no reason to be right
 * @param apps leaking and other apps, reported or not
 */
record Score(
    Set<Pair> found,
    Set<Pair> missed,
    Set<Pair> wrong,
    Set<Pair> quiet,
    Set<Pair> outside,
    Set<Pair> unmeant,
    Apps apps) {
  /**
   * Apps by whether they leak and whether a flow was reported.
   *
   * @param leaking apps that leak
   * @param leakingReported those with a report
   * @param harmless apps that do not leak
   * @param harmlessReported those with a report
   */
  record Apps(int leaking, int leakingReported, int harmless, int harmlessReported) {
    double truePositiveRate() {
      return ratio(leakingReported, leaking);
    }

    double trueNegativeRate() {
      return ratio(harmless - harmlessReported, harmless);
    }

    double balancedAccuracy() {
      return (truePositiveRate() + trueNegativeRate()) / 2;
    }
  }

  /**
   * Counts.
   *
   * @param reported what the engine says
   * @param meant pairs outside the table that are right
   */
  static Score of(Truth truth, Set<Pair> reported, Set<Pair> meant) {
    Set<Pair> open = new TreeSet<>(reported);
    open.removeIf(p -> Truth.DISPUTED.contains(p.file()));
    Set<Pair> met = new HashSet<>();
    Set<Pair> found = met(truth.flows(), open, met);
    Set<Pair> wrong = met(truth.noFlows(), open, met);
    open.removeAll(met);
    Set<Pair> unmeant = without(open, meant);
    return new Score(
        found,
        without(truth.flows(), found),
        wrong,
        without(truth.noFlows(), wrong),
        open,
        unmeant,
        apps(truth.apps(), reported));
  }

  /** An engine that reports every pair of the table, and each app. */
  static Score everything(Truth truth) {
    Set<Pair> none = Set.of();
    int leaking = (int) truth.apps().values().stream().filter(leaks -> leaks).count();
    int harmless = truth.apps().size() - leaking;
    return new Score(
        truth.flows(),
        none,
        truth.noFlows(),
        none,
        none,
        none,
        new Apps(leaking, leaking, harmless, harmless));
  }

  /** {@return the rows that a report meets; those reports are added to {@code met}} */
  private static Set<Pair> met(Set<Pair> rows, Set<Pair> reported, Set<Pair> met) {
    Set<Pair> hit = new TreeSet<>();
    for (Pair row : rows) {
      List<Pair> meeting = reported.stream().filter(row::isMetBy).toList();
      if (!meeting.isEmpty()) {
        hit.add(row);
        met.addAll(meeting);
      }
    }
    return hit;
  }

  private static Set<Pair> without(Set<Pair> all, Set<Pair> some) {
    Set<Pair> rest = new TreeSet<>(all);
    rest.removeAll(some);
    return rest;
  }

  private static Apps apps(Map<String, Boolean> apps, Set<Pair> reported) {
    Set<String> files = new HashSet<>();
    reported.forEach(p -> files.add(p.file()));
    int[] count = new int[4];
    apps.forEach((file, leaks) -> {
      int side = leaks ? 0 : 2;
      count[side]++;
      count[side + 1] += files.contains(file) ? 1 : 0;
    });
    return new Apps(count[0], count[1], count[2], count[3]);
  }

  int reports() {
    return found.size() + wrong.size() + unmeant.size();
  }

  double recall() {
    return ratio(found.size(), found.size() + missed.size());
  }

  /** {@return found among all that was reported and is in the table or has no reason} */
  double precision() {
    return ratio(found.size(), reports());
  }

  double f1() {
    return recall() + precision() == 0 ? 0 : 2 * recall() * precision() / (recall() + precision());
  }

  private static double ratio(int part, int whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}
