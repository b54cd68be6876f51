package io.unveil.deploy.main;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.fixtures.Bombs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code unveil scan} over all bombs: neither it nor one of its workers takes more than agreed. */
class BombsIT {
  private static final long MAX_RESIDENT_KIB = 1_280L << 10;
  private static final int SECONDS_PER_BOMB = 30;
  private static final int INCOMPLETE = 3;

  @TempDir private Path folder;

  @Test
  @Timeout(value = 20, unit = TimeUnit.MINUTES)
  void allBombs_eachHasAResult_withinHeapAndMemory() throws Exception {
    Assumptions.assumeTrue(
        Files.exists(Path.of("/proc/self/status")), "skipped: no /proc, so memory is not told");
    SequencedMap<String, byte[]> bombs = Bombs.all();
    Path samples = Files.createDirectory(folder.resolve("samples"));
    for (String kind : bombs.keySet()) {
      Files.write(samples.resolve(kind + ".apk"), bombs.getOrDefault(kind, new byte[0]));
    }
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process scan = scan(samples, out, err);
    long resident = 0;
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos((long) SECONDS_PER_BOMB * bombs.size());
    while (!scan.waitFor(50, TimeUnit.MILLISECONDS)) {
      resident = Math.max(resident, mostResidentKib(scan.pid()));
      for (ProcessHandle worker : scan.children().toList()) {
        resident = Math.max(resident, mostResidentKib(worker.pid()));
      }
      if (System.nanoTime() > end) {
        scan.destroyForcibly();
        throw new AssertionError("not done in time; " + Files.readString(err));
      }
    }

    List<JsonNode> results = results(out);
    System.out.printf("bombs: %d, at most %d MiB resident%n", results.size(), resident >> 10);
    assertThat(scan.exitValue()).as(Files.readString(err)).isEqualTo(INCOMPLETE);
    assertThat(results)
        .extracting(r -> Path.of(r.at("/file").asString()).getFileName().toString())
        .containsExactlyInAnyOrderElementsOf(bombs.keySet().stream().map(k -> k + ".apk").toList());
    assertThat(resident).isBetween(1L, MAX_RESIDENT_KIB);
  }

  private static Process scan(Path samples, Path out, Path err) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            "io.unveil.deploy.main.Unveil",
            "scan",
            "--format",
            "jsonl",
            samples.toString())
        .redirectOutput(out.toFile())
        .redirectError(err.toFile())
        .start();
  }

  /** {@return the largest resident size so far, 0 when the process is over} */
  private static long mostResidentKib(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException _) {
      return 0;
    }
  }

  private static List<JsonNode> results(Path out) throws IOException {
    JsonMapper json = JsonMapper.builder().build();
    return Files.readAllLines(out).stream().map(json::readTree).toList();
  }
}
