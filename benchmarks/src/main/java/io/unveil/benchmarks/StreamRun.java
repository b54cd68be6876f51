package io.unveil.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The stream beside the plain functions, in one run: in each round the same new files are scanned
 * by threads of this JVM and sent through a server process, in turns. The first round is cold, the
 * ratio is the median of the others.
 *
 * <p>The server's time reaches from the first byte of the first upload until a search finds the
 * last result, so it includes storing, syncing, three hops through the broker and the index.
 */
final class StreamRun {
  private static final Duration PATIENCE = Duration.ofMinutes(20);
  private static final int UPLOADS = 4;

  private final Scan scan = new Scan();
  private final int rounds;
  private final List<String> settings;
  private final PrintStream out;

  /**
   * @param rounds how often each way is measured
   * @param settings of the server, each {@code key=value}
   */
  StreamRun(int rounds, List<String> settings, PrintStream out) {
    this.rounds = rounds;
    this.settings = settings;
    this.out = out;
  }

  /** Measures and prints; {@code root} is a built checkout. */
  void run(Path root, List<Path> apks) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("unveil-stream");
    long dexBytes = dexBytes(apks);
    out.printf(
        Locale.ROOT,
        "%d files, %.1f MB, %.1f MB of DEX, %d processors%n",
        apks.size(),
        bytes(apks) / 1e6,
        dexBytes / 1e6,
        Runtime.getRuntime().availableProcessors());
    double[] ratios = new double[rounds];
    try (StreamServer server = StreamServer.start(root, folder.resolve("data"), settings)) {
      for (int round = 0; round < rounds; round++) {
        List<Path> fresh = variants(apks, folder.resolve("round-" + round), round);
        boolean scanFirst = round % 2 == 0;
        double scanned = scanFirst ? scan(fresh) : 0;
        double streamed = stream(server, fresh, (long) apks.size() * (round + 1));
        scanned = scanFirst ? scanned : scan(fresh);
        ratios[round] = scanned / streamed;
        print(round, fresh.size(), dexBytes, scanned, streamed);
        delete(folder.resolve("round-" + round));
      }
    } finally {
      delete(folder);
    }
    double[] warm = Arrays.copyOfRange(ratios, Math.min(1, rounds - 1), rounds);
    Arrays.sort(warm);
    out.printf(
        Locale.ROOT,
        "summary: throughput of the stream over direct scan, median of %d warm rounds: %.2f%n",
        warm.length,
        warm[warm.length / 2]);
  }

  private void print(int round, int files, long dexBytes, double scanned, double streamed) {
    out.printf(
        Locale.ROOT,
        "round %d: scan %.1f APK/s, %.1f MB DEX/s; stream %.1f APK/s, %.1f MB DEX/s; ratio %.2f%n",
        round,
        files / scanned,
        dexBytes / scanned / 1e6,
        files / streamed,
        dexBytes / streamed / 1e6,
        scanned / streamed);
  }

  /** {@return seconds} */
  private double scan(List<Path> apks) {
    return each(
        apks,
        Runtime.getRuntime().availableProcessors(),
        apk -> {
          try {
            scan.run(apk);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /** {@return seconds until all of {@code results} can be found} */
  private static double stream(StreamServer server, List<Path> apks, long results)
      throws IOException, InterruptedException {
    long began = System.nanoTime();
    each(apks, UPLOADS, server::submit);
    server.awaitResults(results, PATIENCE);
    return (System.nanoTime() - began) / 1e9;
  }

  private static double each(List<Path> apks, int threads, Consumer<Path> work) {
    long began = System.nanoTime();
    List<java.util.concurrent.Future<?>> all = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      for (Path apk : apks) {
        all.add(pool.submit(() -> work.accept(apk)));
      }
    }
    for (var one : all) {
      if (one.state() == java.util.concurrent.Future.State.FAILED) {
        throw new IllegalStateException("a file could not be measured", one.exceptionNow());
      }
    }
    return (System.nanoTime() - began) / 1e9;
  }

  private static long bytes(List<Path> apks) throws IOException {
    long bytes = 0;
    for (Path apk : apks) {
      bytes += Files.size(apk);
    }
    return bytes;
  }

  private long dexBytes(List<Path> apks) {
    long bytes = 0;
    for (Path apk : apks) {
      try {
        bytes += Floor.run(apk).dexBytes();
      } catch (IOException e) {
        out.println("DEX not counted: " + e.getMessage());
      }
    }
    return bytes;
  }

  /** The same apps under new SHA-256s, so that nothing is known already. */
  private static List<Path> variants(List<Path> apks, Path folder, int round) throws IOException {
    Files.createDirectories(folder);
    List<Path> made = new ArrayList<>();
    for (Path apk : apks) {
      byte[] variant = Variants.of(Files.readAllBytes(apk), "round " + round);
      made.add(Files.write(folder.resolve(made.size() + ".apk"), variant));
    }
    return made;
  }

  /** Removes a folder and everything in it. */
  static void delete(Path folder) throws IOException {
    try (Stream<Path> below = Files.walk(folder)) {
      for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
