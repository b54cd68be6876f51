package io.unveil.benchmarks;

import io.unveil.analyzer.model.ModelLoader;
import io.unveil.analyzer.model.Models;
import io.unveil.benchmarks.droidbench.DroidBenchRun;
import io.unveil.benchmarks.droidbench.EngineFlows;
import io.unveil.benchmarks.peer.FlowDroidRun;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The command line of this module; {@code benchmarks/run} starts it. */
public final class Benchmarks {
  private static final int WARM_UPS = 20;
  private static final int PAIRS = 30;
  private static final int ROUNDS = 4;
  private static final int COPIES = 8;
  private static final int SOAK_MINUTES = 60;
  private static final int SOAK_PER_MINUTE = 60;
  private static final int PART_WARM_UPS = 200;
  private static final int PART_ROUNDS = 51;

  private Benchmarks() {}

  /** Runs one command; exit status 2 for a wrong command line, 1 for an input that is missing. */
  public static void main(String[] arguments) throws IOException {
    List<String> words = new ArrayList<>(List.of(arguments));
    String command = words.isEmpty() ? "paired" : words.removeFirst();
    try {
      switch (command) {
        case "paired" -> paired(words);
        case "unpack" -> unpack(words);
        case "stream" -> stream(words);
        case "soak" -> soak(words);
        case "corpus" -> corpus(words);
        case "agreement" -> agreement(words);
        case "classes" -> classes(words);
        case "droidbench" -> droidBench(words);
        case "flowdroid" -> flowDroid(words);
        case "jmh" -> jmh(words);
        default -> throw new IllegalArgumentException("unknown command " + command);
      }
    } catch (IllegalArgumentException e) {
      System.err.println("benchmarks: " + e.getMessage());
      System.err.println(usage());
      System.exit(2);
    } catch (IOException e) {
      System.err.println("benchmarks: " + e.getMessage());
      System.exit(1);
    }
  }

  private static String usage() {
    return """
    usage: benchmarks/run [paired [--warm-ups N] [--pairs N] [APK|FOLDER]...]
           benchmarks/run unpack [--warm-ups N] [--rounds N] [APK|FOLDER]...
           benchmarks/run stream [--rounds N] [--copies N] [--set KEY=VALUE]... APK|FOLDER...
           benchmarks/run soak [--minutes N] [--per-minute N] [--set KEY=VALUE]... APK|FOLDER...
           benchmarks/run corpus [--bombs] APK|FOLDER...
           benchmarks/run agreement [--own] [--models FILE] APK|FOLDER...
           benchmarks/run classes [--warm-ups N] [--pairs N] [--fixtures] [APK|FOLDER]...
           benchmarks/run droidbench [--models FILE] [--flows FILE.jsonl] [--list] [CORPUS]
           benchmarks/run flowdroid --platform ANDROID.JAR [--models FILE] [--record FILE.jsonl] APK|FOLDER...
           benchmarks/run jmh [JMH options]

    paired  whole scan over floor, in turns in one JVM (default: %d warm-ups, %d pairs)
    unpack  the parts of unpacking over their floors (default: %d warm-ups, %d rounds)
    stream  throughput of `unveil serve` beside the direct scan of the same files (default: %d rounds of
            %d copies of each)
    soak    heap and memory of `unveil serve` under an even load (default: %d minutes, %d files a minute)
    corpus  how many files are read whole, in part or not at all, why, and in how much memory
    agreement   the two interpreters of the data-flow engine compared on every method
    classes     scan over floor by how far the data-flow engine goes; a row for each argument
    droidbench  score of the data-flow engine on DroidBench 3.0
    flowdroid   our data-flow engine beside FlowDroid on the same files, sources and sinks
    jmh     the JMH benchmarks; "jmh -h" lists the options

    Without an APK a fixture app is measured. -D%s=PATH%sPATH or the variable %s names others.\
    """
        .formatted(
            WARM_UPS,
            PAIRS,
            PART_WARM_UPS,
            PART_ROUNDS,
            ROUNDS,
            COPIES,
            SOAK_MINUTES,
            SOAK_PER_MINUTE,
            Inputs.PROPERTY,
            File.pathSeparator,
            Inputs.VARIABLE);
  }

  private static void stream(List<String> words) throws IOException {
    int rounds = number(words, "--rounds", ROUNDS);
    int copies = number(words, "--copies", COPIES);
    List<String> settings = settings(words);
    try {
      new StreamRun(rounds, copies, settings, System.out)
          .run(Path.of(System.getProperty("unveil.root")), Inputs.of(words));
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    }
  }

  private static void soak(List<String> words) throws IOException {
    Duration length = Duration.ofMinutes(number(words, "--minutes", SOAK_MINUTES));
    int perMinute = number(words, "--per-minute", SOAK_PER_MINUTE);
    List<String> settings = settings(words);
    try {
      new SoakRun(length, perMinute, settings, System.out)
          .run(Path.of(System.getProperty("unveil.root")), Inputs.of(words));
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    }
  }

  /** Takes what the server is started with out of {@code words}, which then are files only. */
  private static List<String> settings(List<String> words) {
    List<String> settings = new ArrayList<>();
    for (int at = words.indexOf("--set"); at >= 0; at = words.indexOf("--set")) {
      words.remove(at);
      settings.add(at < words.size() ? words.remove(at) : "");
    }
    if (words.isEmpty() && !Inputs.configured()) {
      throw new IllegalArgumentException("there must be APKs or folders to feed the server with");
    }
    refuseOptions(words);
    return settings;
  }

  private static void corpus(List<String> words) throws IOException {
    boolean bombs = words.remove("--bombs");
    refuseOptions(words);
    new CorpusRun(System.out).run(Inputs.of(words), bombs);
  }

  private static void agreement(List<String> words) throws IOException {
    Path file = path(words, "--models");
    boolean ownOnly = words.remove("--own");
    refuseOptions(words);
    if (words.isEmpty()) {
      throw new IllegalArgumentException("agreement needs APKs or folders");
    }
    Models models = file == null ? ModelLoader.bundled() : EngineFlows.models(file);
    if (!new AgreementRun(models, ownOnly, System.out).run(words)) {
      System.exit(1);
    }
  }

  private static void classes(List<String> words) throws IOException {
    int warmUps = number(words, "--warm-ups", WARM_UPS);
    int pairs = number(words, "--pairs", PAIRS);
    boolean fixtures = words.remove("--fixtures");
    refuseOptions(words);
    if (words.isEmpty() && !fixtures) {
      throw new IllegalArgumentException("classes needs APKs, folders or --fixtures");
    }
    new ClassesRun(warmUps, pairs, System.out).run(words, fixtures);
  }

  private static void droidBench(List<String> words) throws IOException {
    Path root = Path.of(System.getProperty("unveil.root"));
    Path models = path(words, "--models");
    Path flows = path(words, "--flows");
    boolean list = words.remove("--list");
    refuseOptions(words);
    Path corpus =
        words.isEmpty()
            ? root.resolve("../shared/corpora/droidbench").normalize()
            : Path.of(words.getFirst());
    DroidBenchRun run = new DroidBenchRun(root.resolve("benchmarks/droidbench"), System.out);
    if (!run.run(new DroidBenchRun.Options(corpus, models, flows, list))) {
      System.exit(1);
    }
  }

  private static void flowDroid(List<String> words) throws IOException {
    Path benchmarks = Path.of(System.getProperty("unveil.root")).resolve("benchmarks");
    Path models = path(words, "--models");
    Path platform = path(words, "--platform");
    Path record = path(words, "--record");
    refuseOptions(words);
    if (platform == null) {
      throw new IllegalArgumentException("flowdroid needs --platform with an android.jar");
    }
    new FlowDroidRun(System.out)
        .run(
            new FlowDroidRun.Options(
                benchmarks.resolve("flowdroid/target"),
                platform,
                models == null ? benchmarks.resolve("droidbench/models.json") : models,
                Inputs.of(words),
                record));
  }

  private static void refuseOptions(List<String> words) {
    words.stream()
        .filter(w -> w.startsWith("--"))
        .findFirst()
        .ifPresent(w -> {
          throw new IllegalArgumentException("unknown option " + w);
        });
  }

  private static void paired(List<String> words) throws IOException {
    int warmUps = number(words, "--warm-ups", WARM_UPS);
    int pairs = number(words, "--pairs", PAIRS);
    refuseOptions(words);
    new PairedScan(warmUps, pairs, System.out).run(Inputs.of(words));
  }

  private static void unpack(List<String> words) throws IOException {
    int warmUps = number(words, "--warm-ups", PART_WARM_UPS);
    int rounds = number(words, "--rounds", PART_ROUNDS);
    refuseOptions(words);
    new UnpackRun(warmUps, rounds, System.out).run(Inputs.of(words));
  }

  /** Takes {@code option FILE} out of {@code words}; null when it is not there. */
  private static @Nullable Path path(List<String> words, String option) {
    int at = words.indexOf(option);
    if (at < 0) {
      return null;
    }
    words.remove(at);
    if (at == words.size()) {
      throw new IllegalArgumentException(option + " needs a file");
    }
    return Path.of(words.remove(at));
  }

  /** Takes {@code option N} out of {@code words}. */
  private static int number(List<String> words, String option, int otherwise) {
    int at = words.indexOf(option);
    if (at < 0) {
      return otherwise;
    }
    words.remove(at);
    String value = at < words.size() ? words.remove(at) : "nothing";
    try {
      int number = Integer.parseInt(value);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException _) {
      // Said below, like a number that is too small.
    }
    throw new IllegalArgumentException(option + " needs a number above 0, not " + value);
  }

  /** JMH's own command line, with the configured APKs as the values of the parameter. */
  private static void jmh(List<String> words) throws IOException {
    List<String> all = new ArrayList<>(words);
    boolean named = words.stream().anyMatch(w -> w.startsWith("apk="));
    if (!named && Inputs.configured()) {
      String paths =
          Inputs.of(List.of()).stream().map(Path::toString).collect(Collectors.joining(","));
      all.addAll(List.of("-p", "apk=" + paths));
    }
    org.openjdk.jmh.Main.main(all.toArray(String[]::new));
  }
}
