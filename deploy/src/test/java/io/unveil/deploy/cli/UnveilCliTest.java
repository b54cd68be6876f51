package io.unveil.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.analyzer.report.ScanReport;
import io.unveil.analyzer.report.Verdict;
import io.unveil.unpacker.LimitHit;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whole command lines over a scanner that answers by file name. */
class UnveilCliTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir private Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @ParameterizedTest
  @CsvSource({
    "clean, suspicious, 0",
    "clean, clean, 1",
    "inconclusive, suspicious, 3",
    "inconclusive, inconclusive, 1",
    "suspicious, suspicious, 1",
    "suspicious, monitoring, 0",
    "stalkerware, suspicious, 1",
    "stalkerware, never, 0",
    "partial, suspicious, 3",
    "malformed, suspicious, 3",
    "malformed, never, 3",
    "crash, never, 4",
  })
  void verdict_decidesExitCode(String sample, String failOn, int status) throws IOException {
    assertThat(run("scan", "--fail-on", failOn, file(sample))).isEqualTo(status);
  }

  @Test
  void allowPartial_acceptsPartialButNotUnreadable() throws IOException {
    assertThat(run("scan", "--allow-partial", file("partial"))).isZero();
    assertThat(run("scan", "--allow-partial", file("malformed"))).isEqualTo(3);
  }

  @Test
  void findingsBesideUnreadable_endsWithFindings_besideCrash_endsWithInternal() throws IOException {
    assertThat(run("scan", file("malformed"), file("stalkerware"))).isEqualTo(1);
    assertThat(run("scan", file("crash"), file("stalkerware"))).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"crash", "deep", "memory"})
  void crashOfOneSample_becomesFailedObject_othersGoOn(String sample) throws IOException {
    int status = run("scan", "--format", "jsonl", file("clean"), file(sample), file("stalkerware"));

    List<JsonNode> lines = jsonLines();
    assertThat(status).isEqualTo(4);
    assertThat(lines).hasSize(3);
    assertThat(lines.get(1).at("/verdict").asString()).isEqualTo("inconclusive");
    assertThat(lines.get(1).at("/failure/stage").asString()).isEqualTo("analyze");
    assertThat(lines.get(2).at("/verdict").asString()).isEqualToIgnoringCase("stalkerware");
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("--debug").doesNotContain("\tat ");
  }

  @Test
  void debug_printsTheStackTrace() throws IOException {
    run("scan", "--debug", file("crash"));

    assertThat(err.toString(StandardCharsets.UTF_8)).contains("\tat ");
  }

  @Test
  void manyThreads_keepTheOrderOfInputs() throws IOException {
    String[] files =
        IntStream.range(0, 60).mapToObj(i -> file("clean-" + i)).toArray(String[]::new);
    String[] options = {"scan", "--threads", "7", "--format", "jsonl"};
    run(concat(options, files));

    assertThat(jsonLines()).extracting(line -> line.at("/file").asString()).containsExactly(files);
  }

  @Test
  void everyInput_givesOneObject_alsoWhenUnreadable() throws IOException {
    String missing = folder.resolve("missing.apk").toString();
    Path empty = Files.createFile(folder.resolve("empty.apk"));

    int status =
        run(
            "scan",
            "--format",
            "jsonl",
            missing,
            empty.toString(),
            file("malformed"),
            file("clean"));

    assertThat(status).isEqualTo(3);
    assertThat(jsonLines())
        .hasSize(4)
        .allSatisfy(line -> {
          assertThat(line.at("/completeness/complete").isBoolean()).isTrue();
          assertThat(line.at("/run/version").asString()).isNotBlank();
        });
    assertThat(jsonLines().subList(0, 3))
        .allSatisfy(line -> assertThat(line.at("/failure/reason").asString()).isNotBlank());
    assertThat(errLines()).hasSize(3).allMatch(line -> line.startsWith("unveil: "));
  }

  @Test
  void pngNamedApk_isCalledWhatItLooksLike() throws IOException {
    Path png = folder.resolve("malformed.apk");
    Files.write(png, new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0});

    assertThat(run("scan", png.toString())).isEqualTo(3);
    assertThat(errLines()).singleElement().asString().contains("PNG image");
  }

  @Test
  void json_isObjectForOneFile_arrayForFolder() throws IOException {
    String file = file("clean");
    run("scan", "--format", "json", file);
    JsonNode one = JSON.readTree(out.toByteArray());
    out.reset();
    run("scan", "--format", "json", folder.toString());
    JsonNode all = JSON.readTree(out.toByteArray());

    assertThat(one.isObject()).isTrue();
    assertThat(all.isArray()).isTrue();
    assertThat(all).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "scan",
        "scan --format xml x",
        "scan --fail-on maybe x",
        "scan --threads 0 x",
        "scan --threads many x",
        "scan --nonsense x",
        "scan --limit max-entires=1 x",
        "scan --limit max-entries x",
        "scan --limit max-entries=1KiB x",
        "scan --limit max-entries=1 --limit max-entries=2 x",
        "inspect --limit max-dex-bytes=1 x",
        "scn x",
        "scan --output /nowhere/at/all x",
      })
  void wrongCommandLine_isOneLineAndExit2(String line) {
    int status = run(line.isEmpty() ? new String[0] : line.split(" ", -1));

    assertThat(status).isEqualTo(2);
    assertThat(errLines()).singleElement().asString().startsWith("unveil: ").endsWith("--help");
    assertThat(out.size()).isZero();
  }

  @Test
  void outputThatIsAnInput_isRefused() throws IOException {
    String file = file("clean");

    assertThat(run("scan", "--output", file, file)).isEqualTo(2);
    assertThat(Files.size(Path.of(file))).isPositive();
  }

  @Test
  void outputFile_getsTheResults() throws IOException {
    Path target = folder.resolve("results.jsonl");

    run("scan", "--format", "jsonl", "--output", target.toString(), file("clean"));

    assertThat(Files.readAllLines(target)).hasSize(1);
    assertThat(out.size()).isZero();
  }

  @Test
  void readerGone_isQuiet_fullDiskIsNot() throws IOException {
    String file = file("clean");

    assertThat(runOn(failing("Broken pipe"), "scan", file)).isEqualTo(3);
    assertThat(err.size()).isZero();
    assertThat(runOn(failing("No space left on device"), "scan", file)).isEqualTo(4);
    assertThat(errLines()).singleElement().asString().contains("No space left on device");
  }

  @Test
  void text_showsVerdictEvidenceAndSafetyNote_escaped() throws IOException {
    run("scan", file("evil"));

    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("STALKERWARE", "201 sms-exfiltration", "Lcom/example/A;->read()V line 42")
        .contains("pc 0x7", "library okhttp", "reached by boot in com.example.Boot")
        .contains("do not remove it before there is a safety plan")
        .contains("https://evil.example/\\u{1b}[2J", "Pets\\u{202e}")
        .doesNotContain("\u001b", "\u202e");
  }

  @Test
  void codeThatCannotBeSeen_isNamedBesideComplete_andExitsWith3UnlessAllowed() throws IOException {
    String file = file("hiding");

    assertThat(run("scan", file)).isEqualTo(3);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("complete but for the code that the blind spots hide: 12 classes");
    assertThat(run("scan", "--allow-partial", file)).isZero();
  }

  @Test
  void jsonOfHostileStrings_holdsNoRawControlOrBidiCharacter() throws IOException {
    run("scan", "--format", "jsonl", file("evil"));

    assertThat(out.toString(StandardCharsets.UTF_8)).doesNotContain("\u001b", "\u202e");
    assertThat(jsonLines().getFirst().at("/label").asString()).isEqualTo("Pets\u202e");
  }

  @Test
  void version_isTheSameThreeWays_andMakesNoScanner() {
    int status =
        new UnveilCli(
                new Streams(out, print(err), false),
                FakeServices.scanning(() -> {
                  throw new AssertionError("version made a scanner");
                }))
            .run("version");
    String version = out.toString(StandardCharsets.UTF_8);
    out.reset();
    run("--version");

    assertThat(status).isZero();
    assertThat(version).startsWith("unveil ").doesNotContain("${");
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(version);
  }

  @Test
  void terminal_getsProgress_pipeDoesNot() throws IOException {
    String[] line = {"scan", "--format", "jsonl", file("clean-1"), file("clean-2")};
    new UnveilCli(
            new Streams(out, print(err), true), FakeServices.scanning(() -> UnveilCliTest::answer))
        .run(line);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("scanned 1 of 2");
    err.reset();

    run(line);
    assertThat(err.size()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max-entires=1 | unveil: --limit: there is no limit 'max-entires'; did you mean"
            + " max-entries?; see unveil scan --help",
        "colour=1 | unveil: --limit: there is no limit 'colour'; docs/configuration.md lists all as"
            + " limits.…; see unveil scan --help",
        "max-dex-bytes=7 MB | unveil: --limit: max-dex-bytes = '7 MB' is not allowed; allowed: size"
            + " with B, KiB, MiB or GiB, 0 B to 2 GiB; see unveil scan --help",
      })
  void wrongLimit_saysWhatIsAllowed(String option, String message) throws IOException {
    assertThat(run("scan", "--limit", option, file("clean"))).isEqualTo(2);
    assertThat(errLines()).containsExactly(message);
  }

  @Test
  void limits_reachTheScanner_othersKeepTheirDefaults() throws IOException {
    List<Limits> given = new ArrayList<>();
    Scanner scanner =
        (_, limits, _) -> {
          given.add(limits);
          return Reports.report(Verdict.CLEAN);
        };
    int status =
        new UnveilCli(new Streams(out, print(err), false), FakeServices.scanning(() -> scanner))
            .run(
                "scan",
                "--limit",
                "max-dex-files=3",
                "--limit=max-entry-bytes=1MiB",
                file("clean"));

    assertThat(status).isZero();
    assertThat(given)
        .containsExactly(Limits.DEFAULT.with("max-dex-files", 3).with("max-entry-bytes", 1L << 20));
  }

  @Test
  void limitThatStopsTheScan_isInTheObjectAndOnStandardError() throws IOException {
    assertThat(run("scan", "--format", "jsonl", file("large"))).isEqualTo(3);

    JsonNode limit = jsonLines().getFirst().at("/completeness/limits/0");
    assertThat(limit.at("/limit").asString()).isEqualTo("max-file-bytes");
    assertThat(limit.at("/bound").asLong()).isEqualTo(10);
    assertThat(errLines())
        .singleElement()
        .asString()
        .contains("limits.max-file-bytes", "--limit max-file-bytes=…")
        .doesNotContain("not a readable APK");
  }

  @Test
  void limitThatWasHit_isNamedInTheTextWithItsBoundAndPlaces() throws IOException {
    run("scan", file("cut"));

    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains(
            "limit hit: max-dex-bytes = 256 MiB, at classes2.dex and 1 more; setting"
                + " limits.max-dex-bytes, or --limit max-dex-bytes=… of scan and inspect, changes"
                + " it");
  }

  @Test
  void methodsReadOnce_areSaidBelowComplete_andEndWithZero() throws IOException {
    assertThat(run("scan", file("once"))).isZero();

    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("  complete: ", "    read once: 1 method (lift-size: 1)");
  }

  private static ScanReport answer(Path file, Limits limits, StageClock clock)
      throws MalformedApkException {
    String name = file.getFileName().toString().replaceAll("(-\\d+)?\\.apk", "");
    clock.enter("analyze");
    return switch (name) {
      case "malformed" -> throw new MalformedApkException(0, "no end of central directory");
      case "large" ->
          throw new MalformedApkException(
              10, "the file is large", new LimitHit("max-file-bytes", 10, ""));
      case "cut" ->
          Reports.limited(
              new LimitHit("max-dex-bytes", 256 << 20, "classes2.dex"),
              new LimitHit("max-dex-bytes", 256 << 20, "classes3.dex"));
      case "crash" -> throw new IllegalStateException("index 7 of 3");
      case "deep" -> throw new StackOverflowError();
      case "memory" -> throw new OutOfMemoryError("Java heap space");
      case "partial" -> Reports.partial(Verdict.CLEAN);
      case "inconclusive" -> Reports.partial(Verdict.INCONCLUSIVE);
      case "once" -> Reports.readOnce();
      case "hiding" -> Reports.withHiddenCode();
      case "evil" ->
          Reports.report(
              Verdict.STALKERWARE,
              "Pets\u202e",
              List.of(),
              List.of(Reports.smsExfiltration("https://evil.example/\u001b[2J")));
      default -> Reports.report(Verdict.valueOf(name.toUpperCase(Locale.ROOT)));
    };
  }

  private int run(String... line) {
    return runOn(out, line);
  }

  private int runOn(OutputStream stream, String... line) {
    return new UnveilCli(
            new Streams(stream, print(err), false),
            FakeServices.scanning(() -> UnveilCliTest::answer))
        .run(line);
  }

  private static PrintStream print(OutputStream stream) {
    return new PrintStream(stream, true, StandardCharsets.UTF_8);
  }

  private static OutputStream failing(String message) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(message);
      }
    };
  }

  private String file(String name) {
    try {
      return Files.writeString(folder.resolve(name + ".apk"), "x").toString();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private List<JsonNode> jsonLines() {
    return out.toString(StandardCharsets.UTF_8).lines().map(JSON::readTree).toList();
  }

  private List<String> errLines() {
    return err.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private static String[] concat(String[] first, String[] second) {
    String[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }
}
