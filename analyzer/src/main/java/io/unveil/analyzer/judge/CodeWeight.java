package io.unveil.analyzer.judge;

import io.unveil.analyzer.facts.AppFacts;
import io.unveil.analyzer.facts.CallFact;
import io.unveil.analyzer.facts.CodeSite;
import io.unveil.analyzer.facts.FlowFact;
import io.unveil.analyzer.facts.Step;
import io.unveil.analyzer.report.Finding.Confidence;
import io.unveil.analyzer.report.Finding.Evidence;
import io.unveil.unpacker.UnpackedApk.LoadedBy;
import io.unveil.unpacker.UnpackedApk.NestedApk;
import java.util.List;
import java.util.Optional;

/**
 * How much code proves, by who loads it. What Android loads proves as it is. What only the app can
 * load proves when the app's own code is seen to load code, and is at most medium then, because
 * that it loads just this is not seen; an app inside is installed by a person, not loaded. What
 * nothing loads proves nothing.
 */
final class CodeWeight {
  private final List<NestedApk> nested;
  private final boolean loadsCode;

  CodeWeight(AppFacts facts) {
    this.nested = facts.apk().nested();
    this.loadsCode =
        facts.blindSpots().stream().anyMatch(b -> b.kind().equals("dynamic-code") && b.hidesCode());
  }

  /** {@return the surest that something in code of these places can be} */
  Confidence most(LoadedBy loadedBy, List<Step> steps) {
    return switch (loadedBy) {
      case ART -> Confidence.HIGH;
      case CODE -> loadsCode && app(steps).isEmpty() ? Confidence.MEDIUM : Confidence.LOW;
      case NOTHING -> Confidence.LOW;
    };
  }

  boolean counts(FlowFact flow) {
    return most(flow.loadedBy(), flow.steps()) != Confidence.LOW;
  }

  boolean counts(Evidence evidence) {
    return most(evidence.loadedBy(), evidence.steps()) != Confidence.LOW;
  }

  private boolean counts(CallFact call) {
    return most(call.loadedBy(), call.steps()) != Confidence.LOW;
  }

  /** {@return whether it is taking data that the app would do, once somebody loaded its code} */
  boolean waits(Evidence evidence) {
    return evidence.loadedBy() == LoadedBy.CODE
        && !counts(evidence)
        && evidence.steps().stream().map(Step::site).anyMatch(s -> s.library() == null)
        && (evidence.permissionsGranted()
            || app(evidence.steps())
                .filter(a -> a.permissions().containsAll(evidence.permissions()))
                .isPresent());
  }

  /** {@return the facts without calls of code that does not count} */
  AppFacts counting(AppFacts facts) {
    return new AppFacts(
        facts.schemaVersion(),
        facts.generation(),
        facts.apk(),
        facts.flows().stream().filter(this::counts).toList(),
        facts.flowCounts(),
        facts.calls().stream().filter(this::counts).toList(),
        facts.sourceCalls(),
        facts.sinkCalls(),
        facts.strings(),
        facts.coverage(),
        facts.blindSpots());
  }

  /** {@return where code lies that Android does not load, in words for the end of a sentence} */
  static String place(LoadedBy loadedBy, List<Step> steps) {
    String dex = steps.isEmpty() ? "" : steps.getLast().site().dex();
    return switch (loadedBy) {
      case ART -> "";
      case CODE -> "; its code is in " + dex + ", which Android does not load by itself";
      case NOTHING -> "; its code is in " + dex + ", which nothing loads";
    };
  }

  /** {@return the app inside that the code belongs to} */
  private Optional<NestedApk> app(List<Step> steps) {
    return nested.stream()
        .filter(n ->
            steps.stream()
                .map(Step::site)
                .map(CodeSite::dex)
                .anyMatch(dex -> dex.startsWith(n.path() + "!/")))
        .findFirst();
  }
}
