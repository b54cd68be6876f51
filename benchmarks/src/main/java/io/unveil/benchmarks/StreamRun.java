package io.unveil.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
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
  private final int copies;
  private final List<String> settings;
  private final PrintStream out;

  /**
   * @param rounds how often each way is measured
   * @param copies new files that a round has of each file; with few files, a round of one of each
   *     measures how long the last one takes, not how many pass
   * @param settings of the server, each {@code key=value}
   */
  StreamRun(int rounds, int copies, List<String> settings, PrintStream out) {
    this.rounds = rounds;
    this.copies = copies;
    this.settings = settings;
    this.out = out;
  }

  /** Measures and prints; {@code root} is a built checkout. */
  void run(Path root, List<Path> apks) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("unveil-stream");
    long dexBytes = dexBytes(apks);
    out.printf(
        Locale.ROOT,
        "%d files, %.1f MB, %.1f MB of DEX, each %d times a round, %d processors%n",
        apks.size(),
        bytes(apks) / 1e6,
        dexBytes / 1e6,
        copies,
        Runtime.getRuntime().availableProcessors());
    List<Round> all = new ArrayList<>();
    try (StreamServer server = StreamServer.start(root, folder.resolve("data"), settings)) {
      for (int round = 0; round < rounds; round++) {
        List<Path> fresh = variants(apks, folder.resolve("round-" + round), round);
        boolean scanFirst = round % 2 == 0;
        Spent scanned = scanFirst ? scan(fresh) : Spent.NOTHING;
        Spent streamed = stream(server, fresh, (long) fresh.size() * (round + 1));
        all.add(new Round(scanFirst ? scanned : scan(fresh), streamed));
        print(round, fresh.size(), dexBytes * copies, all.getLast());
        delete(folder.resolve("round-" + round));
      }
    } finally {
      delete(folder);
    }
    List<Round> warm = all.subList(Math.min(1, rounds - 1), rounds);
    out.printf(
        Locale.ROOT,
        "summary: stream over direct scan, medians of %d warm rounds: throughput %.2f, processor"
            + " time of a scan over that of the stream %.2f%n",
        warm.size(),
        median(warm, Round::throughput),
        median(warm, Round::processor));
  }

  /** Time and processor time, in seconds. */
  private record Spent(double time, double processor) {
    static final Spent NOTHING = new Spent(0, 0);
  }

  /** The same files both ways. */
  private record Round(Spent scan, Spent stream) {
    double throughput() {
      return scan.time() / stream.time();
    }

    double processor() {
      return scan.processor() / stream.processor();
    }
  }

  private static double median(List<Round> rounds, ToDoubleFunction<Round> of) {
    double[] values = rounds.stream().mapToDouble(of).sorted().toArray();
    return values[values.length / 2];
  }

  private void print(int number, int files, long dexBytes, Round round) {
    Spent scan = round.scan();
    Spent stream = round.stream();
    out.printf(
        Locale.ROOT,
        "round %d: scan %.1f APK/s, %.1f MB DEX/s, %.1f s of processors; stream %.1f APK/s, %.1f MB"
            + " DEX/s, %.1f s; ratio %.2f, of processors %.2f%n",
        number,
        files / scan.time(),
        dexBytes / scan.time() / 1e6,
        scan.processor(),
        files / stream.time(),
        dexBytes / stream.time() / 1e6,
        stream.processor(),
        round.throughput(),
        round.processor());
  }

  private Spent scan(List<Path> apks) {
    ProcessTree here = new ProcessTree(ProcessHandle.current());
    double before = here.own();
    double seconds =
        each(
            apks,
            Runtime.getRuntime().availableProcessors(),
            apk -> {
              try {
                scan.run(apk);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    return new Spent(seconds, here.own() - before);
  }

  /** {@return what it took until all of {@code results} can be found} */
  private static Spent stream(StreamServer server, List<Path> apks, long results)
      throws IOException, InterruptedException {
    double before = server.tree().processorSeconds();
    long began = System.nanoTime();
    double _ = each(apks, UPLOADS, server::submit);
    server.awaitResults(results, PATIENCE);
    double seconds = (System.nanoTime() - began) / 1e9;
    return new Spent(seconds, server.tree().processorSeconds() - before);
  }

  /** {@return seconds} */
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
  private List<Path> variants(List<Path> apks, Path folder, int round) throws IOException {
    Files.createDirectories(folder);
    List<Path> made = new ArrayList<>();
    for (int copy = 0; copy < copies; copy++) {
      for (Path apk : apks) {
        byte[] variant = Variants.of(Files.readAllBytes(apk), "round " + round + " copy " + copy);
        made.add(Files.write(folder.resolve(made.size() + ".apk"), variant));
      }
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
