package io.unveil.deploy.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A process that is killed by what it asks of the kernel. Closing it lets the process go on. */
final class FaultyCalls implements AutoCloseable {
  private static final Path STRACE = Path.of("/usr/bin/strace");
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration GRACE = Duration.ofSeconds(3);

  private final Process strace;
  private final Path said;

  private FaultyCalls(Process strace, Path said) {
    this.strace = strace;
    this.said = said;
  }

  /** {@return whether strace is here and may be attached to processes of the same user} */
  static boolean possible() throws IOException {
    if (!Files.isExecutable(STRACE)) {
      return false;
    }
    Process other = new ProcessBuilder("sleep", Long.toString(PATIENCE.toSeconds())).start();
    try (FaultyCalls attached = killAt(other.pid(), "fsync", 1)) {
      return attached.strace.isAlive();
    } finally {
      other.destroyForcibly();
    }
  }

  /**
   * Kills a running process when one of its threads makes such a call for the nth time from now on.
   *
   * @param calls names of system calls, separated by commas
   * @param when 1 for the first
   */
  static FaultyCalls killAt(long pid, String calls, int when) throws IOException {
    Path said = Files.createTempFile("unveil-strace", null);
    Process strace =
        new ProcessBuilder(
                STRACE.toString(),
                "-f",
                "-p",
                Long.toString(pid),
                "-o",
                "/dev/null",
                "-e",
                "trace=" + calls,
                "-e",
                "inject=" + calls + ":signal=KILL:when=" + when)
            .redirectOutput(said.toFile())
            .redirectErrorStream(true)
            .start();
    strace.getOutputStream().close();
    FaultyCalls faulty = new FaultyCalls(strace, said);
    Awaitility.await("strace is attached to all threads")
        .atMost(PATIENCE)
        .until(() -> !strace.isAlive() || Files.readString(said).contains("attached"));
    return faulty;
  }

  @Override
  public void close() throws IOException {
    strace.destroy();
    try {
      if (!strace.waitFor(GRACE.toSeconds(), TimeUnit.SECONDS)) {
        // The kernel lets the process go on without it.
        strace.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      strace.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    Files.deleteIfExists(said);
  }
}
