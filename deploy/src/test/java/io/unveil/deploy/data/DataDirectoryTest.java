package io.unveil.deploy.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataDirectoryTest {
  private static final ServerFile SERVER =
      new ServerFile(
          ProcessHandle.current().pid(),
          URI.create("http://127.0.0.1:8470"),
          "127.0.0.1:9092",
          Instant.parse("2026-01-02T03:04:05Z"));

  @TempDir private Path temporary;

  @Test
  void newFolder_isForItsOwnerOnly() throws Exception {
    Path path = temporary.resolve("a/b");
    try (DataDirectory.Lock _ = DataDirectory.at(path).lock()) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void lockedFolder_namesTheHolder_andIsFreeAgainAfterwards() throws Exception {
    DataDirectory folder = DataDirectory.at(temporary);
    try (DataDirectory.Lock _ = folder.lock()) {
      assertThatThrownBy(folder::lock)
          .isInstanceOf(DataLockedException.class)
          .hasMessageContaining("process " + ProcessHandle.current().pid())
          .hasMessageContaining("--data");
    }
    folder.lock().close();
  }

  /** Another JVM holds the lock, so that it is the system's lock that is tested. */
  @Test
  void lockOfAnotherProcess_isSeen_andEndsWithIt() throws Exception {
    Process holder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                LockHolder.class.getName(),
                temporary.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    DataDirectory folder = DataDirectory.at(temporary);
    try {
      assertThat(holder.getInputStream().read()).isEqualTo('L');
      assertThatThrownBy(folder::lock)
          .isInstanceOf(DataLockedException.class)
          .hasMessageContaining("process " + holder.pid());
    } finally {
      holder.destroyForcibly().waitFor();
    }
    folder.lock().close();
  }

  @Test
  void fileInstead_isRefused() throws Exception {
    Path file = Files.createFile(temporary.resolve("file"));

    assertThatThrownBy(() -> DataDirectory.at(file).lock())
        .isInstanceOf(NotDirectoryException.class);
  }

  @Test
  void server_isReadAsPublished_untilWithdrawn() throws Exception {
    DataDirectory folder = DataDirectory.at(temporary);

    folder.publish(SERVER);
    assertThat(folder.server()).contains(SERVER);
    try (var files = Files.list(temporary)) {
      assertThat(files).containsExactly(temporary.resolve("server.json"));
    }
    folder.withdraw();
    assertThat(folder.server()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "null",
        "{\"pid\":1}",
        "{\"pid\":\"x\",\"http\":\"y\",\"kafka\":\"z\",\"startedAt\":\"\"}",
        "{\"pid\":1,\"http\":\"::\",\"kafka\":\"z\",\"startedAt\":\"2026-01-02T03:04:05Z\"}",
        "not json",
      })
  void damagedServerFile_isNone(String content) throws Exception {
    Files.writeString(temporary.resolve("server.json"), content);

    assertThat(DataDirectory.at(temporary).server()).isEmpty();
  }

  @Test
  void processThatEnded_isSaidToBeGone() throws Exception {
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();

    assertThat(new ServerFile(ended.pid(), SERVER.http(), "", Instant.now()).processRuns())
        .isFalse();
    assertThat(SERVER.processRuns()).isTrue();
  }

  /** Takes a folder and keeps it. */
  static final class LockHolder {
    public static void main(String[] arguments) throws Exception {
      try (DataDirectory.Lock _ = DataDirectory.at(Path.of(arguments[0])).lock()) {
        System.out.write('L');
        System.out.flush();
        Thread.sleep(60_000);
      }
    }
  }
}
