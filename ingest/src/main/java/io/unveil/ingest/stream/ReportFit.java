package io.unveil.ingest.stream;

import io.unveil.analyzer.report.Finding;
import io.unveil.analyzer.report.Finding.Evidence;
import io.unveil.analyzer.report.ReportJson;
import io.unveil.analyzer.report.ScanReport;
import io.unveil.analyzer.report.ScanReport.Completeness;
import io.unveil.analyzer.report.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes a huge report fit into a message: proofs are left out, evenly from all findings and the
 * later ones first, until it fits. Every finding keeps its first proof, and the facts keep all.
 */
final class ReportFit {
  /** A report larger than this is cut. Far below the topic's limit, far above any honest report. */
  static final int MAX_BYTES = 8 << 20;

  private ReportFit() {}

  /**
   * {@return the report itself when it fits, else with as many proofs as fit and the reason in its
   * completeness, or empty when it does not fit with one proof for each finding}
   *
   * <p>A clean verdict stands only on a whole report: a cut one is inconclusive.
   *
   * @param maxBytes most bytes of the report's JSON in UTF-8
   */
  static Optional<ScanReport> fit(ScanReport report, int maxBytes) {
    int size = size(report);
    if (size <= maxBytes) {
      return Optional.of(report);
    }
    int most = report.findings().stream().mapToInt(f -> f.evidence().size()).max().orElse(0);
    int fits = 0;
    int tooMany = most;
    // The size rises with the number of proofs kept, so the largest number that fits is searched.
    while (tooMany - fits > 1) {
      int kept = (fits + tooMany) >>> 1;
      if (size(cut(report, kept, size)) <= maxBytes) {
        fits = kept;
      } else {
        tooMany = kept;
      }
    }
    return fits == 0 ? Optional.empty() : Optional.of(cut(report, fits, size));
  }

  private static ScanReport cut(ScanReport report, int kept, int size) {
    List<Finding> findings = new ArrayList<>();
    int all = 0;
    int left = 0;
    for (Finding finding : report.findings()) {
      List<Evidence> evidence = finding.evidence();
      List<Evidence> first = evidence.subList(0, Math.min(kept, evidence.size()));
      all += evidence.size();
      left += first.size();
      findings.add(with(finding, first));
    }
    String reason =
        "the report has "
            + size
            + " bytes, more than a message takes: "
            + (all - left)
            + " of "
            + all
            + " proofs were left out";
    return with(report, findings, reason);
  }

  private static Finding with(Finding f, List<Evidence> evidence) {
    return new Finding(
        f.code(), f.behaviour(), f.confidence(), f.summary(), f.attack(), f.firstParty(), evidence);
  }

  private static ScanReport with(ScanReport r, List<Finding> findings, String reason) {
    List<String> incomplete = new ArrayList<>(r.completeness().reasons());
    incomplete.add(reason);
    boolean clean = r.verdict() == Verdict.CLEAN;
    List<String> reasons = new ArrayList<>(r.reasons());
    if (clean) {
      reasons.addFirst(reason);
    }
    return new ScanReport(
        r.schemaVersion(),
        r.generation(),
        r.sha256(),
        r.sizeInBytes(),
        r.packageName(),
        r.versionName(),
        r.label(),
        clean ? Verdict.INCONCLUSIVE : r.verdict(),
        reasons,
        r.strength(),
        new Completeness(false, incomplete, r.completeness().limits()),
        findings,
        r.launcher(),
        r.permissions(),
        r.signing(),
        r.installable(),
        r.resources(),
        r.bundle(),
        r.nested(),
        r.anomalyCount(),
        r.anomalies(),
        r.coverage(),
        r.blindSpots(),
        r.failure());
  }

  private static int size(ScanReport report) {
    return ReportJson.write(report).getBytes(StandardCharsets.UTF_8).length;
  }
}
