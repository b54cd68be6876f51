package io.unveil.analyzer;

import static io.unveil.analyzer.HiddenDexTest.LOADING;
import static io.unveil.analyzer.HiddenDexTest.PLUGIN;
import static io.unveil.analyzer.HiddenDexTest.QUIET;
import static io.unveil.analyzer.HiddenDexTest.host;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.unveil.analyzer.facts.AppFacts;
import io.unveil.analyzer.facts.BlindSpot;
import io.unveil.analyzer.flow.Budget;
import io.unveil.analyzer.judge.Judge;
import io.unveil.analyzer.judge.Rules;
import io.unveil.analyzer.model.ModelLoader;
import io.unveil.analyzer.report.Finding;
import io.unveil.analyzer.report.Finding.Confidence;
import io.unveil.analyzer.report.ScanReport;
import io.unveil.analyzer.report.Verdict;
import io.unveil.fixtures.ApkBuilder;
import io.unveil.fixtures.DexCompiler;
import io.unveil.fixtures.ZipWriter;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ApkUnpacker;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.UnpackedApk;
import io.unveil.unpacker.UnpackedApk.LoadedBy;
import io.unveil.unpacker.UnpackedApk.NestedApk;
import io.unveil.unpacker.anomaly.Anomaly;
import io.unveil.unpacker.anomaly.Sighting;
import io.unveil.unpacker.dex.DexCode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The same spy in every place of an archive, from nothing but the bytes to the verdict. */
final class HiddenDexArchiveTest {
  private static final int SMS_EXFILTRATION = 201;
  private static final byte[] SPY = DexCompiler.dex(PLUGIN);

  private static final String CALLING =
      """
      package com.example.host;
      public class Main extends android.app.Activity {
        public void onCreate(android.os.Bundle state) {
          super.onCreate(state);
          try {
            new com.example.plugin.Plugin().start(this);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        }
      }
      """;

  private static ApkBuilder behindAGap(String main) {
    return host(main).dex("classes3.dex", SPY);
  }

  private static ApkBuilder inAJar(String main) {
    ZipWriter jar = new ZipWriter();
    jar.add("classes.dex", SPY);
    return host(main).entry("assets/plugin.jar", jar.toBytes());
  }

  private static ApkBuilder inAnApp(String main) {
    return host(main).entry("assets/app.bin", inner());
  }

  private static byte[] inner() {
    return ApkBuilder.apk("com.example.inner")
        .permission("INTERNET", "READ_SMS")
        .dex("classes.dex", SPY)
        .build();
  }

  private static ApkBuilder beforeTheArchive(String main) {
    return host(main).unsigned().zip(zip -> zip.prefix(SPY));
  }

  private static ApkBuilder besideTheDirectory(String main) {
    return host(main).unsigned().zip(zip -> zip.beforeCentralDirectory(SPY));
  }

  private static ApkBuilder refusedByArt(String main) {
    byte[] broken = SPY.clone();
    broken[8] ^= 1;
    return host(main).dex("classes2.dex", broken);
  }

  private static ApkBuilder behindARefusedOne(String main) {
    byte[] other = DexCompiler.dex("package com.example.other; class Other {}");
    other[8] ^= 1;
    return host(main).dex("classes2.dex", other).dex("classes3.dex", SPY);
  }

  static Stream<Arguments> places() {
    return Stream.of(
        at("classes.dex", host(CALLING).source(PLUGIN), LoadedBy.ART, "classes.dex"),
        at("gap", behindAGap(QUIET), LoadedBy.CODE, "classes3.dex"),
        at("gap, loader", behindAGap(LOADING), LoadedBy.CODE, "classes3.dex"),
        at("jar", inAJar(QUIET), LoadedBy.CODE, "assets/plugin.jar!/classes.dex"),
        at("jar, loader", inAJar(LOADING), LoadedBy.CODE, "assets/plugin.jar!/classes.dex"),
        at("app", inAnApp(QUIET), LoadedBy.CODE, "assets/app.bin!/classes.dex"),
        at("app, loader", inAnApp(LOADING), LoadedBy.CODE, "assets/app.bin!/classes.dex"),
        at("before the archive", beforeTheArchive(QUIET), LoadedBy.NOTHING, "@0"),
        at("beside the directory", besideTheDirectory(QUIET), LoadedBy.NOTHING, "@"),
        at("beside it, loader", besideTheDirectory(LOADING), LoadedBy.NOTHING, "@"),
        at("refused by ART", refusedByArt(QUIET), LoadedBy.CODE, "classes2.dex"),
        at("behind a refused one", behindARefusedOne(QUIET), LoadedBy.CODE, "classes3.dex"));
  }

  private static Arguments at(String name, ApkBuilder app, LoadedBy loadedBy, String dex) {
    Confidence confidence =
        switch (loadedBy) {
          case ART -> Confidence.HIGH;
          case CODE ->
              name.endsWith("loader") && !name.startsWith("app")
                  ? Confidence.MEDIUM
                  : Confidence.LOW;
          case NOTHING -> Confidence.LOW;
        };
    Verdict verdict =
        switch (loadedBy) {
          case ART -> Verdict.MONITORING;
          case CODE -> confidence == Confidence.MEDIUM ? Verdict.MONITORING : Verdict.SUSPICIOUS;
          // The loader may load what is not in the archive.
          case NOTHING -> name.endsWith("loader") ? Verdict.INCONCLUSIVE : Verdict.CLEAN;
        };
    return arguments(name, app, loadedBy, dex, confidence, verdict);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("places")
  void spy_provesByWhoLoadsItsPlace(
      String name,
      ApkBuilder app,
      LoadedBy loadedBy,
      String dex,
      Confidence confidence,
      Verdict verdict)
      throws Exception {
    ScanReport report = scan(app.build(), Limits.DEFAULT);

    Finding finding =
        report.findings().stream()
            .filter(f -> f.code() == SMS_EXFILTRATION)
            .findFirst()
            .orElseThrow();
    assertThat(finding.evidence())
        .isNotEmpty()
        .allSatisfy(proof -> {
          assertThat(proof.loadedBy()).isEqualTo(loadedBy);
          assertThat(proof.steps())
              .allSatisfy(step -> assertThat(step.site().dex()).startsWith(dex));
        });
    assertThat(finding.confidence()).isEqualTo(confidence);
    assertThat(report.verdict()).as("%s", report.reasons()).isEqualTo(verdict);
    assertThat(report.completeness().complete()).isTrue();
  }

  @Test
  void hiddenPlaces_areBlindSpotsThatHideNothing_onceTheyWereRead() throws Exception {
    for (ApkBuilder app :
        List.of(behindAGap(QUIET), inAJar(QUIET), inAnApp(QUIET), besideTheDirectory(QUIET))) {
      assertThat(scan(app.build(), Limits.DEFAULT).blindSpots())
          .filteredOn(spot -> spot.kind().equals("hidden-dex"))
          .isNotEmpty()
          .noneMatch(BlindSpot::hidesCode);
    }
  }

  @Test
  void whatIsOdd_isAnAnomalyOfTheReport() throws Exception {
    assertThat(kinds(behindAGap(QUIET))).contains(Anomaly.DEX_NUMBER_GAP);
    assertThat(kinds(besideTheDirectory(QUIET))).contains(Anomaly.HIDDEN_FILE);
    assertThat(kinds(refusedByArt(QUIET))).contains(Anomaly.DEX_CHECKSUM);
    ScanReport counted = scan(refusedByArt(QUIET).build(), Limits.DEFAULT.with("max-anomalies", 0));
    assertThat(counted.anomalies()).isEmpty();
    assertThat(counted.anomalyCount()).isPositive();
  }

  @Test
  void memberOfABundleThatIsAnotherApp_isWeighedAsAnAppInside() throws Exception {
    ZipWriter bundle = new ZipWriter();
    bundle.add("base.apk", host(QUIET).build());
    bundle.add("split_config.en.apk", inner());

    ScanReport report = scan(bundle.toBytes(), Limits.DEFAULT);

    assertThat(report.verdict()).as("%s", report.reasons()).isEqualTo(Verdict.SUSPICIOUS);
    assertThat(report.nested())
        .extracting(NestedApk::path, NestedApk::packageName)
        .containsExactly(tuple("split_config.en.apk", "com.example.inner"));
  }

  @Test
  void appInside_isNamedWithItsHashAndPackage() throws Exception {
    ScanReport report = scan(inAnApp(QUIET).build(), Limits.DEFAULT);

    assertThat(report.nested())
        .singleElement()
        .satisfies(nested -> {
          assertThat(nested.path()).isEqualTo("assets/app.bin");
          assertThat(nested.packageName()).isEqualTo("com.example.inner");
          assertThat(nested.sha256()).isEqualTo(ApkBytes.of(inner()).sha256());
        })
        .extracting(NestedApk::permissions)
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
        .contains("android.permission.READ_SMS");
  }

  @Test
  void hiddenDexThatALimitLeavesOut_isNamed_andForbidsClean() throws Exception {
    ScanReport report =
        scan(behindAGap(QUIET).build(), Limits.DEFAULT.with("max-dex-bytes", SPY.length - 1));

    assertThat(report.completeness().limits())
        .extracting("limit", "where")
        .contains(org.assertj.core.groups.Tuple.tuple("max-dex-bytes", "classes3.dex"));
    assertThat(report.completeness().complete()).isFalse();
    assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
  }

  private static List<Anomaly> kinds(ApkBuilder app) throws Exception {
    return scan(app.build(), Limits.DEFAULT).anomalies().stream().map(Sighting::kind).toList();
  }

  private static ScanReport scan(byte[] apk, Limits limits) throws MalformedApkException {
    try (ApkBytes bytes = ApkBytes.of(apk)) {
      UnpackedApk app = ApkUnpacker.unpack(bytes, limits);
      DexCode code = DexCode.open(bytes, app.dexEntries(), limits);
      AppFacts facts = AppAnalyzer.analyze(app, code, ModelLoader.bundled(), Budget.DEFAULT);
      Rules.Edition edition = Rules.bundled();
      return Judge.judge(facts, edition.rules(), edition.policy());
    }
  }
}
