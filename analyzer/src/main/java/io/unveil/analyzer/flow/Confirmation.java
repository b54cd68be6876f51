package io.unveil.analyzer.flow;

import io.unveil.unpacker.dex.DexMethod;
import io.unveil.unpacker.manifest.Manifest;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The second opinion: lifts the methods that decide what was found, runs the app again with the
 * {@link JvmInterpreter} on those and the {@link DexInterpreter} on the rest, and compares.
 */
final class Confirmation {
  private final Analysis first;
  private final @Nullable Manifest manifest;
  private final Relevance relevance;
  private final JvmInterpreter jvm = new JvmInterpreter();

  /**
   * @param first the first reading, all by the {@link DexInterpreter}
   */
  Confirmation(Analysis first, @Nullable Manifest manifest, Relevance relevance) {
    this.first = first;
    this.manifest = manifest;
    this.relevance = relevance;
  }

  int lifted() {
    return jvm.lifted();
  }

  int failed() {
    return jvm.failedCount();
  }

  Map<String, Integer> failures() {
    return jvm.failures();
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
      if (toLift.size() + deciding.size() > first.meter().budget().maxLiftedMethods()) {
        results.put(claim, "not-checked(lift-budget)");
      } else {
        toLift.addAll(deciding);
      }
    });
    if (toLift.isEmpty()) {
      return results;
    }
    Set<DexMethod> different = readDifferently(toLift);
    claims.forEach((claim, deciding) -> {
      if (deciding.stream().noneMatch(different::contains)) {
        results.putIfAbsent(claim, "confirmed");
      }
    });
    Set<Object> again = results.size() == claims.size() ? Set.of() : secondRun(toLift);
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

  /** What rests on methods of which both readings say the same needs no second run of the app. */
  private Set<DexMethod> readDifferently(Set<DexMethod> toLift) {
    Analysis analysis = new Analysis(first, Set.of(), _ -> jvm);
    return analysis.solver().readDifferently(first.solver(), toLift);
  }

  private Set<Object> secondRun(Set<DexMethod> toLift) {
    DexInterpreter dalvik = new DexInterpreter();
    Analysis analysis = new Analysis(first, toLift, m -> toLift.contains(m) ? jvm : dalvik);
    analysis.entryPoints().addComponents(manifest);
    analysis.entryPoints().addUnloaded(relevance);
    WholeApp app = new WholeApp(analysis, relevance);
    Map<WholeApp.Reached, Hit> hits = app.run();
    Set<Object> found =
        new HashSet<>(new FactBuilder(analysis, manifest, app.global(), hits).deciding().keySet());
    WatchedCall.of(analysis.atoms(), hits).forEach(call -> found.add(call.key()));
    return found;
  }
}
