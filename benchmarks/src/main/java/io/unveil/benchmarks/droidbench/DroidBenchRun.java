package io.unveil.benchmarks.droidbench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Scores our engine on DroidBench 3.0: pairs of calls, apps, and whether every miss and every false
 * report is listed with a reason.
 */
public final class DroidBenchRun {
  private static final int THREADS = 2;
  private static final double LEAST_RECALL = 0.88;
  private static final int MOST_WRONG = 4;
  private static final double LEAST_BALANCED_ACCURACY = 0.90;

  private final Path data;
  private final PrintStream out;
  private final ScoreTable table;

  /**
   * @param data folder with {@code models.json} and {@code reasons.tsv}
   * @param out where the result goes
   */
  public DroidBenchRun(Path data, PrintStream out) {
    this.data = data;
    this.out = out;
    this.table = new ScoreTable(out);
  }

  /**
   * What to score.
   *
   * @param corpus folder with {@code apk}, {@code flows.tsv} and {@code apps.tsv}
   * @param models sources and sinks, null for the committed ones
   * @param flows JSON lines of an engine to score in place of ours, or null
   * @param list whether each miss and false report is printed
   */
  public record Options(Path corpus, @Nullable Path models, @Nullable Path flows, boolean list) {}

  /**
   * Scores and prints.
   *
   * @return whether the bounds hold and each miss and false report is explained; true when the
   *     corpus is missing
   * @throws IOException when something cannot be read
   */
  public boolean run(Options options) throws IOException {
    Path corpus = options.corpus();
    if (!Files.isDirectory(corpus.resolve("apk"))) {
      out.println("skipped: no DroidBench at " + corpus);
      return true;
    }
    Truth truth = Truth.read(corpus);
    Reasons reasons = Reasons.read(data.resolve("reasons.tsv"));
    Path flows = options.flows();
    Set<Pair> reported =
        flows == null ? ours(corpus, truth, options.models()) : FlowLines.read(flows);
    Score score = Score.of(truth, reported, reasons.meant(reported));
    table.head();
    table.row("report everything", Score.everything(truth));
    table.row("report nothing", Score.of(truth, Set.of(), Set.of()));
    Path flowDroid = data.resolve("flowdroid.jsonl");
    if (Files.exists(flowDroid)) {
      Set<Pair> theirs = FlowLines.read(flowDroid);
      table.row("FlowDroid 2.14.1", Score.of(truth, theirs, reasons.meant(theirs)));
    }
    table.row(flows == null ? "Unveil" : String.valueOf(flows.getFileName()), score);
    out.println();
    table.categories(score);
    out.println();
    return verdict(score, reasons, options.list());
  }

  private Set<Pair> ours(Path corpus, Truth truth, @Nullable Path modelFile) throws IOException {
    Path file = modelFile == null ? data.resolve("models.json") : modelFile;
    EngineFlows engine = new EngineFlows(EngineFlows.models(file));
    List<Path> apks;
    try (Stream<Path> files = Files.walk(corpus.resolve("apk"))) {
      apks = files.filter(f -> f.toString().endsWith(".apk")).sorted().toList();
    }
    long start = System.nanoTime();
    Set<String> shared = new HashSet<>();
    truth.together().forEach(shared::addAll);
    List<Path> alone = apks.stream().filter(a -> !shared.contains(Pair.fileOf(a))).toList();
    Set<Pair> pairs = new TreeSet<>(engine.of(alone, THREADS));
    for (Set<String> group : truth.together()) {
      pairs.addAll(
          engine.together(apks.stream().filter(a -> group.contains(Pair.fileOf(a))).toList()));
    }
    out.printf(
        Locale.ROOT,
        "%d apps in %.1f s with %d threads, cold%n",
        apks.size(),
        (System.nanoTime() - start) / 1e9,
        THREADS);
    return pairs;
  }

  private boolean verdict(Score score, Reasons reasons, boolean list) {
    if (list) {
      table.entries(
          "misses, false reports and reports outside the table",
          Reasons.needed(score),
          e -> {
            String reason = reasons.of(e);
            return reason == null ? "NO REASON GIVEN" : reason;
          });
    }
    List<Reasons.Entry> unexplained = reasons.unexplained(score);
    List<Reasons.Entry> vanished = reasons.vanished(score);
    if (!list) {
      table.entries("without a reason in reasons.tsv", unexplained, _ -> "");
    }
    table.entries("in reasons.tsv and not so any more", vanished, _ -> "");
    boolean holds = true;
    holds &= said("recall at least " + LEAST_RECALL, score.recall() >= LEAST_RECALL);
    holds &= said("NO_FLOW pairs at most " + MOST_WRONG, score.wrong().size() <= MOST_WRONG);
    holds &=
        said(
            "balanced accuracy at least " + LEAST_BALANCED_ACCURACY,
            score.apps().balancedAccuracy() >= LEAST_BALANCED_ACCURACY);
    holds &= said(unexplained.size() + " without a reason", unexplained.isEmpty());
    holds &= said(vanished.size() + " reasons for nothing", vanished.isEmpty());
    return holds;
  }

  private boolean said(String what, boolean holds) {
    out.println((holds ? "yes  " : "NO   ") + what);
    return holds;
  }
}
