package io.unveil.ingest.stream;

import io.unveil.analyzer.facts.AppFacts;
import io.unveil.analyzer.facts.Coverage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Facts below their limit, with their JSON. What is too large loses examples: strings first, then
 * calls, then flows. The counts stay, and the coverage says what is missing, so the result is
 * partial and never clean.
 */
final class FittedFacts {
  /** Largest facts in bytes of JSON. */
  static final int MAX_BYTES = 8 << 20;

  private final AppFacts facts;
  private final byte[] json;

  private FittedFacts(AppFacts facts, byte[] json) {
    this.facts = facts;
    this.json = json;
  }

  /**
   * {@return facts that are small enough}
   *
   * @throws StageFailedException when the app's own statements are too large already
   */
  static FittedFacts of(AppFacts facts) {
    return of(facts, MAX_BYTES);
  }

  /**
   * {@return facts whose JSON has at most {@code maxBytes}}
   *
   * @throws StageFailedException when the app's own statements are larger already
   */
  static FittedFacts of(AppFacts facts, int maxBytes) {
    int strings = facts.strings().size();
    int calls = facts.calls().size();
    int flows = facts.flows().size();
    AppFacts smaller = facts;
    byte[] json = Codec.STORED_FACTS.write(smaller);
    while (json.length > maxBytes) {
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
      json = Codec.STORED_FACTS.write(smaller);
    }
    return new FittedFacts(smaller, json);
  }

  /** {@return the facts} */
  AppFacts facts() {
    return facts;
  }

  /** {@return their JSON, as it is stored; not to be changed} */
  byte[] json() {
    return json;
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
