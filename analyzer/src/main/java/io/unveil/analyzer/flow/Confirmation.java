package io.unveil.analyzer.flow;

import io.unveil.analyzer.flow.FactBuilder.FlowKey;
import io.unveil.analyzer.graph.ClassHierarchy;
import io.unveil.analyzer.graph.Libraries;
import io.unveil.analyzer.model.Models;
import io.unveil.unpacker.dex.DexCode;
import io.unveil.unpacker.dex.DexMethod;
import io.unveil.unpacker.manifest.Manifest;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The second opinion: lifts the methods that decide the flows found, runs the app again with the
 * {@link JvmInterpreter} on those and the {@link DexInterpreter} on the rest, and compares.
 */
final class Confirmation {
  private final DexCode code;
  private final ClassHierarchy hierarchy;
  private final Libraries libraries;
  private final Models models;
  private final @Nullable Manifest manifest;
  private final Budget budget;
  private final Relevance relevance;
  private final JvmInterpreter jvm = new JvmInterpreter();
  private int failed;
  private Map<String, Integer> failures = Map.of();

  Confirmation(
      DexCode code,
      ClassHierarchy hierarchy,
      Libraries libraries,
      Models models,
      @Nullable Manifest manifest,
      Budget budget,
      Relevance relevance) {
    this.relevance = relevance;
    this.code = code;
    this.hierarchy = hierarchy;
    this.libraries = libraries;
    this.models = models;
    this.manifest = manifest;
    this.budget = budget;
  }

  int lifted() {
    return jvm.lifted();
  }

  int failed() {
    return failed;
  }

  Map<String, Integer> failures() {
    return failures;
  }

  /**
   * {@return for each flow {@code confirmed}, {@code disagrees} or {@code not-checked(reason)}}
   *
   * @param wanted the methods that decide each flow
   */
  Map<FlowKey, String> of(Set<FlowKey> flows, Map<FlowKey, Set<DexMethod>> wanted) {
    Map<FlowKey, String> results = new LinkedHashMap<>();
    Set<DexMethod> toLift = new HashSet<>();
    for (FlowKey flow : flows) {
      Set<DexMethod> more = wanted.getOrDefault(flow, Set.of());
      if (toLift.size() + more.size() > budget.maxLiftedMethods()) {
        results.put(flow, "not-checked(lift-budget)");
      } else {
        toLift.addAll(more);
      }
    }
    if (toLift.isEmpty()) {
      return results;
    }
    Set<FlowKey> again = secondRun(toLift);
    for (FlowKey flow : flows) {
      if (!results.containsKey(flow)) {
        results.put(flow, verdict(flow, wanted.getOrDefault(flow, Set.of()), again));
      }
    }
    return results;
  }

  private String verdict(FlowKey flow, Set<DexMethod> wanted, Set<FlowKey> again) {
    if (again.contains(flow)) {
      return "confirmed";
    }
    for (DexMethod method : wanted) {
      String reason = jvm.failure(method);
      if (reason != null) {
        return "not-checked(" + reason + ")";
      }
    }
    return "disagrees";
  }

  private Set<FlowKey> secondRun(Set<DexMethod> toLift) {
    DexInterpreter dalvik = new DexInterpreter();
    String packageName = manifest == null ? "" : manifest.packageName();
    Analysis analysis =
        new Analysis(
            code,
            hierarchy,
            libraries,
            models,
            packageName,
            budget,
            m -> toLift.contains(m) ? jvm : dalvik);
    analysis.entryPoints().addComponents(manifest);
    Map<WholeApp.Reached, Hit> hits = new WholeApp(analysis, relevance).run();
    Set<FlowKey> found = new HashSet<>();
    Atoms atoms = analysis.atoms();
    for (Hit hit : hits.values()) {
      if (hit instanceof Hit.Sink sink && FactBuilder.isOpen(atoms, sink)) {
        atoms.stream(sink.tainted())
            .filter(Atom.Source.class::isInstance)
            .map(Atom.Source.class::cast)
            .forEach(s -> found.add(new FlowKey(s.kind(), s.site(), sink.kind(), sink.site())));
      }
    }
    failed = jvm.failedCount();
    failures = new TreeMap<>(jvm.failures());
    return found;
  }
}
