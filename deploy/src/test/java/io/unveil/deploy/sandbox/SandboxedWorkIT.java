package io.unveil.deploy.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unveil.analyzer.AppAnalyzer;
import io.unveil.analyzer.facts.AppFacts;
import io.unveil.analyzer.flow.Budget;
import io.unveil.analyzer.model.ModelLoader;
import io.unveil.fixtures.Sample;
import io.unveil.fixtures.Samples;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ApkUnpacker;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.RuntimeResources;
import io.unveil.unpacker.UnpackedApk;
import io.unveil.unpacker.dex.DexCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real workers on real bytes. */
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class SandboxedWorkIT {
  @TempDir private Path folder;

  @Test
  void worker_givesTheFactsOfThisProcess_behindItsLayers() throws Exception {
    Path samples = Files.createDirectory(folder.resolve("samples"));
    try (SandboxedWork work = work(samples)) {
      for (Sample sample : Samples.all()) {
        Path file = Files.write(samples.resolve(sample.name() + ".apk"), sample.apk());
        String sha256 = FileHash.sha256(file);

        AppFacts facts = work.scan(file, sha256, false, _ -> {}).facts();

        assertThat(facts).as(sample.name()).isEqualTo(here(file));
        UnpackedApk apk = work.unpack(file, sha256, false);
        assertThat(work.analyze(file, apk, false)).as(sample.name()).isEqualTo(facts);
      }
      System.out.println("layers: " + work.layers() + ", missing: " + work.missing());
      assertThat(work.layers()).contains("process");
      assertThat(work.started()).isEqualTo(1);
      if (System.getProperty("os.name").equals("Linux")) {
        assertThat(work.layers()).contains("rlimits", "no-new-privileges", "parent-death");
      }
    }
  }

  @Test
  void fileThatIsNoApk_isSaid_andFileOutsideTheRoots_isNotRead() throws Exception {
    Path samples = Files.createDirectory(folder.resolve("samples"));
    Path text = Files.writeString(samples.resolve("text.apk"), "no archive");
    Path outside = Files.write(folder.resolve("outside.apk"), Samples.all().getFirst().apk());
    try (SandboxedWork work = work(samples)) {
      assertThatThrownBy(() -> work.scan(text, "00".repeat(32), false, _ -> {}))
          .isInstanceOf(MalformedApkException.class)
          .hasMessageContaining("no ZIP archive")
          .hasMessageEndingWith("(offset 0)");
      assertThatThrownBy(() -> work.scan(samples.resolve("none"), "00".repeat(32), false, _ -> {}))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("does not exist");
      if (work.layers().stream().anyMatch(layer -> layer.startsWith("landlock"))) {
        assertThatThrownBy(() -> work.scan(outside, "00".repeat(32), false, _ -> {}))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("access denied");
      }
      assertThat(work.started()).isEqualTo(1);
    }
  }

  @Test
  @Timeout(120)
  void parentIsKilled_workerEnds() throws Exception {
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ParentProbe.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    long worker;
    try (BufferedReader out = parent.inputReader(StandardCharsets.UTF_8)) {
      worker = Long.parseLong(out.readLine());
    }
    Optional<ProcessHandle> living = ProcessHandle.of(worker);
    assertThat(living).isPresent();

    parent.destroyForcibly().waitFor();

    living.get().onExit().get(60, TimeUnit.SECONDS);
  }

  private static SandboxedWork work(Path samples) {
    return new SandboxedWork(
        new WorkerSettings(
            WorkerLaunch.ofThisProcess(),
            List.of(samples),
            Limits.DEFAULT,
            WorkerSettings.Bounds.DEFAULT),
        1);
  }

  private static AppFacts here(Path file) throws IOException, MalformedApkException {
    Limits limits = Limits.DEFAULT.forHeap(WorkerSettings.Bounds.DEFAULT.heapBytes());
    try (ApkBytes bytes = ApkBytes.map(file, limits)) {
      UnpackedApk apk = ApkUnpacker.unpack(bytes, limits);
      return AppAnalyzer.analyze(
          apk,
          DexCode.open(bytes, apk.dexEntries(), limits),
          RuntimeResources.of(bytes, apk, limits),
          ModelLoader.bundled(),
          Budget.DEFAULT);
    }
  }
}
