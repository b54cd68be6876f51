package io.unveil.benchmarks.droidbench;

import java.io.PrintStream;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** Prints scores as tables for people. */
final class ScoreTable {
  private final PrintStream out;

  ScoreTable(PrintStream out) {
    this.out = out;
  }

  void head() {
    out.println(
        "engine | pairs found | recall | NO_FLOW reported | outside | of them false | precision |"
            + " F1 | apps: TPR | TNR | balanced");
  }

  void row(String name, Score s) {
    Score.Apps apps = s.apps();
    out.printf(
        Locale.ROOT,
        "%s | %d of %d | %.3f | %d of %d | %d | %d | %.3f | %.3f | %.3f (%d of %d) | %.3f (%d of"
            + " %d) | %.3f%n",
        name,
        s.found().size(),
        s.found().size() + s.missed().size(),
        s.recall(),
        s.wrong().size(),
        s.wrong().size() + s.quiet().size(),
        s.outside().size(),
        s.unmeant().size(),
        s.precision(),
        s.f1(),
        apps.truePositiveRate(),
        apps.leakingReported(),
        apps.leaking(),
        apps.trueNegativeRate(),
        apps.harmless() - apps.harmlessReported(),
        apps.harmless(),
        apps.balancedAccuracy());
  }

  /** One line for each folder of the benchmark. */
  void categories(Score score) {
    Map<String, int[]> rows = new TreeMap<>();
    count(rows, score.found(), 0, 1);
    count(rows, score.missed(), 1);
    count(rows, score.wrong(), 2, 3);
    count(rows, score.quiet(), 3);
    count(rows, score.unmeant(), 4);
    out.println("folder | found of expected | NO_FLOW reported | false outside the table");
    rows.forEach((folder, n) ->
        out.println(
            folder + " | " + n[0] + " of " + n[1] + " | " + n[2] + " of " + n[3] + " | " + n[4]));
  }

  private static void count(Map<String, int[]> rows, Set<Pair> pairs, int... columns) {
    for (Pair pair : pairs) {
      int[] row = rows.computeIfAbsent(Truth.category(pair.file()), _ -> new int[5]);
      for (int column : columns) {
        row[column]++;
      }
    }
  }

  /** Lines in the form of the committed list, so that they can be put there with a reason. */
  void entries(
      String title, Collection<Reasons.Entry> entries, Function<Reasons.Entry, String> reason) {
    if (!entries.isEmpty()) {
      out.println(title + ": " + entries.size());
      entries.forEach(e -> out.println(e.line() + "\t" + reason.apply(e)));
    }
  }
}
