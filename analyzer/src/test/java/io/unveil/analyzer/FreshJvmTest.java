package io.unveil.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.analyzer.facts.AppFacts;
import io.unveil.analyzer.flow.Budget;
import io.unveil.analyzer.judge.Judge;
import io.unveil.analyzer.judge.Rules;
import io.unveil.analyzer.model.ModelLoader;
import io.unveil.analyzer.report.ReportJson;
import io.unveil.fixtures.FlowCases;
import io.unveil.fixtures.Sample;
import io.unveil.fixtures.Samples;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ApkUnpacker;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.UnpackedApk;
import io.unveil.unpacker.dex.DexCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same bytes give the same facts and the same report in every JVM. The immutable collections of
 * the JDK are walked in an order that each JVM draws anew, and so are identity hashes: within one
 * process nothing of that shows.
 */
class FreshJvmTest {
  private static final int JVMS = 3;

  @TempDir Path folder;

  @Test
  void sameBytes_giveTheSameFactsAndReport_inEveryJvm() throws Exception {
    List<Path> apks = new ArrayList<>();
    for (Sample sample : samples()) {
      apks.add(Files.write(folder.resolve(sample.name() + ".apk"), sample.apk()));
    }
    List<List<String>> runs = new ArrayList<>();
    for (int i = 0; i < JVMS; i++) {
      runs.add(run(apks, folder.resolve("run-" + i)));
    }
    assertThat(runs.getFirst()).hasSize(2 * apks.size());
    for (int line = 0; line < 2 * apks.size(); line++) {
      for (List<String> run : runs) {
        assertThat(run.get(line)).as("%s", apks.get(line / 2)).isEqualTo(runs.getFirst().get(line));
      }
    }
  }

  private static List<Sample> samples() {
    List<Sample> samples = new ArrayList<>();
    for (String name : List.of("ManyThreads", "HandlerMessageLeak", "JsonLeak", "ContextLeak")) {
      samples.add(FlowCases.named(name));
    }
    samples.addAll(Samples.all());
    return samples;
  }

  private static List<String> run(List<Path> apks, Path output) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xss16m", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(Scan.class.getName());
    apks.forEach(apk -> command.add(apk.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).isZero();
    return Files.readAllLines(output);
  }

  /** Prints facts and report of each named file, one line each. */
  static final class Scan {
    private Scan() {}

    public static void main(String[] apks) throws Exception {
      Rules.Edition edition = Rules.bundled();
      for (String apk : apks) {
        AppFacts facts = facts(Files.readAllBytes(Path.of(apk)));
        System.out.println(ReportJson.write(facts));
        System.out.println(ReportJson.write(Judge.judge(facts, edition.rules(), edition.policy())));
      }
    }

    private static AppFacts facts(byte[] apk) throws Exception {
      try (ApkBytes bytes = ApkBytes.of(apk)) {
        UnpackedApk app = ApkUnpacker.unpack(bytes, Limits.DEFAULT);
        DexCode code = DexCode.open(bytes, app.dexEntries(), Limits.DEFAULT);
        return AppAnalyzer.analyze(app, code, ModelLoader.bundled(), Budget.DEFAULT);
      }
    }
  }
}
