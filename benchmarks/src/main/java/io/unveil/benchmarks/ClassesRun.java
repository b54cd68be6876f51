package io.unveil.benchmarks;

import io.unveil.analyzer.flow.AppInput;
import io.unveil.analyzer.flow.Budget;
import io.unveil.analyzer.flow.FlowEngine;
import io.unveil.analyzer.flow.FlowEngine.Reach;
import io.unveil.analyzer.model.ModelLoader;
import io.unveil.fixtures.FlowCases;
import io.unveil.fixtures.Sample;
import io.unveil.fixtures.Samples;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ApkUnpacker;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.RuntimeResources;
import io.unveil.unpacker.UnpackedApk;
import io.unveil.unpacker.dex.DexCode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The whole scan over the floor by how far the data-flow engine goes: whether the tables already
 * say that there is nothing, the index does, or data flow is solved.
 */
final class ClassesRun {
  private static final Map<Reach, Bound> BOUNDS =
      new EnumMap<>(
          Map.of(
              Reach.TABLES, new Bound(1.3, Double.NaN),
              Reach.INDEX, new Bound(2.2, Double.NaN),
              Reach.SOLVED, new Bound(3, 6)));

  private final PairedScan pairs;
  private final PrintStream out;

  /** The most that the median and the ninetieth percentile may be; NaN asks nothing. */
  private record Bound(double median, double p90) {
    String said(double actualMedian, double actualP90) {
      boolean holds = actualMedian <= median && (Double.isNaN(p90) || actualP90 <= p90);
      String asked =
          Double.isNaN(p90)
              ? String.format(Locale.ROOT, "≤ %.1f", median)
              : String.format(Locale.ROOT, "≤ %.0f, p90 ≤ %.0f", median, p90);
      return asked + (holds ? ": yes" : ": NO");
    }
  }

  /** One file's class and figures. */
  private record Row(
      Path apk, Reach reach, boolean sourceNamed, long workUnits, PairedScan.Pairs pairs) {}

  /**
   * @param warmUps unmeasured runs of each before the first pair
   * @param pairs measured pairs
   */
  ClassesRun(int warmUps, int pairs, PrintStream out) {
    this.pairs = new PairedScan(warmUps, pairs, out);
    this.out = out;
  }

  /** Measures all files; those of one argument are one group. */
  void run(List<String> arguments, boolean fixtures) throws IOException {
    Map<String, List<Path>> groups = new LinkedHashMap<>();
    for (String argument : arguments) {
      groups.put(Path.of(argument).getFileName().toString(), Inputs.of(List.of(argument)));
    }
    if (fixtures) {
      groups.put("fixtures", fixtures());
    }
    List<Row> all = new ArrayList<>();
    head();
    for (Map.Entry<String, List<Path>> group : groups.entrySet()) {
      List<Row> rows = new ArrayList<>();
      for (Path apk : group.getValue()) {
        try {
          rows.add(row(apk));
        } catch (IOException e) {
          out.println("not measured: " + e.getMessage());
        }
      }
      print(group.getKey(), rows);
      all.addAll(rows);
    }
    if (groups.size() > 1) {
      print("all", all);
    }
    budgets(all);
    CorpusRun.memory(out);
  }

  private Row row(Path apk) throws IOException {
    try (ApkBytes bytes = ApkBytes.map(apk, Limits.DEFAULT)) {
      UnpackedApk app = ApkUnpacker.unpack(bytes, Limits.DEFAULT);
      DexCode code = DexCode.open(bytes, app.dexEntries(), Limits.DEFAULT);
      FlowEngine.Result flow =
          FlowEngine.run(
              AppInput.of(app, code, RuntimeResources.of(bytes, app, Limits.DEFAULT)),
              ModelLoader.bundled(),
              Budget.DEFAULT);
      return new Row(apk, flow.reach(), flow.sourceNamed(), flow.workUnits(), pairs.pairs(apk));
    } catch (MalformedApkException e) {
      throw new IOException(apk + ": " + e.getMessage(), e);
    }
  }

  private static List<Path> fixtures() throws IOException {
    Path folder = Files.createTempDirectory("unveil-fixtures");
    folder.toFile().deleteOnExit();
    List<Sample> samples = new ArrayList<>(Samples.all());
    samples.addAll(FlowCases.all());
    List<Path> files = new ArrayList<>();
    for (Sample sample : samples) {
      Path file = folder.resolve(sample.name() + ".apk");
      file.toFile().deleteOnExit();
      files.add(Files.write(file, sample.apk()));
    }
    return files;
  }

  private void head() {
    out.println(
        "group | stopped at | files | share | DEX, kB | floor, ms | scan, ms | scan/floor: median |"
            + " p90 | most | asked | allocated, kB | work units, most");
  }

  private void print(String group, List<Row> rows) {
    for (Reach reach : Reach.values()) {
      List<Row> some = rows.stream().filter(r -> r.reach == reach).toList();
      if (!some.isEmpty()) {
        print(group, reach.name().toLowerCase(Locale.ROOT), some, rows.size(), bound(reach));
      }
    }
    List<Row> unnamed = rows.stream().filter(r -> !r.sourceNamed).toList();
    if (!unnamed.isEmpty()) {
      print(group, "(no protected source in the tables)", unnamed, rows.size(), null);
    }
  }

  private static Bound bound(Reach reach) {
    return Objects.requireNonNull(BOUNDS.get(reach));
  }

  private void print(String group, String name, List<Row> rows, int of, @Nullable Bound bound) {
    double median = quantile(rows, 0.5, r -> r.pairs.ratio());
    double p90 = quantile(rows, 0.9, r -> r.pairs.ratio());
    out.printf(
        Locale.ROOT,
        "%s | %s | %d | %.0f %% | %.0f | %.2f | %.2f | %.2f | %.2f | %.2f (%s) | %s | %.0f | %d%n",
        group,
        name,
        rows.size(),
        100.0 * rows.size() / of,
        quantile(rows, 0.5, r -> r.pairs.dexBytes() / 1e3),
        quantile(rows, 0.5, r -> r.pairs.floor() / 1e6),
        quantile(rows, 0.5, r -> r.pairs.scan() / 1e6),
        median,
        p90,
        quantile(rows, 1, r -> r.pairs.ratio()),
        rows.stream()
            .max(Comparator.comparingDouble(r -> r.pairs.ratio()))
            .orElseThrow()
            .apk
            .getFileName(),
        bound == null ? "-" : bound.said(median, p90),
        quantile(rows, 0.5, r -> r.pairs.scanBytes() / 1e3),
        rows.stream().mapToLong(Row::workUnits).max().orElse(0));
  }

  private void budgets(List<Row> rows) {
    long most = Budget.DEFAULT.maxWorkUnits();
    out.printf(
        Locale.ROOT,
        "%d of %d files used up the budget of %d work units%n",
        rows.stream().filter(r -> r.workUnits > most).count(),
        rows.size(),
        most);
  }

  /** {@return the smallest value that at least the share {@code q} of the rows does not exceed} */
  private static double quantile(List<Row> rows, double q, ToDoubleFunction<Row> of) {
    double[] values = rows.stream().mapToDouble(of).toArray();
    return quantile(values, q);
  }

  static double quantile(double[] values, double q) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[Math.max(0, (int) Math.ceil(q * sorted.length) - 1)];
  }
}
