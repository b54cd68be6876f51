package io.unveil.benchmarks;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * The whole scan over the floor, warm and paired: both run in turns in one JVM, so that what else
 * the machine does strikes both. The ratio is the median of the pairs' ratios.
 */
final class PairedScan {
  private static final int DEX_PASSES = 30;

  private final Scan scan = new Scan();
  private final DexPass dexPass = new DexPass();
  private final int warmUps;
  private final int pairs;
  private final PrintStream out;

  /**
   * @param warmUps unmeasured runs of each before the first pair
   * @param pairs measured pairs
   */
  PairedScan(int warmUps, int pairs, PrintStream out) {
    this.warmUps = warmUps;
    this.pairs = pairs;
    this.out = out;
  }

  /** One file's figures, medians; times in nanoseconds. */
  record Figures(
      double floor,
      double scan,
      double ratio,
      double scanBytes,
      long dexBytes,
      double dexGigabytesPerSecond,
      double linearGigabytesPerSecond,
      Map<Scan.Stage, Double> stages) {}

  /** Measures all files and prints as it goes. */
  void run(List<Path> apks) throws IOException {
    List<Figures> all = new ArrayList<>();
    for (Path apk : apks) {
      Scan.Timed first = scan.run(apk);
      out.printf(
          Locale.ROOT,
          "%s: %s, %d methods, %d flows, %d work units%n",
          apk.getFileName(),
          first.report().verdict(),
          first.facts().coverage().methods(),
          first.facts().flowCounts().values().stream().mapToInt(Integer::intValue).sum(),
          first.facts().coverage().workUnits());
      Figures figures = measure(apk);
      print(figures);
      all.add(figures);
    }
    summarise(all);
  }

  private void summarise(List<Figures> all) {
    double[] ratios = all.stream().mapToDouble(Figures::ratio).toArray();
    double[] speeds = all.stream().mapToDouble(Figures::dexGigabytesPerSecond).toArray();
    out.printf(
        Locale.ROOT,
        "summary: %d files, scan/floor median %.2f, most %.2f; linear DEX pass median %.2f GB/s,"
            + " with class tables and matching %.2f GB/s; %d pairs after %d warm-ups%n",
        all.size(),
        median(ratios),
        Arrays.stream(ratios).max().orElse(Double.NaN),
        median(all.stream().mapToDouble(Figures::linearGigabytesPerSecond).toArray()),
        median(speeds),
        pairs,
        warmUps);
  }

  /** One file's pairs, medians; times in nanoseconds, allocation in bytes. */
  record Pairs(double floor, double scan, double ratio, double scanBytes, long dexBytes) {}

  private Figures measure(Path apk) throws IOException {
    Series series = measured(apk);
    Floor.Result floor = Floor.run(apk);
    double[] dex = dexPassNanos(floor);
    return new Figures(
        median(series.floors),
        median(series.scans),
        median(series.ratios),
        median(series.allocated),
        floor.dexBytes(),
        floor.dexBytes() / dex[0],
        floor.dexBytes() / dex[1],
        series.stageMedians());
  }

  /** Measures one file without the DEX pass and prints nothing. */
  Pairs pairs(Path apk) throws IOException {
    Series series = measured(apk);
    return new Pairs(
        median(series.floors),
        median(series.scans),
        median(series.ratios),
        median(series.allocated),
        Floor.run(apk).dexBytes());
  }

  private Series measured(Path apk) throws IOException {
    for (int i = 0; i < warmUps; i++) {
      Floor.run(apk);
      scan.run(apk);
    }
    Series series = new Series(pairs);
    for (int i = 0; i < pairs; i++) {
      if (i % 2 == 0) {
        series.floors[i] = timeFloor(apk);
        timeScan(apk, i, series);
      } else {
        timeScan(apk, i, series);
        series.floors[i] = timeFloor(apk);
      }
      series.ratios[i] = series.scans[i] / series.floors[i];
    }
    return series;
  }

  /** The measured pairs of one file; times in nanoseconds, allocations in bytes. */
  private static final class Series {
    final double[] floors;
    final double[] scans;
    final double[] ratios;
    final double[] allocated;
    final Map<Scan.Stage, double[]> stages = new EnumMap<>(Scan.Stage.class);

    Series(int pairs) {
      floors = new double[pairs];
      scans = new double[pairs];
      ratios = new double[pairs];
      allocated = new double[pairs];
      for (Scan.Stage stage : Scan.Stage.values()) {
        stages.put(stage, new double[pairs]);
      }
    }

    Map<Scan.Stage, Double> stageMedians() {
      Map<Scan.Stage, Double> medians = new EnumMap<>(Scan.Stage.class);
      stages.forEach((stage, nanos) -> medians.put(stage, median(nanos)));
      return medians;
    }
  }

  private void timeScan(Path apk, int pair, Series series) throws IOException {
    long before = allocatedBytes();
    Scan.Timed timed = scan.run(apk);
    series.allocated[pair] = allocatedBytes() - before;
    series.scans[pair] = timed.totalNanos();
    timed
        .nanos()
        .forEach((stage, nanos) -> Objects.requireNonNull(series.stages.get(stage))[pair] = nanos);
  }

  private static double timeFloor(Path apk) throws IOException {
    long start = System.nanoTime();
    Floor.Result result = Floor.run(apk);
    long nanos = System.nanoTime() - start;
    if (result.inflated().isEmpty()) {
      throw new IOException(apk + " has neither manifest nor code");
    }
    return nanos;
  }

  /** {@return median nanoseconds of the whole DEX pass, and of the linear pass in it} */
  private double[] dexPassNanos(Floor.Result floor) throws IOException {
    Map<String, byte[]> dex = new LinkedHashMap<>(floor.inflated());
    dex.keySet().removeIf(name -> !name.endsWith(".dex"));
    double[] nanos = new double[DEX_PASSES];
    double[] linear = new double[DEX_PASSES];
    for (int i = -warmUps; i < DEX_PASSES; i++) {
      long start = System.nanoTime();
      DexPass.Result result = dexPass.run(dex);
      long took = System.nanoTime() - start;
      if (result.methods() == 0) {
        throw new IOException("the DEX files define no method");
      }
      if (i >= 0) {
        nanos[i] = took;
        linear[i] = result.indexNanos();
      }
    }
    return new double[] {median(nanos), median(linear)};
  }

  private static long allocatedBytes() {
    return ManagementFactory.getPlatformMXBean(ThreadMXBean.class).getCurrentThreadAllocatedBytes();
  }

  private void print(Figures f) {
    out.printf(
        Locale.ROOT,
        "  floor %.2f ms, scan %.2f ms, scan/floor %.2f, %.1f MB allocated a scan%n",
        f.floor() / 1e6,
        f.scan() / 1e6,
        f.ratio(),
        f.scanBytes() / 1e6);
    out.printf(
        Locale.ROOT,
        "  DEX %.2f MB, linear pass %.2f GB/s, with class tables and matching %.2f GB/s%n",
        f.dexBytes() / 1e6,
        f.linearGigabytesPerSecond(),
        f.dexGigabytesPerSecond());
    StringBuilder line = new StringBuilder("  stages in ms:");
    f.stages()
        .forEach((stage, nanos) ->
            line.append(String.format(Locale.ROOT, " %s %.2f,", stage.label(), nanos / 1e6)));
    out.println(line.substring(0, line.length() - 1));
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
