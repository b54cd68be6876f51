package io.unveil.benchmarks;

import io.unveil.analyzer.AppAnalyzer;
import io.unveil.analyzer.facts.AppFacts;
import io.unveil.analyzer.flow.Budget;
import io.unveil.analyzer.judge.Judge;
import io.unveil.analyzer.judge.Rules;
import io.unveil.analyzer.model.ModelLoader;
import io.unveil.analyzer.model.Models;
import io.unveil.analyzer.report.ScanReport;
import io.unveil.fixtures.Bombs;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ApkUnpacker;
import io.unveil.unpacker.LimitHit;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.UnpackedApk;
import io.unveil.unpacker.anomaly.Refusal;
import io.unveil.unpacker.dex.DexCode;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Scans every file and says for each folder how many were read whole, in part, or not at all, and
 * why; at the end the memory that it took. A file that ends in an exception ends the run.
 */
final class CorpusRun {
  private final Models models = ModelLoader.bundled();
  private final Rules.Edition edition = Rules.bundled();
  private final Map<String, Row> rows = new LinkedHashMap<>();
  private final Map<String, Integer> reasons = new TreeMap<>();
  private final Map<String, Integer> limits = new TreeMap<>();
  private final PrintStream out;
  private Path slowest = Path.of("");
  private double mostSeconds;

  CorpusRun(PrintStream out) {
    this.out = out;
  }

  /** What became of the files of one folder. */
  private static final class Row {
    private int files;
    private int whole;
    private int partial;
    private int noArchive;
    private int installsNow;
    private int installsOnce;
    private int withAnomalies;
    private double seconds;
  }

  /**
   * Scans all files.
   *
   * @param withBombs whether the bombs of the fixtures come after them
   */
  void run(List<Path> files, boolean withBombs) throws IOException {
    for (Path file : files) {
      Path folder = file.toAbsolutePath().getParent();
      one(String.valueOf(folder), file);
    }
    if (withBombs) {
      bombs();
    }
    print();
  }

  private void bombs() throws IOException {
    Path folder = Files.createTempDirectory("unveil-bombs");
    for (Path file : written(folder)) {
      try {
        one("bombs", file);
      } finally {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  /** Writes the bombs; they are garbage before the first is read. */
  private static List<Path> written(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Map.Entry<String, byte[]> bomb : Bombs.all().entrySet()) {
      files.add(Files.write(folder.resolve(bomb.getKey() + ".apk"), bomb.getValue()));
    }
    return files;
  }

  private void one(String folder, Path file) throws IOException {
    Row row = rows.computeIfAbsent(folder, _ -> new Row());
    row.files++;
    long start = System.nanoTime();
    try (ApkBytes bytes = ApkBytes.map(file, Limits.DEFAULT)) {
      read(row, bytes);
    } catch (MalformedApkException e) {
      row.noArchive++;
      reasons.merge(general(e.getMessage()), 1, Integer::sum);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    row.seconds = Math.max(row.seconds, seconds);
    if (seconds > mostSeconds) {
      mostSeconds = seconds;
      slowest = file;
    }
  }

  private void read(Row row, ApkBytes bytes) throws MalformedApkException {
    Limits bounds = Limits.DEFAULT.forHeap(Runtime.getRuntime().maxMemory());
    UnpackedApk app = ApkUnpacker.unpack(bytes, bounds);
    DexCode code = DexCode.open(bytes, app.dexEntries(), bounds);
    AppFacts facts = AppAnalyzer.analyze(app, code, models, Budget.DEFAULT);
    ScanReport report = Judge.judge(facts, edition.rules(), edition.policy());
    if (report.completeness().complete()) {
      row.whole++;
    } else {
      row.partial++;
      report.completeness().reasons().forEach(r -> reasons.merge(general(r), 1, Integer::sum));
    }
    report.completeness().limits().stream()
        .map(LimitHit::limit)
        .distinct()
        .forEach(name -> limits.merge(name, 1, Integer::sum));
    row.installsNow += app.installable().at(Refusal.NEWEST_API) ? 1 : 0;
    row.installsOnce += app.installable().yes() ? 1 : 0;
    row.withAnomalies += report.anomalies().isEmpty() ? 0 : 1;
  }

  /** A sentence without what differs from file to file. */
  private static String general(String sentence) {
    return sentence.replaceAll("[0-9][0-9,.]*", "N").replaceAll("\\S*[/$]\\S*", "…").strip();
  }

  private void print() throws IOException {
    out.println(
        "folder | files | whole | partial | no archive | installs on API "
            + Refusal.NEWEST_API
            + " | installs on some | with anomalies | slowest, s");
    rows.forEach((folder, row) ->
        out.printf(
            Locale.ROOT,
            "%s | %d | %d | %d | %d | %d | %d | %d | %.2f%n",
            folder,
            row.files,
            row.whole,
            row.partial,
            row.noArchive,
            row.installsNow,
            row.installsOnce,
            row.withAnomalies,
            row.seconds));
    out.printf(Locale.ROOT, "slowest: %s, %.2f s%n", slowest.getFileName(), mostSeconds);
    out.println("files with a limit hit: " + limits);
    out.println("reasons, most frequent first:");
    reasons.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
        .forEach(e -> out.printf("  %d × %s%n", e.getValue(), e.getKey()));
    memory(out);
  }

  /** Says how much memory this process has used at most. */
  static void memory(PrintStream out) throws IOException {
    long heap =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(MemoryPoolMXBean::getPeakUsage)
            .mapToLong(usage -> usage == null ? 0 : usage.getUsed())
            .sum();
    out.printf(
        "heap: peaks of its pools %d MiB together, %d MiB allowed%n",
        heap >> 20, Runtime.getRuntime().maxMemory() >> 20);
    Path status = Path.of("/proc/self/status");
    if (Files.isReadable(status)) {
      Files.readAllLines(status).stream()
          .filter(line -> line.startsWith("VmHWM:"))
          .forEach(line -> out.println("resident, at most: " + line.substring(6).strip()));
    }
  }
}
