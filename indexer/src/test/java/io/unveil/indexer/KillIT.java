package io.unveil.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.analyzer.report.ReportJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process, really killed, again and again on the same folder. */
final class KillIT {
  private static final int KILLS = 6;

  @TempDir Path temp;

  @Test
  void killedAtAnyMoment_positionsAndDocumentsAgree() throws Exception {
    long seed = Long.getLong("test.seed", System.nanoTime());
    System.out.println("index kills: -Dtest.seed=" + seed);
    Random random = new Random(seed);
    Path report = temp.resolve("report.json");
    Files.writeString(report, ReportJson.write(Scanned.spy().report()));
    Path folder = temp.resolve("index");
    for (int i = 0; i < KILLS; i++) {
      assertThat(runAndKill(folder, report, i % 3 != 1, random.nextInt(500))).isEqualTo("opened");
      check(folder);
    }
    try (ReportIndex index = ReportIndex.open(folder, IndexFolders.BY_HAND)) {
      assertThat(KilledWriter.offset(index)).isPositive();
    }
    IndexFolders.assertWhole(folder);
  }

  private static void check(Path folder) throws IOException {
    try (ReportIndex index = ReportIndex.open(folder, IndexFolders.BY_HAND)) {
      assertThat(index.openingNotice()).isEmpty();
      int samples = KilledWriter.offset(index) * KilledWriter.BATCH;
      assertThat(index.status().documents()).isEqualTo(samples);
      for (int i = 0; i < samples; i += 7) {
        IndexedSample found = index.get(KilledWriter.sha256(i)).orElseThrow();
        long sightings = found.origins().size() + found.originsDropped();
        assertThat(sightings).isEqualTo(2 * i + 1 < samples ? 2 : 2 * i < samples ? 1 : 0);
      }
    }
  }

  /** {@return the first line it printed} */
  private static String runAndKill(Path folder, Path report, boolean afterCommit, int millis)
      throws Exception {
    Process writer =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                KilledWriter.class.getName(),
                folder.toString(),
                report.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
      String said = String.valueOf(out.readLine());
      if (afterCommit) {
        assertThat(out.readLine()).isEqualTo("durable");
      }
      Thread.sleep(millis);
      return said;
    } finally {
      writer.destroyForcibly().waitFor();
    }
  }
}
