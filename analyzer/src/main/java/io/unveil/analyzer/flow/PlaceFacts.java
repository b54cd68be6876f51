package io.unveil.analyzer.flow;

import io.unveil.analyzer.facts.CallFact;
import io.unveil.analyzer.facts.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Where the app's own code uses sources and sinks, whether or not a flow was proven. */
final class PlaceFacts {
  /** Examples kept of each kind; the counts hold all. */
  private static final int MAX_EXAMPLES = 4;

  private PlaceFacts() {}

  static List<CallFact> of(Analysis analysis, Census census) {
    List<CallFact> facts = new ArrayList<>();
    add(analysis, census, "source:", census.sources(), facts);
    add(analysis, census, "sink:", census.sinks(), facts);
    return facts;
  }

  private static void add(
      Analysis analysis,
      Census census,
      String prefix,
      Map<String, List<CodePoint>> places,
      List<CallFact> facts) {
    places.forEach((kind, points) -> {
      for (CodePoint point : points.subList(0, Math.min(MAX_EXAMPLES, points.size()))) {
        String api = census.apiAt(point);
        String call = api == null ? kind : api;
        Step step =
            new Step(prefix.substring(0, prefix.length() - 1), analysis.site(point), call, null);
        facts.add(
            new CallFact(
                prefix + kind,
                call,
                analysis.site(point),
                List.of(),
                List.of(step),
                List.of(),
                "not-checked(place)",
                analysis.loading().ofAll(List.of(step))));
      }
    });
  }
}
