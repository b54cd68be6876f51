package io.unveil.indexer;

import io.unveil.analyzer.facts.Generation;
import io.unveil.analyzer.report.ReportJson;
import io.unveil.analyzer.report.ScanReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The process that {@link KillIT} kills: puts batches from where the index says, for ever. */
final class KilledWriter {
  static final int BATCH = 20;
  private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");

  private KilledWriter() {}

  /** {@code args}: folder of the index, file with a report. */
  public static void main(String[] args) throws Exception {
    ScanReport report = ReportJson.readReport(Files.readString(Path.of(args[1])));
    IndexSettings often = new IndexSettings(Duration.ofMillis(40), Duration.ofMillis(90), 1_000, 1);
    try (ReportIndex index = ReportIndex.open(Path.of(args[0]), often)) {
      int next = offset(index);
      System.out.println(index.openingNotice().orElse("opened"));
      boolean said = false;
      while (true) {
        index.put(batch(report, next), Map.of("p", Integer.toString(++next)));
        if (!said && index.status().durableSequence() > 0) {
          System.out.println("durable");
          said = true;
        }
      }
    }
  }

  static int offset(ReportIndex index) {
    return Integer.parseInt(index.positions().getOrDefault("p", "0"));
  }

  static String sha256(int number) {
    return "%064x".formatted(number * 7919L);
  }

  private static List<IndexEntry> batch(ScanReport report, int number) {
    List<IndexEntry> batch = new ArrayList<>();
    for (int i = number * BATCH; i < (number + 1) * BATCH; i++) {
      Generation generation = new Generation(1, 1, 1);
      batch.add(
          new IndexEntry.Result(
              Scanned.renamed(
                  report, sha256(i), generation, report.findings(), report.permissions()),
              AT,
              AT));
      batch.add(new IndexEntry.Seen(sha256(i / 2), 1, "folder", "name-" + i, AT, AT));
    }
    return batch;
  }
}
