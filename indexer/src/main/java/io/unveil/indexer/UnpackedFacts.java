package io.unveil.indexer;

import io.unveil.analyzer.facts.Coverage;
import io.unveil.analyzer.facts.Generation;
import io.unveil.analyzer.report.LauncherReport;
import io.unveil.analyzer.report.ScanReport;
import io.unveil.analyzer.report.Verdict;
import io.unveil.unpacker.UnpackedApk;
import io.unveil.unpacker.manifest.Manifest;
import java.util.List;
import java.util.Map;

/**
 * What a package says about itself in the form of a report, so that one mapping serves both. Never
 * shown as a report: it answers nothing.
 */
final class UnpackedFacts {
  private static final String NOT_ANALYSED = "not analysed yet";

  private UnpackedFacts() {}

  static ScanReport of(UnpackedApk apk) {
    Manifest manifest = apk.manifest();
    return new ScanReport(
        ScanReport.SCHEMA_VERSION,
        new Generation(0, 0, 0),
        apk.sha256(),
        apk.sizeInBytes(),
        manifest == null ? null : manifest.packageName(),
        manifest == null ? null : manifest.versionName(),
        manifest == null ? null : manifest.application().label(),
        Verdict.INCONCLUSIVE,
        List.of(NOT_ANALYSED),
        0,
        new ScanReport.Completeness(false, List.of(NOT_ANALYSED), apk.limits()),
        List.of(),
        new LauncherReport(Map.of(), Map.of(), List.of(), List.of()),
        manifest == null
            ? List.of()
            : manifest.permissions().stream()
                .map(Manifest.UsesPermission::name)
                .distinct()
                .toList(),
        apk.signing(),
        apk.installable(),
        apk.resources(),
        apk.bundle(),
        apk.nested(),
        apk.anomalyCount(),
        apk.anomalies(),
        new Coverage(0, 0, 0, 0, 0, 0, Map.of(), List.of(), List.of(NOT_ANALYSED)),
        List.of(),
        null);
  }
}
