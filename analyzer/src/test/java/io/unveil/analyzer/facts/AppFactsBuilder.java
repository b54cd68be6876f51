package io.unveil.analyzer.facts;

import io.unveil.unpacker.LimitHit;
import io.unveil.unpacker.UnpackedApk;
import io.unveil.unpacker.UnpackedApk.DexEntry;
import io.unveil.unpacker.UnpackedApk.Installable;
import io.unveil.unpacker.UnpackedApk.LoadedBy;
import io.unveil.unpacker.UnpackedApk.NestedApk;
import io.unveil.unpacker.anomaly.Anomaly;
import io.unveil.unpacker.anomaly.Sighting;
import io.unveil.unpacker.manifest.AppResources;
import io.unveil.unpacker.manifest.Manifest;
import io.unveil.unpacker.signing.Signing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Builds facts by hand, as the engine would report them. */
public final class AppFactsBuilder {
  public static final String SHA256 = "ab".repeat(32);

  private @Nullable Manifest manifest;
  private final List<FlowFact> flows = new ArrayList<>();
  private final Map<String, Integer> flowCounts = new TreeMap<>();
  private final List<CallFact> calls = new ArrayList<>();
  private final Map<String, Integer> sourceCalls = new TreeMap<>();
  private final Map<String, Integer> sinkCalls = new TreeMap<>();
  private final List<BlindSpot> blindSpots = new ArrayList<>();
  private final List<Sighting> anomalies = new ArrayList<>();
  private final List<String> unpackIncomplete = new ArrayList<>();
  private final List<String> incomplete = new ArrayList<>();
  private final Map<String, Integer> failures = new TreeMap<>();
  private final List<NestedApk> nested = new ArrayList<>();
  private final List<LimitHit> limits = new ArrayList<>();
  private boolean hasDex = true;

  private AppFactsBuilder(@Nullable Manifest manifest) {
    this.manifest = manifest;
  }

  public static AppFactsBuilder facts(ManifestBuilder manifest) {
    return new AppFactsBuilder(manifest.build());
  }

  public static AppFactsBuilder factsWithoutManifest() {
    return new AppFactsBuilder(null);
  }

  public static CodeSite site(String method) {
    return new CodeSite("classes.dex", "Lcom/example/app/" + method, 4, 12, null);
  }

  public static CodeSite librarySite(String method) {
    return new CodeSite("classes.dex", "Lcom/vendor/sdk/" + method, 4, null, "Vendor SDK");
  }

  public AppFactsBuilder flow(FlowFact flow) {
    flows.add(flow);
    flowCounts.merge(flow.sourceKind() + "→" + flow.sinkKind(), 1, Integer::sum);
    return this;
  }

  public AppFactsBuilder call(String name, CodeSite site, List<List<String>> arguments) {
    calls.add(
        new CallFact(
            name,
            "L" + name + ";->call()V",
            site,
            arguments,
            List.of(),
            List.of(),
            "confirmed",
            LoadedBy.ART));
    return this;
  }

  public AppFactsBuilder call(CallFact call) {
    calls.add(call);
    return this;
  }

  /** A source call of app code together with its place. */
  public AppFactsBuilder source(String kind, CodeSite site) {
    sourceCalls.merge(kind, 1, Integer::sum);
    return call("source:" + kind, site, List.of());
  }

  /** A sink call of app code together with its place. */
  public AppFactsBuilder sink(String kind, CodeSite site) {
    sinkCalls.merge(kind, 1, Integer::sum);
    return call("sink:" + kind, site, List.of());
  }

  public AppFactsBuilder disables(String method, String component) {
    return setting(method, List.of(ManifestBuilder.PACKAGE + "." + component), List.of("2"));
  }

  public AppFactsBuilder enables(String method, String component) {
    return setting(method, List.of(ManifestBuilder.PACKAGE + "." + component), List.of("1"));
  }

  public AppFactsBuilder setting(String method, List<String> components, List<String> states) {
    return call(
        "component-enabled-setting", site(method), List.of(components, states, List.of("1")));
  }

  public AppFactsBuilder blindSpot(String kind, boolean hidesCode) {
    blindSpots.add(new BlindSpot(kind, kind + " in classes.dex", hidesCode));
    return this;
  }

  /** Another app inside, which asks for these permissions. */
  public AppFactsBuilder nested(String path, String... permissions) {
    nested.add(
        new NestedApk(
            path,
            1,
            "cd".repeat(32),
            900,
            "com.example.inner",
            null,
            List.of(permissions),
            List.of()));
    return this;
  }

  public AppFactsBuilder limit(LimitHit hit) {
    limits.add(hit);
    return unpackIncomplete("something was too large (limit " + hit.limit() + ")");
  }

  public AppFactsBuilder anomaly(Anomaly kind) {
    anomalies.add(new Sighting(kind, 30, "", "flags 0x1 and 0x0"));
    return this;
  }

  public AppFactsBuilder unpackIncomplete(String reason) {
    unpackIncomplete.add(reason);
    return this;
  }

  public AppFactsBuilder incomplete(String reason) {
    incomplete.add(reason);
    return this;
  }

  public AppFactsBuilder failure(String reason, int count) {
    failures.put(reason, count);
    return this;
  }

  public AppFactsBuilder withoutDex() {
    hasDex = false;
    return this;
  }

  public AppFacts build() {
    int failed = failures.values().stream().mapToInt(Integer::intValue).sum();
    return new AppFacts(
        AppFacts.SCHEMA_VERSION,
        new Generation(1, 1, 0),
        apk(),
        flows,
        flowCounts,
        calls,
        sourceCalls,
        sinkCalls,
        List.of(),
        new Coverage(10, 40, 12, 3, failed, 900, failures, List.of(), incomplete),
        blindSpots);
  }

  private UnpackedApk apk() {
    return new UnpackedApk(
        SHA256,
        4_096,
        new Installable(true, List.of()),
        manifest,
        AppResources.NONE,
        hasDex
            ? List.of(new DexEntry("classes.dex", List.of(), 8, 100, 900, 2_000, LoadedBy.ART))
            : List.of(),
        List.of(),
        nested,
        null,
        List.of(),
        Signing.NONE,
        anomalies,
        anomalies.size(),
        5,
        limits,
        unpackIncomplete);
  }
}
