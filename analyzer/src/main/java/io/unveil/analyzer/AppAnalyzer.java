package io.unveil.analyzer;

import io.unveil.analyzer.facts.AppFacts;
import io.unveil.analyzer.facts.BlindSpot;
import io.unveil.analyzer.facts.Coverage;
import io.unveil.analyzer.facts.FlowFact;
import io.unveil.analyzer.facts.Generation;
import io.unveil.analyzer.flow.AppInput;
import io.unveil.analyzer.flow.Budget;
import io.unveil.analyzer.flow.FlowEngine;
import io.unveil.analyzer.graph.Libraries;
import io.unveil.analyzer.model.Models;
import io.unveil.unpacker.RuntimeResources;
import io.unveil.unpacker.UnpackedApk;
import io.unveil.unpacker.UnpackedApk.LoadedBy;
import io.unveil.unpacker.dex.BadCodeException;
import io.unveil.unpacker.dex.DexCheck;
import io.unveil.unpacker.dex.DexCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** From an unpacked app and its code to {@link AppFacts}: what the app does, without opinion. */
public final class AppAnalyzer {
  /** Revision of the engine; raised with every change of code that can change facts. */
  public static final int ENGINE_REVISION = 7;

  /**
   * Flows kept per pair of source and sink kind, of each sort that a rule tells apart; the counts
   * hold all.
   */
  static final int KEPT_PER_PAIR = 25;

  private AppAnalyzer() {}

  /**
   * Analyses one app. Never throws for what the app contains: what cannot be read is counted in
   * {@link AppFacts#coverage()}. A DEX file whose tables name what is not there is left out as a
   * whole, as ART does.
   *
   * @param app result of the unpacker
   * @param code the app's DEX files
   * @param resources asked only by code that data flow follows
   * @param models what Android and library methods do
   * @param budget bounds on the work
   */
  public static AppFacts analyze(
      UnpackedApk app, DexCode code, RuntimeResources resources, Models models, Budget budget) {
    try {
      return facts(CodeNotes.added(app, code, DexCheck.QUICK), code, resources, models, budget);
    } catch (BadCodeException e) {
      UnpackedApk seen = CodeNotes.added(app, code, DexCheck.WHOLE);
      return facts(seen, code.withoutBrokenFiles(), resources, models, budget);
    }
  }

  /** Like the other, of an app whose resources are not at hand. */
  public static AppFacts analyze(UnpackedApk app, DexCode code, Models models, Budget budget) {
    return analyze(app, code, RuntimeResources.NONE, models, budget);
  }

  private static AppFacts facts(
      UnpackedApk app, DexCode code, RuntimeResources resources, Models models, Budget budget) {
    AppInput input = AppInput.of(app, code, resources);
    FlowEngine.Result flow = FlowEngine.run(input, models, budget);
    StringScan strings = StringScan.of(code);
    List<BlindSpot> blindSpots = BlindSpots.of(app, code, Libraries.get());
    return new AppFacts(
        AppFacts.SCHEMA_VERSION,
        new Generation(ENGINE_REVISION, Models.REVISION, 0),
        CodeNotes.withLimits(app, code),
        kept(flow.flows()),
        pairs(flow.flows()),
        flow.calls(),
        flow.sourceCalls(),
        flow.sinkCalls(),
        strings.facts(),
        coverage(code, flow, strings),
        blindSpots);
  }

  private static String pair(FlowFact flow) {
    return flow.sourceKind() + "→" + flow.sinkKind();
  }

  static List<FlowFact> kept(List<FlowFact> flows) {
    Map<Sort, Integer> seen = new HashMap<>();
    return flows.stream()
        .filter(f -> seen.merge(sort(f), 1, Integer::sum) <= KEPT_PER_PAIR)
        .toList();
  }

  /** Decoys of one sort must not push out a flow of another that decides the verdict. */
  private static Sort sort(FlowFact flow) {
    return new Sort(
        pair(flow),
        flow.periodic(),
        flow.userAction(),
        flow.permissionsGranted(),
        flow.triggers().isEmpty(),
        flow.confirmed().equals("disagrees"),
        flow.loadedBy());
  }

  private record Sort(
      String pair,
      boolean periodic,
      boolean userAction,
      boolean granted,
      boolean untriggered,
      boolean disagrees,
      LoadedBy loadedBy) {}

  private static Map<String, Integer> pairs(List<FlowFact> flows) {
    Map<String, Integer> counts = new TreeMap<>();
    flows.forEach(f -> counts.merge(pair(f), 1, Integer::sum));
    return counts;
  }

  private static Coverage coverage(DexCode code, FlowEngine.Result flow, StringScan strings) {
    Map<String, Integer> failures = new TreeMap<>(flow.failures());
    if (strings.dropped() > 0) {
      failures.put("strings-not-kept", strings.dropped());
    }
    List<String> incomplete = new ArrayList<>();
    code.failures().forEach(f -> incomplete.add("a DEX file was not read: " + f));
    incomplete.addAll(flow.incomplete());
    return new Coverage(
        code.classCount(),
        code.methodCount(),
        flow.methodsAnalysed(),
        flow.methodsLifted(),
        flow.methodsFailed(),
        flow.workUnits(),
        failures,
        List.of(),
        incomplete);
  }
}
