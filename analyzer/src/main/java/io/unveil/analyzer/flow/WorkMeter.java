package io.unveil.analyzer.flow;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Counts work and what went wrong, for one app. */
final class WorkMeter {
  /** Work between two looks at the clock; some milliseconds. */
  private static final int UNITS_PER_LOOK = 1 << 13;

  private final Budget budget;
  private final Map<String, Integer> failures = new TreeMap<>();
  private final long begin = System.nanoTime();
  private long units;
  private long until = Long.MAX_VALUE / 2;
  private long clockRead;
  private boolean exhausted;
  private boolean outOfTime;

  WorkMeter(Budget budget) {
    this.budget = budget;
  }

  Budget budget() {
    return budget;
  }

  /**
   * Begins a part with a bound of its own; the work of parts within is not counted.
   *
   * @return what {@link #endPart} is to be given
   */
  long beginPart(int limit) {
    long left = until - units;
    until = units + limit;
    return left;
  }

  /** Goes on with the part around. */
  void endPart(long left) {
    until = units + left;
  }

  /** {@return why {@link #spend} says no} */
  String ended() {
    return exhausted ? "work-budget" : "too-much-work";
  }

  /** Adds work; {@return false once the budget, or that of the part under way, is used up} */
  boolean spend(int more) {
    units += more;
    if (units > budget.maxWorkUnits()) {
      exhausted = true;
    }
    if (units - clockRead >= UNITS_PER_LOOK) {
      clockRead = units;
      outOfTime |= System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(budget.maxSeconds());
      exhausted |= outOfTime;
    }
    return !exhausted && units <= until;
  }

  /**
   * {@return whether the part under way has used up its bound} What is found after the budget of
   * the app is used up still counts; what a part does beyond its bound does not.
   */
  boolean isPartUsedUp() {
    return units > until;
  }

  /** {@return whether it was the clock that ended the work} */
  boolean outOfTime() {
    return outOfTime;
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
