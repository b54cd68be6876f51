package io.unveil.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.analyzer.report.Finding;
import io.unveil.analyzer.report.ReportJson;
import io.unveil.analyzer.report.ScanReport;
import io.unveil.analyzer.report.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReportFitTest {
  private static final int MAX = 40_000;

  @Test
  void reportThatFits_isKeptAsItIs() {
    ScanReport report = Made.report(Verdict.STALKERWARE, 3, 1);
    assertThat(ReportFit.fit(report, MAX)).containsSame(report);
    assertThat(ReportFit.fit(report, size(report))).containsSame(report);
  }

  @Test
  void reportOneByteTooLarge_losesProofsAndSaysHowMany() {
    ScanReport report = Made.report(Verdict.STALKERWARE, 3, 1);
    ScanReport cut = ReportFit.fit(report, size(report) - 1).orElseThrow();
    assertThat(cut.findings()).extracting(f -> f.evidence().size()).containsExactly(2, 1);
    assertThat(cut.completeness().complete()).isFalse();
    assertThat(cut.completeness().reasons())
        .containsExactly(
            "the report has "
                + size(report)
                + " bytes, more than a message takes: 1 of 4 proofs were left out");
    assertThat(cut.verdict()).isEqualTo(Verdict.STALKERWARE);
    assertThat(cut.reasons()).isEqualTo(report.reasons());
  }

  @Test
  void hugeReport_keepsEveryFindingAndAsManyFirstProofsAsFit() {
    ScanReport report = Made.report(Verdict.MONITORING, 500, 2, 90);
    ScanReport cut = ReportFit.fit(report, MAX).orElseThrow();
    assertThat(size(cut)).isLessThanOrEqualTo(MAX).isGreaterThan(MAX - 2_500);
    assertThat(cut.findings()).hasSize(3);
    for (int i = 0; i < 3; i++) {
      Finding whole = report.findings().get(i);
      Finding kept = cut.findings().get(i);
      assertThat(whole.evidence()).startsWith(kept.evidence().toArray(Finding.Evidence[]::new));
      assertThat(kept.evidence()).isNotEmpty();
    }
    assertThat(ReportFit.fit(report, MAX)).as("deterministic").contains(cut);
  }

  @Test
  void cleanReportThatIsCut_isInconclusiveWithTheReason() {
    ScanReport cut = ReportFit.fit(Made.report(Verdict.CLEAN, 100), MAX).orElseThrow();
    assertThat(cut.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(cut.reasons().getFirst()).contains("proofs were left out");
  }

  @Test
  void reportTooLargeWithOneProofEach_doesNotFit() {
    ScanReport report = Made.report(Verdict.MONITORING, 5, 5);
    assertThat(ReportFit.fit(report, 1_500)).isEqualTo(Optional.empty());
    assertThat(ReportFit.fit(Made.report(Verdict.MONITORING), 100)).isEqualTo(Optional.empty());
  }

  private static int size(ScanReport report) {
    return ReportJson.write(report).getBytes(StandardCharsets.UTF_8).length;
  }
}
