package io.unveil.analyzer;

import io.unveil.analyzer.facts.FlowFact;
import io.unveil.analyzer.flow.AppInput;
import io.unveil.analyzer.flow.Budget;
import io.unveil.analyzer.flow.FlowEngine;
import io.unveil.analyzer.flow.SharedDevice;
import io.unveil.analyzer.model.Models;
import io.unveil.unpacker.RuntimeResources;
import io.unveil.unpacker.UnpackedApk;
import io.unveil.unpacker.dex.BadCodeException;
import io.unveil.unpacker.dex.DexCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
   * @param resources asked only by code that is followed
   * @param models sources, sinks, and how methods move data
   * @param budget bounds on the work
   */
  public static AppFlows of(
      UnpackedApk app, DexCode code, RuntimeResources resources, Models models, Budget budget) {
    try {
      return solve(app, code, resources, models, budget);
    } catch (BadCodeException e) {
      return solve(app, code.withoutBrokenFiles(), resources, models, budget);
    }
  }

  /** Rounds over the apps of a device until no intent is new. */
  private static final int MAX_ROUNDS = 4;

  /**
   * One app of a device.
   *
   * @param name the app's name, unlike all others
   * @param app result of the unpacker
   * @param code the app's DEX files
   * @param resources asked only by code that is followed
   */
  public record Installed(String name, UnpackedApk app, DexCode code, RuntimeResources resources) {}

  /**
   * Finds the flows of apps that are installed together: what one sends by intents, others may get.
   * A flow is listed with the app that has its sink; places in another app have that app's name and
   * {@link SharedDevice#WITHIN} before the name of the DEX file.
   *
   * @return flows by the app's name, in the order of {@code apps}
   */
  public static Map<String, AppFlows> together(List<Installed> apps, Models models, Budget budget) {
    SharedDevice device = new SharedDevice();
    apps.forEach(app -> device.add(app.name, app.code));
    Map<String, AppFlows> found = new LinkedHashMap<>();
    long before = -1;
    for (int round = 0; round < MAX_ROUNDS && device.version() != before; round++) {
      before = device.version();
      for (Installed app : apps) {
        found.put(app.name, solve(app, device, models, budget));
      }
    }
    if (device.version() != before) {
      found.replaceAll((_, flows) -> flows.withStillSending());
    }
    return found;
  }

  private AppFlows withStillSending() {
    List<String> reasons = new ArrayList<>(incomplete);
    reasons.add(
        "apps still sent new intents after " + MAX_ROUNDS + " rounds; flows may be missing");
    return new AppFlows(flows, reasons);
  }

  private static AppFlows solve(Installed app, SharedDevice device, Models models, Budget budget) {
    try {
      FlowEngine.Result result =
          FlowEngine.run(
              AppInput.of(app.app, app.code, app.resources), models, budget, device, app.name);
      return of(app.app, app.code, result);
    } catch (BadCodeException e) {
      // A damaged file has no part in what passes between apps.
      return of(app.app, app.code, app.resources, models, budget);
    }
  }

  private static AppFlows solve(
      UnpackedApk app, DexCode code, RuntimeResources resources, Models models, Budget budget) {
    FlowEngine.Result result = FlowEngine.run(AppInput.of(app, code, resources), models, budget);
    return of(app, code, result);
  }

  private static AppFlows of(UnpackedApk app, DexCode code, FlowEngine.Result result) {
    List<String> incomplete = new ArrayList<>(app.incomplete());
    code.failures().forEach(f -> incomplete.add("a DEX file was not read: " + f));
    incomplete.addAll(result.incomplete());
    return new AppFlows(result.flows(), incomplete);
  }
}
