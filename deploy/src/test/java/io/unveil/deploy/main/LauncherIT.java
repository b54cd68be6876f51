package io.unveil.deploy.main;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The script {@code unveil}, run as a person runs it. */
class LauncherIT {
  private static final Path SCRIPT = Path.of(System.getProperty("unveil.root"), "unveil");

  @TempDir private Path temporary;

  private Path folder;

  @BeforeEach
  void folderWithSpaces() throws IOException {
    folder = Files.createDirectory(temporary.resolve("my samples"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "bash", "sh"})
  void shells_allStartIt(String shell) throws Exception {
    if (Files.notExists(Path.of("/bin", shell))) {
      System.out.println("skipped: no /bin/" + shell);
      return;
    }
    Run run = run("/bin/" + shell, SCRIPT.toString(), "--version");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).startsWith("unveil ");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void linkToLink_inFolderWithSpaces_findsItsCheckout() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("first"), SCRIPT);
    Files.createSymbolicLink(folder.resolve("second"), link.getFileName());

    assertThat(run("./second", "version").out()).startsWith("unveil ");
  }

  @Test
  void relativePath_countsFromTheCallersFolder() throws Exception {
    Files.createFile(folder.resolve("an empty ü.apk"));

    Run run = run(SCRIPT.toString(), "scan", "an empty ü.apk");

    assertThat(run.status()).isEqualTo(3);
    assertThat(run.err()).isEqualTo("unveil: an empty ü.apk: the file is empty; fetch it again\n");
  }

  @Test
  void localeWithoutLetters_stillOpensFilesWithLetters() throws Exception {
    Files.createFile(folder.resolve("ü.apk"));

    assertThat(run("/usr/bin/env", "LC_ALL=C", SCRIPT.toString(), "scan", "ü.apk").err())
        .contains("the file is empty");
  }

  @Test
  void closedStandardOutput_isSaid_notACrash() throws Exception {
    Run run = run("/bin/sh", "-c", "exec \"$0\" scan missing.apk >&-", SCRIPT.toString());

    assertThat(run.status()).isEqualTo(4);
    assertThat(run.err()).contains("cannot write results to standard output");
  }

  /** A link to {@code /proc}, where nobody can make a folder, so that root sees it fail too. */
  @Test
  @Timeout(60)
  void checkoutThatTakesNoFolder_isSaid_insteadOfWaitingForever() throws Exception {
    Path script = Files.copy(SCRIPT, folder.resolve("unveil"));
    Files.createSymbolicLink(folder.resolve("target"), Path.of("/proc"));

    Run run = run("/usr/bin/timeout", "30", script.toString(), "--version");

    assertThat(run.status()).as(run.err()).isEqualTo(4);
    assertThat(run.err()).contains("cannot write to").contains("building needs it");
  }

  @Test
  void help_listsEveryCommand() throws Exception {
    Run run = run(SCRIPT.toString(), "--help");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("  scan ", "  serve ", "  submit ", "  search ", "  show ", "  demo ");
  }

  @ParameterizedTest
  @CsvSource({
    "search --data none x, 4, holds no samples yet",
    "show --data none abcd, 4, holds no samples yet",
    "submit --data none x.apk, 4, start one with: unveil serve --data none",
    "search --nonsense, 2, --nonsense",
    "serve --set nonsense, 2, write key = value",
  })
  void commandsWithoutServer_endWithOneLine(String line, int status, String said) throws Exception {
    List<String> command = new ArrayList<>(List.of(SCRIPT.toString()));
    command.addAll(List.of(line.split(" ", -1)));

    Run run = run(command.toArray(String[]::new));

    assertThat(run.status()).as(run.err()).isEqualTo(status);
    assertThat(run.err()).startsWith("unveil: ").contains(said).hasLineCount(1);
    assertThat(run.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"lots", "2x", "-1g", "2g -version", "0"})
  void heapThatIsNone_isSaid(String heap) throws Exception {
    Run run = run("/usr/bin/env", "UNVEIL_HEAP=" + heap, SCRIPT.toString(), "serve");

    assertThat(run.status()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains("UNVEIL_HEAP=").hasLineCount(1);
  }

  @Test
  void wrongArguments_exitWith2() throws Exception {
    assertThat(run(SCRIPT.toString(), "scan").status()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "hidden-icon-sms-spy, stalkerware, 1",
    "open-location-tracker, monitoring, 1",
    "tampered-archive, stalkerware, 1",
    "honest-notes, clean, 0",
    "workmanager-lookalike, clean, 0",
  })
  void scan_saysWhatTheSampleIs(String sample, String verdict, int status) throws Exception {
    Path apk = SCRIPT.resolveSibling("deploy/target/training").resolve(sample + ".apk");

    Run run = run(SCRIPT.toString(), "scan", "--format", "jsonl", apk.toString());

    assertThat(run.status()).as(run.err()).isEqualTo(status);
    assertThat(run.err()).isEmpty();
    assertThat(run.out().lines()).hasSize(1);
    JsonNode report = JsonMapper.builder().build().readTree(run.out());
    assertThat(report.at("/file").asString()).isEqualTo(apk.toString());
    assertThat(report.at("/verdict").asString()).isEqualTo(verdict);
    assertThat(report.at("/completeness/complete").asBoolean()).isTrue();
    assertThat(report.at("/run/durationMs/analyze").isNumber()).isTrue();
  }

  private Run run(String... command) throws Exception {
    Path out = temporary.resolve("out");
    Path err = temporary.resolve("err");
    List<String> words = new ArrayList<>(List.of(command));
    Process process =
        new ProcessBuilder(words)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    process.getOutputStream().close();
    int status = process.waitFor();
    return new Run(
        status,
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  private record Run(int status, String out, String err) {}
}
