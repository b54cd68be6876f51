package io.unveil.deploy.cli;

import io.unveil.analyzer.facts.BlindSpot;
import io.unveil.analyzer.report.ScanReport;
import io.unveil.analyzer.report.Verdict;
import io.unveil.unpacker.anomaly.Sighting;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Results for people: one block per file, the answer first, then the evidence for it. */
final class TextWriter implements ResultWriter {
  private static final int SHOWN_ANOMALIES = 8;

  private final OutputStream out;

  TextWriter(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(SampleResult result) throws IOException {
    Block block = new Block();
    switch (result) {
      case SampleResult.Reported reported -> report(block, reported.file(), reported.report());
      case SampleResult.Failed failed -> {
        block.line(0, "%s: INCONCLUSIVE, not analysed", failed.file());
        block.line(1, "%s", failed.reason());
      }
    }
    out.write((block + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  @Override
  public void finish(Tally tally) throws IOException {
    out.write((tally.summary() + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  /** Adds everything that a report says. */
  static void report(Block block, String file, ScanReport report) {
    head(block, file, report);
    ScanReport.Failure failure = report.failure();
    if (failure != null) {
      // Its reasons, its completeness and the rest say the same in other words.
      block.line(1, "not analysed, failed in %s: %s", failure.stage(), failure.reason());
      LimitText.hits(block, report.completeness().limits());
      return;
    }
    for (String reason : report.reasons()) {
      block.line(1, "because: %s", reason);
    }
    EvidenceText.findings(block, report.findings());
    block.line(1, "icon: %s", IconText.of(report.launcher()));
    PackageText.add(block, report);
    anomalies(block, report);
    for (BlindSpot spot : report.blindSpots()) {
      block.line(
          1,
          "blind spot: %s: %s%s",
          spot.kind(),
          spot.detail(),
          spot.hidesCode() ? " (hides code)" : "");
    }
    completeness(block, report);
    safety(block, report.verdict());
  }

  private static void head(Block block, String file, ScanReport report) {
    String strength =
        report.strength() > 0
            ? String.format(Locale.ROOT, " (strength %d of 100)", report.strength())
            : "";
    block.line(0, "%s: %s%s", file, report.verdict().name(), strength);
    String label = report.label();
    block.line(
        1,
        "%s%s%s, %,d bytes, SHA-256 %s",
        report.packageName() == null ? "package unknown" : report.packageName(),
        report.versionName() == null ? "" : " " + report.versionName(),
        label == null ? "" : " \"" + label + "\"",
        report.sizeInBytes(),
        report.sha256());
  }

  private static void anomalies(Block block, ScanReport report) {
    List<Sighting> anomalies = report.anomalies();
    for (Sighting sighting : anomalies.subList(0, Math.min(SHOWN_ANOMALIES, anomalies.size()))) {
      block.line(
          1,
          "anomaly: %s at offset %d%s: %s",
          sighting.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
          sighting.offset(),
          sighting.where().isEmpty() ? "" : " of " + sighting.where(),
          sighting.detail());
    }
    int more = anomalies.size() - SHOWN_ANOMALIES;
    if (more > 0) {
      block.line(1, "anomaly: %d more, all in --format json", more);
    }
    int counted = report.anomalyCount() - anomalies.size();
    if (counted > 0) {
      block.line(1, "anomaly: %d further ones were only counted (limit max-anomalies)", counted);
    }
  }

  private static void completeness(Block block, ScanReport report) {
    var coverage = report.coverage();
    if (report.completeness().complete()) {
      block.line(
          1,
          "complete%s: %,d classes, %,d methods with code",
          report.blindSpots().stream().anyMatch(BlindSpot::hidesCode)
              ? " but for the code that the blind spots hide"
              : "",
          coverage.classes(),
          coverage.methods());
      report.completeness().reasons().forEach(reason -> block.line(2, "%s", reason));
      return;
    }
    block.line(
        1, "partial, %,d classes, %,d methods with code:", coverage.classes(), coverage.methods());
    for (String reason : report.completeness().reasons()) {
      block.line(2, "%s", reason);
    }
    LimitText.hits(block, report.completeness().limits());
  }

  private static void safety(Block block, Verdict verdict) {
    if (verdict.compareTo(Verdict.MONITORING) >= 0) {
      block.line(
          1,
          "If this app is on the device of a person at risk: do not remove it before there is a"
              + " safety plan.");
      block.line(
          1,
          "Removing it can alert whoever installed it and destroys evidence. Contact a support"
              + " organisation first.");
    }
  }
}
