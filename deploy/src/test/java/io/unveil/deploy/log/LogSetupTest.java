package io.unveil.deploy.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.deploy.config.LogFormat;
import io.unveil.deploy.config.LogLevel;
import io.unveil.deploy.config.Settings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.logging.LogManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LogSetupTest {
  private static final Logger OURS = System.getLogger("io.unveil.test.Place");
  private static final Logger KAFKA = System.getLogger("org.apache.kafka.test");
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  @AfterEach
  void restore() throws IOException {
    LogManager.getLogManager().readConfiguration();
  }

  @Test
  void text_isOneLineWithCausesAndEscapes() {
    install(LogFormat.TEXT, LogLevel.INFO);
    OURS.log(
        Level.WARNING,
        "cannot read \u001B[31m\nforged line",
        new IOException("disk", new IllegalStateException("gone\r\n")));

    assertThat(text())
        .matches(
            "\\d{4}-\\d\\d-\\d\\dT\\S+Z warn io\\.unveil\\.test\\.Place: cannot read"
                + " \\\\u\\{1b}\\[31m\\\\u\\{a}forged line: java\\.io\\.IOException: disk; caused"
                + " by java\\.lang\\.IllegalStateException: gone\\\\u\\{d}\\\\u\\{a}\n");
  }

  @Test
  void json_isOneObjectInALine() {
    install(LogFormat.JSON, LogLevel.INFO);
    OURS.log(Level.INFO, "hello \"you\"\n{0}", 7);

    assertThat(text())
        .startsWith("{\"time\":\"")
        .endsWith(
            "\"level\":\"info\",\"logger\":\"io.unveil.test.Place\",\"message\":\"hello"
                + " \\\"you\\\"\\n7\"}\n")
        .hasLineCount(1);
  }

  @Test
  void libraries_areHeardFromWarningsOn() {
    install(LogFormat.TEXT, LogLevel.INFO);
    KAFKA.log(Level.INFO, "chatter");
    OURS.log(Level.DEBUG, "detail");
    KAFKA.log(Level.WARNING, "trouble");

    assertThat(text()).contains("trouble").doesNotContain("chatter").doesNotContain("detail");
  }

  @Test
  void debug_showsStacksAndDetails() {
    install(LogFormat.TEXT, LogLevel.DEBUG);
    OURS.log(Level.DEBUG, "detail", new IOException("x"));

    assertThat(text()).contains("debug io.unveil.test.Place: detail").contains("\n\tat io.unveil");
  }

  @Test
  void errorLevel_silencesWarnings() {
    install(LogFormat.JSON, LogLevel.ERROR);
    OURS.log(Level.WARNING, "warning");
    KAFKA.log(Level.WARNING, "warning");
    OURS.log(Level.ERROR, "bad");

    assertThat(text()).hasLineCount(1).contains("\"level\":\"error\"");
  }

  @Test
  void whileTheProcessEnds_linesAreStillWritten() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.util.logging.manager=" + LastingLogManager.class.getName(),
                "-cp",
                System.getProperty("java.class.path"),
                Ending.class.getName())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isEqualTo(7);
    assertThat(said).contains("warn io.unveil.test.Ending: closed late").hasLineCount(1);
  }

  /** Logs long after the process was told to end. */
  static final class Ending {
    private Ending() {}

    public static void main(String[] arguments) {
      LogSetup.install(new Settings.Log(LogFormat.TEXT, LogLevel.WARN), System.err);
      Logger log = System.getLogger("io.unveil.test.Ending");
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(() -> {
                try {
                  Thread.sleep(1_000);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                log.log(Level.WARNING, "closed late");
              }));
      System.exit(7);
    }
  }

  private void install(LogFormat format, LogLevel level) {
    LogSetup.install(
        new Settings.Log(format, level), new PrintStream(written, true, StandardCharsets.UTF_8));
  }

  private String text() {
    return written.toString(StandardCharsets.UTF_8);
  }
}
