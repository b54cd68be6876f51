package io.unveil.analyzer.flow;

import io.unveil.analyzer.facts.CallFact;
import io.unveil.analyzer.facts.FlowFact;
import io.unveil.analyzer.graph.Libraries;
import io.unveil.analyzer.model.Models;
import io.unveil.unpacker.dex.CodeIndex;
import io.unveil.unpacker.dex.DexCode;
import io.unveil.unpacker.dex.DexMethod;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Proves which data reaches which sink, and resolves the arguments of catalogued calls. One call
 * per app.
 */
public final class FlowEngine {
  /**
   * Reasons for which a method counts as not read; the others are approximations listed in the
   * known limits.
   */
  private static final Set<String> UNREAD =
      Set.of(
          "bad-code",
          "bad-register",
          "too-many-visits",
          "too-much-work",
          "method-too-long",
          "too-many-registers");

  /**
   * Bounds beyond which a flow may be lost, so that nothing found no longer means nothing there.
   */
  private static final Set<String> CUT =
      Set.of("call-depth", "hits-per-method", "recursion-not-stable", "rounds-not-stable");

  private FlowEngine() {}

  /**
   * What was found, and how much was read for it.
   *
   * @param flows proven flows, sorted by kinds and places
   * @param calls catalogued calls; also the places of sources and sinks as {@code source:kind} and
   *     {@code sink:kind}
   * @param sourceCalls places of each source kind in the app's own code
   * @param sinkCalls places of each sink kind in the app's own code
   * @param methodsAnalysed methods entered
   * @param methodsLifted methods lifted for the second opinion
   * @param methodsFailed methods wanted and not readable
   * @param workUnits work spent
   * @param failures reasons and how often
   * @param incomplete why the result is partial, one sentence each
   * @param reach how far the engine went
   * @param sourceNamed whether the app's tables name a source that is always solved
   */
  public record Result(
      List<FlowFact> flows,
      List<CallFact> calls,
      Map<String, Integer> sourceCalls,
      Map<String, Integer> sinkCalls,
      int methodsAnalysed,
      int methodsLifted,
      int methodsFailed,
      long workUnits,
      Map<String, Integer> failures,
      List<String> incomplete,
      Reach reach,
      boolean sourceNamed) {}

  /** How far the engine goes, which decides what an app costs. */
  public enum Reach {
    /** The tables name nothing that could matter; no code was read. */
    TABLES,
    /** The index shows that the app's own code does not use what the tables name. */
    INDEX,
    /** Data flow was solved. */
    SOLVED
  }

  /** Analyses one app. */
  public static Result run(AppInput app, Models models, Budget budget) {
    return run(app, models, budget, CallRecorder.NONE);
  }

  static Result run(AppInput app, Models models, Budget budget, CallRecorder recorder) {
    return run(app, models, budget, recorder, null);
  }

  /**
   * Analyses one app of a device, with what the others send as far as it is known, and tells the
   * device what this one sends.
   *
   * @param name the app's name on the device
   */
  public static Result run(
      AppInput app, Models models, Budget budget, SharedDevice device, String name) {
    return run(app, models, budget, CallRecorder.NONE, new SharedDevice.View(device, name));
  }

  private static Result run(
      AppInput input,
      Models models,
      Budget budget,
      CallRecorder recorder,
      SharedDevice.@Nullable View device) {
    DexInterpreter dalvik = new DexInterpreter();
    Analysis analysis =
        new Analysis(
            input.code(),
            input.hierarchy(),
            Libraries.get(),
            models,
            input.packageName(),
            input.loading(),
            budget,
            _ -> dalvik);
    analysis.recorder(recorder);
    analysis.device(device);
    analysis.resources(input.resources());
    Census census = new Census(analysis);
    if (!census.tablesNameAnything()) {
      return places(analysis, census, List.of(), Reach.TABLES);
    }
    if (!census.codeUsesThem()) {
      return places(analysis, census, unreadCode(input.code()), Reach.INDEX);
    }
    analysis.entryPoints().addComponents(input.manifest());
    Relevance relevance = new Relevance(analysis, census.places());
    analysis.entryPoints().addUnloaded(relevance);
    WholeApp app = new WholeApp(analysis, relevance);
    Map<WholeApp.Reached, Hit> hits = app.run();
    Confirmation confirmation = new Confirmation(analysis, input.manifest(), relevance);
    if (device != null) {
      device.device().sentBy(device.name(), new OtherApps(analysis, app.global()).sent());
    }
    FactBuilder flows = new FactBuilder(analysis, input.manifest(), app.global(), hits);
    Collection<WatchedCall> watched = WatchedCall.of(analysis.atoms(), hits);
    Map<Object, Set<DexMethod>> claims = new LinkedHashMap<>(flows.deciding());
    watched.forEach(call -> claims.put(call.key(), call.deciding()));
    Map<Object, String> confirmed = confirmation.of(claims);
    List<CallFact> calls = new ArrayList<>(WatchedCall.facts(analysis, watched, confirmed));
    calls.addAll(PlaceFacts.of(analysis, census));
    return new Result(
        flows.facts(confirmed),
        calls,
        counts(census.sources()),
        counts(census.sinks()),
        analysis.solver().analysed(),
        confirmation.lifted(),
        analysis.solver().failed().size() + confirmation.failed(),
        analysis.meter().units(),
        failures(analysis, confirmation),
        incomplete(analysis),
        Reach.SOLVED,
        census.tablesNameSource());
  }

  /** Without a proof wanted; only where calls are. */
  private static Result places(
      Analysis analysis, Census census, List<String> incomplete, Reach reach) {
    return new Result(
        List.of(),
        PlaceFacts.of(analysis, census),
        counts(census.sources()),
        counts(census.sinks()),
        0,
        0,
        0,
        0,
        Map.of(),
        incomplete,
        reach,
        census.tablesNameSource());
  }

  private static Map<String, Integer> counts(Map<String, List<CodePoint>> places) {
    Map<String, Integer> counts = new TreeMap<>();
    places.forEach((kind, points) -> counts.put(kind, points.size()));
    return counts;
  }

  private static Map<String, Integer> failures(Analysis analysis, Confirmation confirmation) {
    Map<String, Integer> all = new TreeMap<>(analysis.meter().failures());
    confirmation
        .failures()
        .forEach((reason, n) -> all.merge("second-opinion:" + reason, n, Integer::sum));
    count(all, "values-cut", analysis.atoms().dropped());
    count(all, "constants-cut", analysis.atoms().droppedConstants());
    return all;
  }

  private static void count(Map<String, Integer> all, String reason, long times) {
    if (times > 0) {
      all.put(reason, (int) Math.min(Integer.MAX_VALUE, times));
    }
  }

  /** Methods whose calls the index does not have to the end: a source or sink may be among them. */
  private static List<String> unreadCode(DexCode code) {
    CodeIndex index = code.index();
    if (index.badMethods() == 0) {
      return List.of();
    }
    return List.of(
        "code of "
            + index.badMethods()
            + " methods cannot be read to its end ("
            + String.join(", ", new TreeSet<>(index.badReasons().keySet()))
            + ")");
  }

  private static List<String> incomplete(Analysis analysis) {
    List<String> reasons = new ArrayList<>(unreadCode(analysis.code()));
    if (analysis.meter().outOfTime()) {
      reasons.add(
          "data flow stopped after "
              + analysis.meter().budget().maxSeconds()
              + " seconds; flows found so far are listed");
    } else if (analysis.meter().exhausted()) {
      reasons.add(
          "data flow stopped at its budget of "
              + analysis.meter().budget().maxWorkUnits()
              + " work units; flows found so far are listed");
    }
    TreeSet<String> unread = new TreeSet<>();
    analysis.meter().failures().keySet().stream().filter(UNREAD::contains).forEach(unread::add);
    if (!unread.isEmpty()) {
      List<String> examples =
          analysis.solver().failed().stream()
              .map(DexMethod::id)
              .map(Object::toString)
              .sorted()
              .limit(3)
              .toList();
      reasons.add(
          analysis.solver().failed().size()
              + " methods could not be followed ("
              + String.join(", ", unread)
              + "), such as "
              + String.join(", ", examples));
    }
    TreeSet<String> cut = new TreeSet<>(analysis.meter().failures().keySet());
    cut.retainAll(CUT);
    if (analysis.atoms().dropped() > 0) {
      cut.add("values-cut");
    }
    if (!cut.isEmpty()) {
      reasons.add(
          "bounds of the data-flow engine were hit ("
              + String.join(", ", cut)
              + "); flows may be missing");
    }
    return reasons;
  }
}
