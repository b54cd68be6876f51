package io.unveil.benchmarks;

import io.unveil.analyzer.facts.FlowFact;
import io.unveil.analyzer.flow.AppInput;
import io.unveil.analyzer.flow.Budget;
import io.unveil.analyzer.flow.FlowEngine;
import io.unveil.analyzer.flow.InterpreterComparison;
import io.unveil.analyzer.graph.Libraries;
import io.unveil.analyzer.model.Models;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ApkUnpacker;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.RuntimeResources;
import io.unveil.unpacker.UnpackedApk;
import io.unveil.unpacker.dex.BadCodeException;
import io.unveil.unpacker.dex.DexCode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The two interpreters compared on all methods of all files: how many summaries agree, which are
 * not comparable and why, each kind of disagreement with an example; how many methods dex2jar
 * lifts; and how many findings the second interpreter confirms.
 */
final class AgreementRun {
  private static final double ASKED = 0.999;
  private static final int LONGEST_EXAMPLE = 600;
  private static final int MAX_NAMED = 5;

  private final Models models;
  private final boolean ownOnly;
  private final PrintStream out;

  /**
   * @param models sources and sinks
   * @param ownOnly whether methods of known libraries are left out
   */
  AgreementRun(Models models, boolean ownOnly, PrintStream out) {
    this.models = models;
    this.ownOnly = ownOnly;
    this.out = out;
  }

  /** Sums over the files of one argument. */
  private static final class Total {
    private int files;
    private final List<String> noArchive = new ArrayList<>();
    private long methods;
    private long lifted;
    private long same;
    private long different;
    private final Map<String, Integer> unread = new TreeMap<>();
    private final Map<String, Integer> differing = new TreeMap<>();
    private final Map<String, String> examples = new TreeMap<>();
    private final Map<String, Integer> findings = new TreeMap<>();

    void add(Total other) {
      files += other.files;
      noArchive.addAll(other.noArchive);
      methods += other.methods;
      lifted += other.lifted;
      same += other.same;
      different += other.different;
      other.unread.forEach((reason, n) -> unread.merge(reason, n, Integer::sum));
      other.differing.forEach((kind, n) -> differing.merge(kind, n, Integer::sum));
      other.examples.forEach(examples::putIfAbsent);
      other.findings.forEach((said, n) -> findings.merge(said, n, Integer::sum));
    }

    void add(Path apk, InterpreterComparison.Result result) {
      methods += result.methods();
      lifted += result.lifted();
      same += result.same();
      different += result.different();
      result.unread().forEach((reason, n) -> unread.merge(reason, n, Integer::sum));
      result
          .differences()
          .forEach((kind, difference) -> {
            differing.merge(kind, difference.times(), Integer::sum);
            examples.putIfAbsent(kind, apk.getFileName() + " " + difference.example());
          });
    }

    double share() {
      return same + different == 0 ? 1 : (double) same / (same + different);
    }

    long skipped() {
      return unread.getOrDefault("jvm:lift-size", 0);
    }
  }

  /**
   * Compares all files; those of one argument are one row.
   *
   * @return whether enough summaries agree
   */
  boolean run(List<String> arguments) throws IOException {
    Total all = new Total();
    out.println(
        "corpus | files | methods | lifted | skipped for size | failed | compared | agree | differ"
            + " | share");
    for (String argument : arguments) {
      Total total = new Total();
      for (Path apk : Inputs.of(List.of(argument))) {
        one(apk, total);
      }
      row(argument, total);
      details(total);
      all.add(total);
    }
    if (arguments.size() > 1) {
      row("all", all);
      details(all);
    }
    out.printf(
        Locale.ROOT,
        "at least %.1f %% agree: %s%n",
        100 * ASKED,
        all.share() >= ASKED ? "yes" : "NO");
    return all.share() >= ASKED;
  }

  private void one(Path apk, Total total) throws IOException {
    total.files++;
    try (ApkBytes bytes = ApkBytes.map(apk, Limits.DEFAULT)) {
      UnpackedApk app = ApkUnpacker.unpack(bytes, Limits.DEFAULT);
      DexCode code = DexCode.open(bytes, app.dexEntries(), Limits.DEFAULT);
      try {
        compare(apk, bytes, app, code, total);
      } catch (BadCodeException e) {
        compare(apk, bytes, app, code.withoutBrokenFiles(), total);
      }
    } catch (MalformedApkException e) {
      total.noArchive.add(apk.getFileName() + ": " + e.getMessage());
    }
  }

  private void compare(Path apk, ApkBytes bytes, UnpackedApk app, DexCode code, Total total) {
    AppInput input = AppInput.of(app, code, RuntimeResources.of(bytes, app, Limits.DEFAULT));
    String packageName = app.manifest() == null ? "" : app.manifest().packageName();
    FlowEngine.Result flow = FlowEngine.run(input, models, Budget.DEFAULT);
    InterpreterComparison.Result result =
        InterpreterComparison.of(
            code, input.hierarchy(), Libraries.get(), models, packageName, ownOnly);
    total.add(apk, result);
    Stream.concat(
            flow.flows().stream().map(FlowFact::confirmed).map(said -> "flow " + said),
            flow.calls().stream()
                .filter(call -> !call.name().contains(":"))
                .map(call -> "call " + call.confirmed()))
        .forEach(said -> total.findings.merge(said, 1, Integer::sum));
  }

  private void row(String name, Total total) {
    long failed = total.methods - total.lifted - total.skipped();
    out.printf(
        Locale.ROOT,
        "%s | %d | %d | %d (%.2f %%) | %d | %d | %d | %d | %d | %.4f %%%n",
        name,
        total.files,
        total.methods,
        total.lifted,
        100.0 * total.lifted / Math.max(1, total.methods),
        total.skipped(),
        failed,
        total.same + total.different,
        total.same,
        total.different,
        100 * total.share());
  }

  private void details(Total all) {
    long findings = all.findings.values().stream().mapToLong(Integer::longValue).sum();
    long confirmed =
        all.findings.entrySet().stream()
            .filter(e -> e.getKey().endsWith(" confirmed"))
            .mapToLong(Map.Entry::getValue)
            .sum();
    out.printf(
        Locale.ROOT,
        "  findings: %d of %d confirmed (%.2f %%) %s%n",
        confirmed,
        findings,
        100.0 * confirmed / Math.max(1, findings),
        all.findings);
    out.println("  not compared, by interpreter and reason: " + all.unread);
    all.noArchive.stream().limit(MAX_NAMED).forEach(line -> out.println("  no archive: " + line));
    if (all.noArchive.size() > MAX_NAMED) {
      out.println("  no archive: " + all.noArchive.size() + " files in all");
    }
    out.println("  disagreements, in methods: " + all.differing);
    all.differing.forEach((kind, n) -> {
      String example = all.examples.getOrDefault(kind, "");
      String shown =
          example.length() > LONGEST_EXAMPLE
              ? example.substring(0, LONGEST_EXAMPLE) + "…"
              : example;
      out.println("    " + n + " × " + kind + ", such as " + shown);
    });
  }
}
