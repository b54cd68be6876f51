package io.unveil.deploy.chaos;

import io.unveil.deploy.chaos.Checker.Verdict;
import io.unveil.deploy.chaos.Fault.Act;
import io.unveil.deploy.chaos.Fault.Part;
import java.util.List;
import java.util.Locale;

/** The last lines of a run. */
final class Outcome {
  private static final int SHOWN = 20;

  private Outcome() {}

  static void print(
      Verdict verdict,
      Checker.End end,
      Redelivery redelivery,
      Faults faults,
      int endedByThemselves,
      long orphans) {
    System.out.println("chaos: faults " + faults.counts());
    System.out.printf(
        "chaos: processes that ended without being killed: %d; results written more than once: %d;"
            + " sandboxed workers that outlived a killed worker: %d%n",
        endedByThemselves, verdict.repeatedRecords(), orphans);
    System.out.printf(
        "chaos: poison: %d, parked after three attempts: %d, by the broker after ten deliveries:"
            + " %d; judged again by newer rules: %d of %d%n",
        verdict.poison(),
        verdict.poison() - verdict.poisonNotParked().size() - verdict.deadLetters(),
        verdict.deadLetters(),
        verdict.rejudged() - verdict.notRejudged().size(),
        verdict.rejudged());
    System.out.println("chaos: " + redelivery);
    show("lost", verdict.lost());
    show("duplicated", verdict.duplicated());
    show("late", verdict.late());
    show("healthyParked", verdict.healthyParked());
    show("olderOverNewer", verdict.olderOverNewer());
    show("poisonNotParked", verdict.poisonNotParked());
    show("notRejudged", verdict.notRejudged());
    for (List<String> some : List.of(verdict.healthyParked(), verdict.poisonNotParked())) {
      some.stream()
          .limit(SHOWN)
          .forEach(sha -> System.out.println("chaos: " + sha + " " + end.failures().get(sha)));
    }
    System.out.println(last(verdict, faults));
  }

  private static String last(Verdict verdict, Faults faults) {
    return String.format(
        Locale.ROOT,
        "chaos: submitted=%d reported=%d lost=%d duplicated=%d late=%d healthyParked=%d"
            + " olderOverNewer=%d workerKills=%d indexerKills=%d brokerKills=%d",
        verdict.submitted(),
        verdict.reported(),
        verdict.lost().size(),
        verdict.duplicated().size(),
        verdict.late().size(),
        verdict.healthyParked().size(),
        verdict.olderOverNewer().size(),
        faults.count(Act.KILL, Part.WORKER),
        faults.count(Act.KILL, Part.INDEXER),
        faults.count(Act.KILL, Part.BROKER));
  }

  private static void show(String what, List<String> samples) {
    if (!samples.isEmpty()) {
      System.out.printf(
          "chaos: %s %d: %s%n", what, samples.size(), samples.stream().limit(SHOWN).toList());
    }
  }
}
