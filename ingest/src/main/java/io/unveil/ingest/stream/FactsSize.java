package io.unveil.ingest.stream;

import io.unveil.analyzer.facts.AppFacts;
import io.unveil.analyzer.facts.Coverage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Keeps facts below their limit by leaving out examples: strings first, then calls, then flows. The
 * counts stay, and the coverage says what is missing, so the result is partial and never clean.
 */
final class FactsSize {
  /** Largest facts in bytes of JSON. */
  static final int MAX_BYTES = 8 << 20;

  private FactsSize() {}

  /** {@return facts that are small enough} */
  static AppFacts fit(AppFacts facts) {
    return fit(facts, MAX_BYTES);
  }

  /**
   * {@return facts whose JSON has at most {@code maxBytes}}
   *
   * @throws StageFailedException when the app's own statements are larger already
   */
  static AppFacts fit(AppFacts facts, int maxBytes) {
    int strings = facts.strings().size();
    int calls = facts.calls().size();
    int flows = facts.flows().size();
    AppFacts smaller = facts;
    while (Codec.STORED_FACTS.write(smaller).length > maxBytes) {
      if (strings > 0) {
        strings /= 2;
      } else if (calls > 0) {
        calls /= 2;
      } else if (flows > 0) {
        flows /= 2;
      } else {
        throw new StageFailedException(
            "the app's own statements are larger than " + maxBytes + " bytes", "facts-size", null);
      }
      smaller = with(facts, strings, calls, flows, maxBytes);
    }
    return smaller;
  }

  private static AppFacts with(AppFacts facts, int strings, int calls, int flows, int maxBytes) {
    Coverage all = facts.coverage();
    List<String> incomplete = new ArrayList<>(all.incomplete());
    incomplete.add(
        "facts above %d bytes: kept %d of %d strings, %d of %d calls, %d of %d examples of flows"
            .formatted(
                maxBytes,
                strings,
                facts.strings().size(),
                calls,
                facts.calls().size(),
                flows,
                facts.flows().size()));
    Coverage coverage =
        new Coverage(
            all.classes(),
            all.methods(),
            all.methodsAnalysed(),
            all.methodsLifted(),
            all.methodsFailed(),
            all.workUnits(),
            Map.copyOf(all.failures()),
            all.notSolved(),
            incomplete);
    return new AppFacts(
        facts.schemaVersion(),
        facts.generation(),
        facts.apk(),
        facts.flows().subList(0, flows),
        facts.flowCounts(),
        facts.calls().subList(0, calls),
        facts.sourceCalls(),
        facts.sinkCalls(),
        facts.strings().subList(0, strings),
        coverage,
        facts.blindSpots());
  }
}
