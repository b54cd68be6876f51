package io.unveil.ingest.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.ingest.store.ApkStore.Put;
import io.unveil.ingest.store.ApkStore.StoredApk;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes on one store, and the end of one in the middle of its work. */
class LocalApkStoreIT {
  private static final int SAMPLES = 60;
  private static final int KILLS = 5;

  @TempDir private Path folder;

  @Test
  void sameBytesFromSeveralProcesses_areAddedOnce() throws Exception {
    List<Process> writers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      writers.add(writer(0, SAMPLES));
    }
    List<String> lines = new ArrayList<>();
    for (Process writer : writers) {
      try (BufferedReader out = writer.inputReader(UTF_8)) {
        out.lines().forEach(lines::add);
      }
      assertThat(writer.waitFor()).isZero();
    }

    assertThat(lines).hasSize(3 * SAMPLES);
    assertThat(lines.stream().filter(line -> line.endsWith(" added"))).hasSize(SAMPLES);
    assertThat(stored()).hasSize(SAMPLES);
  }

  @Test
  void killedInTheMiddle_hasAllItPromised_andNothingPartial() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int kill = 0; kill < KILLS; kill++) {
      Process writer = writer(10 * kill, Integer.MAX_VALUE);
      List<String> promised = new ArrayList<>();
      try (BufferedReader out = writer.inputReader(UTF_8)) {
        for (int lines = 1 + random.nextInt(20); lines > 0; lines--) {
          promised.add(out.readLine().substring(0, 64));
        }
        // The process itself would close our end of its output too.
        assertThat(writer.toHandle().destroyForcibly()).isTrue();
        out.lines()
            .filter(line -> line.length() > 64)
            .forEach(l -> promised.add(l.substring(0, 64)));
      }
      assertThat(writer.waitFor()).isNotZero();

      assertThat(stored()).extracting(StoredApk::sha256).containsAll(promised);
    }
  }

  /** {@return everything in the store, after its bytes were compared with its name} */
  private List<StoredApk> stored() throws IOException {
    LocalApkStore store = LocalApkStore.open(folder, 0);
    List<StoredApk> all = new ArrayList<>();
    store.forEach(all::add);
    for (StoredApk apk : all) {
      byte[] bytes = Files.readAllBytes(store.open(apk.sha256()).orElseThrow().path());
      assertThat(ApkStoreContract.sha256(bytes)).isEqualTo(apk.sha256());
    }
    return all;
  }

  private Process writer(int first, int samples) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Writer.class.getName(),
            folder.toString(),
            String.valueOf(first),
            String.valueOf(samples))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Stores samples and prints a line for each once it is promised. */
  static final class Writer {
    private static final int SIZE = 300_000;

    private Writer() {}

    public static void main(String[] arguments) throws IOException {
      LocalApkStore store = LocalApkStore.open(Path.of(arguments[0]), 0);
      int first = Integer.parseInt(arguments[1]);
      int samples = Integer.parseInt(arguments[2]);
      for (int i = 0; i < samples; i++) {
        byte[] bytes = new byte[SIZE];
        new Random(first + i).nextBytes(bytes);
        Put put = store.put(new ByteArrayInputStream(bytes), SIZE);
        System.out.println(put.apk().sha256() + (put.added() ? " added" : " known"));
      }
    }
  }
}
