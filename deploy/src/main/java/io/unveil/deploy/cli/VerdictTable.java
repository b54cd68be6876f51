package io.unveil.deploy.cli;

import io.unveil.analyzer.report.Finding;
import io.unveil.analyzer.report.ScanReport;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One line for each sample: the answer, its strength, which file, which package, why. */
final class VerdictTable {
  private static final int SHOWN_BEHAVIOURS = 4;
  private static final int WIDEST_NAME = 48;

  private final OutputStream out;
  private final int nameWidth;

  /**
   * @param names all names that will be shown, for the width of their column
   */
  VerdictTable(OutputStream out, List<String> names) {
    this.out = out;
    int longest = names.stream().mapToInt(String::length).max().orElse(1);
    this.nameWidth = Math.clamp(longest, 1, WIDEST_NAME);
  }

  /** Writes one line and flushes it. */
  void row(String name, ScanReport report) throws IOException {
    Block block = new Block();
    block.line(
        0,
        "%-12s %3s  %-" + nameWidth + "s  %s%s",
        report.verdict().name(),
        report.strength() > 0 ? String.valueOf(report.strength()) : "-",
        name,
        report.packageName() == null ? "package unknown" : report.packageName(),
        why(report));
    out.write(block.toString().getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static String why(ScanReport report) {
    ScanReport.Failure failure = report.failure();
    if (failure != null) {
      return "  not analysed, failed in " + failure.stage() + ": " + failure.reason();
    }
    List<String> behaviours =
        report.findings().stream().map(Finding::behaviour).distinct().toList();
    if (behaviours.isEmpty()) {
      return "";
    }
    int more = behaviours.size() - SHOWN_BEHAVIOURS;
    return "  "
        + String.join(", ", behaviours.subList(0, Math.min(SHOWN_BEHAVIOURS, behaviours.size())))
        + (more > 0 ? " and " + more + " more" : "");
  }
}
