package io.unveil.benchmarks;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The parts of unpacking over their floors, warm and paired: floor and part run in turns. Times are
 * CPU times of the one thread, so that what else the machine does counts little.
 */
final class UnpackRun {
  private static final ThreadMXBean THREADS =
      ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

  private final int warmUps;
  private final int rounds;
  private final PrintStream out;
  private final Map<UnpackParts.Part, List<Figures>> all = new EnumMap<>(UnpackParts.Part.class);

  /**
   * @param warmUps unmeasured rounds of each part before the first measured one
   * @param rounds measured rounds
   */
  UnpackRun(int warmUps, int rounds, PrintStream out) {
    this.warmUps = warmUps;
    this.rounds = rounds;
    this.out = out;
  }

  /**
   * Medians of one part of one file.
   *
   * @param floor nanoseconds of the floor
   * @param part nanoseconds of the part
   * @param ratio median of the rounds' ratios; NaN when the floor has nothing to do
   * @param allocated bytes allocated on the heap per byte of APK
   */
  record Figures(double floor, double part, double ratio, double allocated) {}

  /** Measures all files and prints as it goes, at last the medians over all files. */
  void run(List<Path> apks) throws IOException {
    for (Path apk : apks) {
      try (UnpackParts parts = new UnpackParts(apk)) {
        out.printf(
            Locale.ROOT,
            "%s: %.2f MB, %.2f MB of DEX%n",
            apk.getFileName(),
            parts.sizeInBytes() / 1e6,
            parts.dexBytes() / 1e6);
        head();
        for (UnpackParts.Part part : UnpackParts.Part.values()) {
          if (parts.has(part)) {
            Figures figures = measure(parts, part);
            print(part, figures);
            all.computeIfAbsent(part, _ -> new ArrayList<>()).add(figures);
          }
        }
      }
    }
    out.printf(
        Locale.ROOT,
        "median of %d files, %d rounds after %d warm-ups; CPU time%n",
        apks.size(),
        rounds,
        warmUps);
    head();
    all.forEach((part, figures) -> print(part, medians(figures)));
  }

  private Figures measure(UnpackParts parts, UnpackParts.Part part) throws IOException {
    double[] floors = new double[rounds];
    double[] times = new double[rounds];
    double[] ratios = new double[rounds];
    double[] allocated = new double[rounds];
    boolean hasFloor = parts.hasFloor(part);
    for (int i = -warmUps; i < rounds; i++) {
      long start = THREADS.getCurrentThreadCpuTime();
      parts.floor(part);
      long between = THREADS.getCurrentThreadCpuTime();
      long bytes = THREADS.getCurrentThreadAllocatedBytes();
      parts.run(part);
      long end = THREADS.getCurrentThreadCpuTime();
      if (i >= 0) {
        floors[i] = between - start;
        times[i] = end - between;
        ratios[i] = hasFloor ? times[i] / floors[i] : Double.NaN;
        allocated[i] = THREADS.getCurrentThreadAllocatedBytes() - bytes;
      }
    }
    return new Figures(
        PairedScan.median(floors),
        PairedScan.median(times),
        PairedScan.median(ratios),
        PairedScan.median(allocated) / parts.sizeInBytes());
  }

  private static Figures medians(List<Figures> figures) {
    return new Figures(
        PairedScan.median(figures.stream().mapToDouble(Figures::floor).toArray()),
        PairedScan.median(figures.stream().mapToDouble(Figures::part).toArray()),
        PairedScan.median(
            figures.stream().mapToDouble(Figures::ratio).filter(Double::isFinite).toArray()),
        PairedScan.median(figures.stream().mapToDouble(Figures::allocated).toArray()));
  }

  private void head() {
    out.printf("  %-22s %9s %9s %8s %16s%n", "part", "ms", "floor ms", "ratio", "B per APK byte");
  }

  private void print(UnpackParts.Part part, Figures f) {
    out.printf(
        Locale.ROOT,
        "  %-22s %9.3f %9.3f %8s %16.3f%n",
        part.label(),
        f.part() / 1e6,
        f.floor() / 1e6,
        Double.isNaN(f.ratio()) ? "-" : String.format(Locale.ROOT, "%.2f", f.ratio()),
        f.allocated());
  }
}
