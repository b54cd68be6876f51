package io.unveil.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A server under an even load for a long time: whether its heap grows, and how much memory all of
 * its processes take. Each file goes in under ever new SHA-256s.
 *
 * <p>The slope is the least-squares line through the live heap after full collections; the first
 * sixth of the time is left out, because classes and caches are loaded then.
 */
final class SoakRun {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration SAMPLE_EVERY = Duration.ofMinutes(1);
  private static final double MIB = 1 << 20;
  private static final double NANOS_PER_HOUR = 3.6e12;

  private final Duration length;
  private final int perMinute;
  private final List<String> settings;
  private final PrintStream out;

  /** What was seen at one time; {@code hours} since the start. */
  private record Seen(double hours, double heapMib) {}

  /**
   * @param perMinute submissions a minute
   * @param settings of the server, each {@code key=value}
   */
  SoakRun(Duration length, int perMinute, List<String> settings, PrintStream out) {
    this.length = length;
    this.perMinute = perMinute;
    this.settings = settings;
    this.out = out;
  }

  /** Measures and prints; {@code root} is a built checkout. */
  void run(Path root, List<Path> apks) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("unveil-soak");
    try (StreamServer server = StreamServer.start(root, folder.resolve("data"), settings)) {
      ProcessTree tree = server.tree();
      List<Seen> seen = new ArrayList<>();
      long began = System.nanoTime();
      long next = began;
      long most = 0;
      long submitted = 0;
      while (System.nanoTime() - began < length.toNanos()) {
        Path apk = apks.get((int) (submitted % apks.size()));
        Path variant = folder.resolve("sample.apk");
        Files.write(variant, Variants.of(Files.readAllBytes(apk), "soak " + submitted));
        server.submit(variant);
        submitted++;
        if (System.nanoTime() >= next) {
          next += SAMPLE_EVERY.toNanos();
          most = Math.max(most, tree.residentBytes());
          seen.add(look(tree, began, submitted, server.results()));
        }
        pace(began, submitted);
      }
      server.awaitResults(submitted, PATIENCE);
      seen.add(look(tree, began, submitted, server.results()));
      most = Math.max(most, tree.residentBytes());
      out.printf(
          Locale.ROOT,
          "soak: minutes=%.0f submitted=%d reported=%d heapGrowthMibPerHour=%.2f"
              + " mostMemoryMib=%.0f%n",
          (System.nanoTime() - began) / NANOS_PER_HOUR * 60,
          submitted,
          server.results(),
          slope(seen),
          most / MIB);
    } finally {
      StreamRun.delete(folder);
    }
  }

  private Seen look(ProcessTree tree, long began, long submitted, long results)
      throws IOException, InterruptedException {
    Seen seen = new Seen((System.nanoTime() - began) / NANOS_PER_HOUR, tree.liveHeapBytes() / MIB);
    out.printf(
        Locale.ROOT,
        "minute %.1f: submitted %d, results %d, live heap %.1f MiB, %d processes with %.0f MiB, %d"
            + " open files%n",
        seen.hours() * 60,
        submitted,
        results,
        seen.heapMib(),
        tree.size(),
        tree.residentBytes() / MIB,
        tree.openFiles());
    return seen;
  }

  private void pace(long began, long submitted) throws InterruptedException {
    long due = began + submitted * Duration.ofMinutes(1).toNanos() / perMinute;
    long wait = due - System.nanoTime();
    if (wait > 0) {
      Thread.sleep(Duration.ofNanos(wait));
    }
  }

  /** {@return MiB an hour} */
  private static double slope(List<Seen> all) {
    List<Seen> seen = all.subList(all.size() / 6, all.size());
    double hours = seen.stream().mapToDouble(Seen::hours).average().orElse(0);
    double heap = seen.stream().mapToDouble(Seen::heapMib).average().orElse(0);
    double both = 0;
    double square = 0;
    for (Seen each : seen) {
      both += (each.hours() - hours) * (each.heapMib() - heap);
      square += (each.hours() - hours) * (each.hours() - hours);
    }
    return square == 0 ? 0 : both / square;
  }
}
