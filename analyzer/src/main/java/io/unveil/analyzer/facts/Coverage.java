package io.unveil.analyzer.facts;

import java.util.List;
import java.util.Map;

/**
 * How much of the app was read. Everything not analysed is counted here.
 *
 * @param classes classes defined in the DEX files
 * @param methods methods with code
 * @param methodsAnalysed methods that the data-flow solver entered
 * @param methodsLifted methods lifted to JVM bytecode for the second opinion
 * @param methodsFailed methods that were wanted and could not be read or lifted
 * @param workUnits instructions visited by the solver
 * @param failures what failed, by reason
 * @param notSolved context kinds that were not solved within the budget
 * @param incomplete why the result is partial, one sentence each; empty means complete
 */
public record Coverage(
    int classes,
    int methods,
    int methodsAnalysed,
    int methodsLifted,
    int methodsFailed,
    long workUnits,
    Map<String, Integer> failures,
    List<String> notSolved,
    List<String> incomplete) {
  /** Copies the collections. */
  public Coverage {
    failures = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(failures));
    notSolved = List.copyOf(notSolved);
    incomplete = List.copyOf(incomplete);
  }
}
