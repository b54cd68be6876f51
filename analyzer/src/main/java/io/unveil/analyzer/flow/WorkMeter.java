package io.unveil.analyzer.flow;

import java.util.Map;
import java.util.TreeMap;

/** Counts work and what went wrong, for one app. */
final class WorkMeter {
  private final Budget budget;
  private final Map<String, Integer> failures = new TreeMap<>();
  private long units;
  private boolean exhausted;

  WorkMeter(Budget budget) {
    this.budget = budget;
  }

  Budget budget() {
    return budget;
  }

  /** Adds work; {@return false once the budget is used up} */
  boolean spend(int more) {
    units += more;
    if (units > budget.maxWorkUnits()) {
      exhausted = true;
    }
    return !exhausted;
  }

  boolean exhausted() {
    return exhausted;
  }

  long units() {
    return units;
  }

  void count(String reason) {
    failures.merge(reason, 1, Integer::sum);
  }

  Map<String, Integer> failures() {
    return failures;
  }
}
