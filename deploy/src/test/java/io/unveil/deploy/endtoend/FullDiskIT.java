package io.unveil.deploy.endtoend;

import static io.unveil.fixtures.ApkBuilder.apk;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk with store, broker and index becomes full, and later has room again. */
class FullDiskIT {
  private static final int MIB = 1 << 20;
  private static final int SAMPLES = 10;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private Path temporary;

  private boolean mounted;

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      Launcher.run(List.of("umount", "--lazy", disk().toString()));
    }
  }

  @Test
  void fullDisk_isSaid_andNothingTakenIsLost() throws Exception {
    Files.createDirectory(disk());
    Launcher.Run mount =
        Launcher.run(
            List.of("mount", "-t", "tmpfs", "-o", "size=48m", "unveil", disk().toString()));
    if (mount.status() != 0) {
      System.out.println("skipped: cannot mount a small disk: " + mount.err().strip());
      return;
    }
    mounted = true;
    Path folder = writeApps();
    Path data = disk().resolve("data");
    Set<String> taken;
    try (ServerProcess server = ServerProcess.start(data, "--set", "store.reserve=0 B")) {
      Path ballast = fill(4 * MIB);

      Launcher.Run submit = Launcher.unveil("submit", "--data", data, folder);

      assertThat(submit.status()).as(submit + "\n" + server).isEqualTo(4);
      assertThat(submit.err())
          .as(submit.toString())
          .contains("not submitted: ")
          .contains("no room");
      taken = shas(submit.out());
      assertThat(taken).as(submit.toString()).hasSizeBetween(1, SAMPLES - 1);
      assertThat(submit.out()).contains("not sent, submit them again");

      Files.delete(ballast);
      if (awaitResults(server, taken)) {
        return;
      }
      assertThat(server.end()).as(server.toString()).isEqualTo(4);
      assertThat(server.err().lines().toList().getLast())
          .as(server.toString())
          .startsWith("unveil: the server ends: ")
          .contains("disk");
    }
    try (ServerProcess server = ServerProcess.start(data, "--set", "store.reserve=0 B")) {
      assertThat(awaitResults(server, taken)).as(server.toString()).isTrue();
    }
  }

  /** {@return whether all have results; false when the server ended before} */
  private static boolean awaitResults(ServerProcess server, Set<String> taken) {
    boolean[] all = new boolean[1];
    Awaitility.await("results of all that was taken")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(() -> {
          if (!server.isAlive()) {
            return;
          }
          assertThat(Hits.shas(server.search("NOT state:pending")))
              .as(server.toString())
              .containsAll(taken);
          all[0] = true;
        });
    return all[0];
  }

  private Path disk() {
    return temporary.resolve("disk");
  }

  /** Apps of 1 MiB that do not compress. */
  private Path writeApps() throws IOException {
    Path folder = Files.createDirectory(temporary.resolve("apps"));
    Random random = new Random(1);
    for (int n = 0; n < SAMPLES; n++) {
      byte[] blob = new byte[MIB];
      random.nextBytes(blob);
      byte[] app =
          apk("com.example.large" + n)
              .activity(".Main", a -> a.launcher().exported(true))
              .entry("assets/blob", blob)
              .build();
      Files.write(folder.resolve("large-" + n + ".apk"), app);
    }
    return folder;
  }

  /** Fills the disk but for {@code left} bytes. {@return the file that takes the room} */
  private Path fill(long left) throws IOException {
    Path ballast = disk().resolve("ballast");
    byte[] block = new byte[64 << 10];
    try (OutputStream out = Files.newOutputStream(ballast)) {
      while (Files.getFileStore(disk()).getUsableSpace() > left) {
        out.write(block);
      }
    }
    return ballast;
  }

  private static Set<String> shas(String out) {
    Set<String> shas = new TreeSet<>();
    out.lines()
        .filter(line -> line.matches("[0-9a-f]{64}  .*"))
        .forEach(line -> shas.add(line.substring(0, 64)));
    return shas;
  }
}
