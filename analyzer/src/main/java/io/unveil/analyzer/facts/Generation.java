package io.unveil.analyzer.facts;

import java.util.Comparator;

/**
 * Which revision of the engine, the models and the rules made a result. Revisions only rise; a
 * lower generation never replaces a higher one.
 *
 * @param engine revision of the code that makes facts
 * @param models revision of the models
 * @param rules revision of rules and policy; 0 in facts, which are made before rules are applied
 */
public record Generation(int engine, int models, int rules) implements Comparable<Generation> {
  private static final Comparator<Generation> ORDER =
      Comparator.comparingInt(Generation::engine)
          .thenComparingInt(Generation::models)
          .thenComparingInt(Generation::rules);

  @Override
  public int compareTo(Generation other) {
    return ORDER.compare(this, other);
  }
}
