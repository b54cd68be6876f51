package io.unveil.benchmarks.peer;

import com.sun.management.OperatingSystemMXBean;
import io.unveil.analyzer.model.Models;
import io.unveil.benchmarks.droidbench.EngineFlows;
import io.unveil.benchmarks.droidbench.FlowLines;
import io.unveil.benchmarks.droidbench.Pair;
import io.unveil.benchmarks.droidbench.SootSignature;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Our data-flow engine beside FlowDroid: the same files, sources and sinks, in turns in one warm
 * JVM. Ours reads one file with one thread; FlowDroid uses as many threads as it wants.
 */
public final class FlowDroidRun {
  private static final long TIMEOUT_SECONDS = 600;

  private static final long WARM_UP_SECONDS = 60;

  /** A first run that took longer is not repeated. */
  private static final long LONG_SECONDS = 60;

  private final PrintStream out;

  /**
   * @param out where the result goes
   */
  public FlowDroidRun(PrintStream out) {
    this.out = out;
  }

  /**
   * What to compare.
   *
   * @param target build folder of the module {@code benchmarks/flowdroid}
   * @param platform an {@code android.jar}
   * @param models our models with the sources and sinks of both
   * @param apks the files
   * @param record where FlowDroid's flows are written as JSON lines, or null
   */
  public record Options(
      Path target, Path platform, Path models, List<Path> apks, @Nullable Path record) {
    /** Copies the list. */
    public Options {
      apks = List.copyOf(apks);
    }
  }

  /**
   * One run: nanoseconds on the clock and of all threads' work, and flows or why there are none.
   */
  private record Run(long nanos, long work, Set<Pair> flows, @Nullable String failure) {}

  /** Both on one file. */
  private record Row(Path apk, Run ours, Run theirs) {
    double ratio() {
      return (double) theirs.nanos / ours.nanos;
    }

    double workRatio() {
      return (double) theirs.work / ours.work;
    }
  }

  private interface Engine {
    Set<Pair> flows(Path apk) throws IOException;
  }

  /** Runs both and prints as it goes. */
  public void run(Options options) throws IOException {
    Models models = EngineFlows.models(options.models());
    List<String> lines = SourcesAndSinks.of(models, options.platform());
    Path list = Files.createTempFile("unveil-sources-and-sinks", ".txt");
    try {
      Files.write(list, lines);
      out.println(lines.size() + " sources and sinks from " + options.models().getFileName());
      Function<String, List<String>> flowDroid =
          FlowDroidLoader.load(options.target(), options.platform(), list, TIMEOUT_SECONDS);
      EngineFlows engine = new EngineFlows(models);
      compare(options, apk -> new TreeSet<>(engine.of(apk)), apk -> theirs(flowDroid, apk));
    } finally {
      Files.delete(list);
    }
  }

  private static Set<Pair> theirs(Function<String, List<String>> flowDroid, Path apk) {
    Set<Pair> pairs = new TreeSet<>();
    for (String line : lines(flowDroid, apk)) {
      String[] parts = line.split("\t", -1);
      String sourceMethod = SootSignature.toDex(parts[1]);
      pairs.add(
          new Pair(
              Pair.fileOf(apk),
              parts[0].isEmpty() ? sourceMethod : SootSignature.toDex(parts[0]),
              sourceMethod,
              SootSignature.toDex(parts[2]),
              SootSignature.toDex(parts[3])));
    }
    return pairs;
  }

  /** Soot and FlowDroid throw whatever comes to hand; that is a failure on this file. */
  private static List<String> lines(Function<String, List<String>> flowDroid, Path apk) {
    try {
      return flowDroid.apply(apk.toString());
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          String.valueOf(e.getMessage()).lines().findFirst().orElse(""), e);
    }
  }

  private void compare(Options options, Engine ours, Engine theirs) throws IOException {
    out.println(
        "file | ours, ms (CPU) | FlowDroid, ms (CPU) | times (CPU) | our flows | its flows | of"
            + " them not ours");
    List<Row> rows = new ArrayList<>();
    warmUp(options.apks(), ours, theirs);
    for (Path apk : options.apks()) {
      Row row = new Row(apk, twice(ours, apk), twice(theirs, apk));
      rows.add(row);
      print(row);
    }
    summarise(rows);
    Path record = options.record();
    if (record != null) {
      Set<Pair> all = new TreeSet<>();
      rows.forEach(row -> all.addAll(row.theirs.flows));
      FlowLines.write(record, all);
    }
  }

  /** Both engines work for a while, in CPU time, before the first file is measured. */
  private static void warmUp(List<Path> apks, Engine ours, Engine theirs) {
    for (Engine engine : List.of(ours, theirs)) {
      long end = processNanos() + TimeUnit.SECONDS.toNanos(WARM_UP_SECONDS);
      for (int i = 0; processNanos() < end; i++) {
        timed(engine, apks.get(i % apks.size()));
      }
    }
  }

  /** The quicker of two runs, so that what else the machine does counts less. */
  private static Run twice(Engine engine, Path apk) {
    Run first = timed(engine, apk);
    if (first.nanos > TimeUnit.SECONDS.toNanos(LONG_SECONDS)) {
      return first;
    }
    Run second = timed(engine, apk);
    return second.nanos < first.nanos ? second : first;
  }

  private static Run timed(Engine engine, Path apk) {
    long work = processNanos();
    long start = System.nanoTime();
    Set<Pair> flows = Set.of();
    String failure = null;
    try {
      flows = engine.flows(apk);
    } catch (IOException | IllegalStateException e) {
      failure = String.valueOf(e.getMessage());
    }
    return new Run(System.nanoTime() - start, processNanos() - work, flows, failure);
  }

  private static long processNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private static Set<Pair> lacking(Row row) {
    Set<Pair> lacking = new TreeSet<>(row.theirs.flows);
    lacking.removeIf(p -> row.ours.flows.stream().anyMatch(p::isMetBy));
    return lacking;
  }

  private void print(Row row) {
    Set<Pair> lacking = lacking(row);
    out.printf(
        Locale.ROOT,
        "%s | %.1f (%.1f) | %.0f (%.0f) | %.0f (%.0f) | %s | %s | %d%n",
        row.apk.getFileName(),
        row.ours.nanos / 1e6,
        row.ours.work / 1e6,
        row.theirs.nanos / 1e6,
        row.theirs.work / 1e6,
        row.ratio(),
        row.workRatio(),
        count(row.ours),
        count(row.theirs),
        lacking.size());
    lacking.forEach(p -> out.println("  not ours: " + p.text()));
  }

  private static String count(Run run) {
    return run.failure == null ? Integer.toString(run.flows.size()) : "failed: " + run.failure;
  }

  private void summarise(List<Row> rows) {
    List<Row> both = rows.stream().filter(r -> r.theirs.failure == null).toList();
    out.printf(
        Locale.ROOT,
        "summary: %d files, %d read by both; ours %.1f ms, FlowDroid %.0f ms at the median, %.0f"
            + " times at the median, %.0f at least; in CPU time %.1f and %.0f ms, %.0f times at the"
            + " median, %.0f at least; %d of its %d flows are not ours%n",
        rows.size(),
        both.size(),
        median(both, r -> r.ours.nanos / 1e6),
        median(both, r -> r.theirs.nanos / 1e6),
        median(both, Row::ratio),
        both.stream().mapToDouble(Row::ratio).min().orElse(Double.NaN),
        median(both, r -> r.ours.work / 1e6),
        median(both, r -> r.theirs.work / 1e6),
        median(both, Row::workRatio),
        both.stream().mapToDouble(Row::workRatio).min().orElse(Double.NaN),
        both.stream().mapToInt(r -> lacking(r).size()).sum(),
        both.stream().mapToInt(r -> r.theirs.flows.size()).sum());
  }

  private static double median(List<Row> rows, ToDoubleFunction<Row> of) {
    double[] sorted = rows.stream().mapToDouble(of).toArray();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
