package io.unveil.deploy.endtoend;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs {@code unveil} commands as a person does, each to its end. */
final class Launcher {
  private static final Path ROOT = Path.of(System.getProperty("unveil.root"));
  private static final long PATIENCE_SECONDS = 240;

  private Launcher() {}

  /**
   * How a command ended.
   *
   * @param command as it was given
   * @param status its exit status
   */
  record Run(String command, int status, String out, String err) {
    @Override
    public String toString() {
      return command + "\nexit " + status + "\n--- out\n" + out + "--- err\n" + err;
    }
  }

  /** {@return the script} */
  static Path script() {
    return ROOT.resolve("unveil");
  }

  /** {@return the sample apps that the build writes} */
  static Path demoApks() {
    return ROOT.resolve("deploy/target/training");
  }

  /** Runs {@code unveil arguments…}. */
  static Run unveil(Object... arguments) throws IOException, InterruptedException {
    return run(command(arguments));
  }

  /** {@return the words that start {@code unveil arguments…}} */
  static List<String> command(Object... arguments) {
    List<String> words = new ArrayList<>(List.of(script().toString()));
    for (Object argument : arguments) {
      words.add(argument.toString());
    }
    return words;
  }

  /** Runs any command. */
  static Run run(List<String> command) throws IOException, InterruptedException {
    Path out = Files.createTempFile("unveil-out", null);
    Path err = Files.createTempFile("unveil-err", null);
    Process process = start(command, out, err);
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError(
            "does not end: " + new Run(text(command), -1, read(out), read(err)));
      }
      return new Run(text(command), process.exitValue(), read(out), read(err));
    } finally {
      process.destroyForcibly().waitFor();
      Files.deleteIfExists(out);
      Files.deleteIfExists(err);
    }
  }

  /** Starts a command that goes on; whoever calls this must end it. */
  static Process start(List<String> command, Path out, Path err) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    process.getOutputStream().close();
    return process;
  }

  static String read(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  private static String text(List<String> command) {
    return String.join(" ", command);
  }
}
