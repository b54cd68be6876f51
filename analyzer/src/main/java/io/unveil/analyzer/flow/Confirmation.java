package io.unveil.analyzer.flow;

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
 * The second opinion: lifts the methods that decide what was found, runs the app again with the
 * {@link JvmInterpreter} on those and the {@link DexInterpreter} on the rest, and compares.
 */
final class Confirmation {
  private final DexCode code;
  private final ClassHierarchy hierarchy;
  private final Libraries libraries;
  private final Models models;
  private final @Nullable Manifest manifest;
  private final Loading loading;
  private final Budget budget;
  private final Relevance relevance;
  private final SharedDevice.@Nullable View device;
  private final JvmInterpreter jvm = new JvmInterpreter();
  private int failed;
  private Map<String, Integer> failures = Map.of();

  Confirmation(
      DexCode code,
      ClassHierarchy hierarchy,
      Libraries libraries,
      Models models,
      @Nullable Manifest manifest,
      Loading loading,
      Budget budget,
      Relevance relevance,
      SharedDevice.@Nullable View device) {
    this.device = device;
    this.relevance = relevance;
    this.code = code;
    this.hierarchy = hierarchy;
    this.libraries = libraries;
    this.models = models;
    this.manifest = manifest;
    this.loading = loading;
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
   * {@return for each claim {@code confirmed}, {@code disagrees} or {@code not-checked(reason)}}
   *
   * @param claims flows and catalogued calls ({@link FactBuilder.FlowKey}, {@link WatchedCall.Key})
   *     with the methods that decide them
   */
  Map<Object, String> of(Map<Object, Set<DexMethod>> claims) {
    Map<Object, String> results = new LinkedHashMap<>();
    Set<DexMethod> toLift = new HashSet<>();
    claims.forEach((claim, deciding) -> {
      if (toLift.size() + deciding.size() > budget.maxLiftedMethods()) {
        results.put(claim, "not-checked(lift-budget)");
      } else {
        toLift.addAll(deciding);
      }
    });
    if (toLift.isEmpty()) {
      return results;
    }
    Set<Object> again = secondRun(toLift);
    claims.forEach(
        (claim, deciding) -> results.computeIfAbsent(claim, _ -> verdict(claim, deciding, again)));
    return results;
  }

  private String verdict(Object claim, Set<DexMethod> deciding, Set<Object> again) {
    if (again.contains(claim)) {
      return "confirmed";
    }
    for (DexMethod method : deciding) {
      String reason = jvm.failure(method);
      if (reason != null) {
        return "not-checked(" + reason + ")";
      }
    }
    return "disagrees";
  }

  private Set<Object> secondRun(Set<DexMethod> toLift) {
    DexInterpreter dalvik = new DexInterpreter();
    String packageName = manifest == null ? "" : manifest.packageName();
    Analysis analysis =
        new Analysis(
            code,
            hierarchy,
            libraries,
            models,
            packageName,
            loading,
            budget,
            m -> toLift.contains(m) ? jvm : dalvik);
    analysis.device(device);
    analysis.entryPoints().addComponents(manifest);
    analysis.entryPoints().addUnloaded(relevance);
    WholeApp app = new WholeApp(analysis, relevance);
    Map<WholeApp.Reached, Hit> hits = app.run();
    Set<Object> found =
        new HashSet<>(new FactBuilder(analysis, manifest, app.global(), hits).deciding().keySet());
    WatchedCall.of(analysis.atoms(), hits).forEach(call -> found.add(call.key()));
    failed = jvm.failedCount();
    failures = new TreeMap<>(jvm.failures());
    return found;
  }
}
