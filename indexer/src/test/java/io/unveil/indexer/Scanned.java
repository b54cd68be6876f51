package io.unveil.indexer;

import io.unveil.analyzer.AppAnalyzer;
import io.unveil.analyzer.facts.Generation;
import io.unveil.analyzer.flow.Budget;
import io.unveil.analyzer.judge.Judge;
import io.unveil.analyzer.judge.Rules;
import io.unveil.analyzer.model.ModelLoader;
import io.unveil.analyzer.report.Finding;
import io.unveil.analyzer.report.ScanReport;
import io.unveil.fixtures.Samples;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ApkUnpacker;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.UnpackedApk;
import io.unveil.unpacker.dex.DexCode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Fixtures after a real scan. */
record Scanned(UnpackedApk apk, ScanReport report) {
  private static final Map<String, Scanned> CACHE = new ConcurrentHashMap<>();

  static Scanned sample(String name) {
    return CACHE.computeIfAbsent(name, Scanned::scan);
  }

  static Scanned spy() {
    return sample("hidden-icon-sms-spy");
  }

  static Scanned notes() {
    return sample("honest-notes");
  }

  /** The same package under another digest. */
  UnpackedApk apk(String sha256) {
    return new UnpackedApk(
        sha256,
        apk.sizeInBytes(),
        apk.installable(),
        apk.manifest(),
        apk.resources(),
        apk.dexEntries(),
        apk.payloads(),
        apk.nested(),
        apk.bundle(),
        apk.nativeLibraries(),
        apk.signing(),
        apk.anomalies(),
        apk.anomalyCount(),
        apk.entryCount(),
        apk.limits(),
        apk.incomplete());
  }

  /** The same report about another digest, made by another generation. */
  ScanReport report(String sha256, Generation generation) {
    return report(sha256, generation, report.findings(), report.permissions());
  }

  ScanReport report(
      String sha256, Generation generation, List<Finding> findings, List<String> permissions) {
    return renamed(report, sha256, generation, findings, permissions);
  }

  static ScanReport renamed(
      ScanReport report,
      String sha256,
      Generation generation,
      List<Finding> findings,
      List<String> permissions) {
    return new ScanReport(
        report.schemaVersion(),
        generation,
        sha256,
        report.sizeInBytes(),
        report.packageName(),
        report.versionName(),
        report.label(),
        report.verdict(),
        report.reasons(),
        report.strength(),
        report.completeness(),
        findings,
        report.launcher(),
        permissions,
        report.signing(),
        report.installable(),
        report.resources(),
        report.bundle(),
        report.nested(),
        report.anomalyCount(),
        report.anomalies(),
        report.coverage(),
        report.blindSpots(),
        report.failure());
  }

  private static Scanned scan(String name) {
    try (ApkBytes bytes = ApkBytes.of(Samples.named(name).apk())) {
      UnpackedApk apk = ApkUnpacker.unpack(bytes, Limits.DEFAULT);
      DexCode code = DexCode.open(bytes, apk.dexEntries(), Limits.DEFAULT);
      var facts = AppAnalyzer.analyze(apk, code, ModelLoader.bundled(), Budget.DEFAULT);
      Rules.Edition edition = Rules.bundled();
      return new Scanned(apk, Judge.judge(facts, edition.rules(), edition.policy()));
    } catch (Exception e) {
      throw new IllegalStateException("fixture " + name, e);
    }
  }
}
