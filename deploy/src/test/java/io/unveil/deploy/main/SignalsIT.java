package io.unveil.deploy.main;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What Ctrl-C does to a process, each time it is pressed. */
class SignalsIT {
  /** Far below the time that a command is given to finish. */
  private static final long AT_ONCE_SECONDS = 30;

  /** A command that ends when it is told to, or never. */
  static final class Serving {
    private Serving() {}

    public static void main(String[] arguments) throws InterruptedException {
      Signals signals = new Signals();
      CompletionStage<Void> stop = signals.catchSignals();
      System.out.println("ready");
      stop.toCompletableFuture().join();
      System.out.println("stopping");
      if (arguments[0].equals("stuck")) {
        new CountDownLatch(1).await();
      }
      signals.end(0);
    }
  }

  @Test
  void ctrlCOnce_endsWithTheCommandsStatus() throws Exception {
    Process process = serving("quick");
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.readLine()).isEqualTo("ready");
      interrupt(process);
      assertThat(out.readLine()).isEqualTo("stopping");
      assertThat(process.waitFor(AT_ONCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void ctrlCTwice_endsAtOnce_withExit4() throws Exception {
    Process process = serving("stuck");
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.readLine()).isEqualTo("ready");
      interrupt(process);
      assertThat(out.readLine()).isEqualTo("stopping");
      interrupt(process);
      assertThat(process.waitFor(AT_ONCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(4);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static Process serving(String how) throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Serving.class.getName(),
            how)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static void interrupt(Process process) throws Exception {
    assertThat(new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start().waitFor())
        .isZero();
  }
}
