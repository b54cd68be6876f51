package io.unveil.analyzer;

import io.unveil.analyzer.facts.FlowFact;
import io.unveil.analyzer.flow.Budget;
import io.unveil.analyzer.flow.FlowEngine;
import io.unveil.analyzer.flow.Loading;
import io.unveil.analyzer.graph.ClassHierarchy;
import io.unveil.analyzer.graph.FrameworkTable;
import io.unveil.analyzer.graph.Libraries;
import io.unveil.analyzer.model.Models;
import io.unveil.unpacker.UnpackedApk;
import io.unveil.unpacker.dex.BadCodeException;
import io.unveil.unpacker.dex.DexCode;
import java.util.ArrayList;
import java.util.List;

/**
 * The data flows of one app for any sources and sinks, every one of them and without opinion; what
 * {@link AppAnalyzer} keeps of them is bounded.
 *
 * @param flows proven flows, one for each pair of source call and sink call, sorted by kinds and
 *     places
 * @param incomplete why flows may be missing, one sentence each
 */
public record AppFlows(List<FlowFact> flows, List<String> incomplete) {
  /** Copies the lists. */
  public AppFlows {
    flows = List.copyOf(flows);
    incomplete = List.copyOf(incomplete);
  }

  /**
   * Finds the flows of one app. Never throws for what the app contains.
   *
   * @param app result of the unpacker
   * @param code the app's DEX files
   * @param models sources, sinks, and how methods move data
   * @param budget bounds on the work
   */
  public static AppFlows of(UnpackedApk app, DexCode code, Models models, Budget budget) {
    try {
      return solve(app, code, models, budget);
    } catch (BadCodeException e) {
      return solve(app, code.withoutBrokenFiles(), models, budget);
    }
  }

  private static AppFlows solve(UnpackedApk app, DexCode code, Models models, Budget budget) {
    FlowEngine.Result result =
        FlowEngine.run(
            code,
            new ClassHierarchy(code, FrameworkTable.get()),
            Libraries.get(),
            models,
            app.manifest(),
            Loading.of(app.dexEntries()),
            budget);
    List<String> incomplete = new ArrayList<>(app.incomplete());
    code.failures().forEach(f -> incomplete.add("a DEX file was not read: " + f));
    incomplete.addAll(result.incomplete());
    return new AppFlows(result.flows(), incomplete);
  }
}
