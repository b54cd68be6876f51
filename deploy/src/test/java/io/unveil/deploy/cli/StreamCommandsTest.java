package io.unveil.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.analyzer.report.ScanReport;
import io.unveil.analyzer.report.Verdict;
import io.unveil.deploy.client.HttpFixture;
import io.unveil.deploy.client.HttpFixture.Reply;
import io.unveil.deploy.data.DataDirectory;
import io.unveil.deploy.data.ServerFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whole command lines of submit, search and show against a real HTTP server. */
class StreamCommandsTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String HIT =
      """
      {"sha256":"%s","state":"reported","verdict":"stalkerware","strength":90,"complete":true,\
      "package":"com.example","versionName":"1.0","label":"Pets\\u202e","behaviours":["sms-exfiltration"],\
      "sizeInBytes":7,"firstSeen":null,"lastSeen":"2026-01-02T03:04:05Z","judgedAt":null}\
      """;

  @TempDir private Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Map<String, Verdict> verdicts = new java.util.concurrent.ConcurrentHashMap<>();
  private HttpFixture server;
  private DataDirectory data;

  @BeforeEach
  void start() throws Exception {
    server = new HttpFixture(this::report);
    data = DataDirectory.at(Files.createDirectory(folder.resolve("data")));
    publish(ProcessHandle.current().pid(), server.base());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void submit_printsWhatTheServerHas_andSaysWhatItHadBefore() throws IOException {
    Path first = sample("a", Verdict.CLEAN);
    Path copy = Files.copy(first, folder.resolve("copy.apk"));

    assertThat(onData("submit", first.toString(), copy.toString())).isZero();

    String sha256 = HttpFixture.sha256(Files.readAllBytes(first));
    assertThat(out())
        .isEqualTo(
            sha256
                + "  "
                + first
                + "\n"
                + sha256
                + "  "
                + copy
                + "\n2 submitted, 1 of them known before\n");
    assertThat(err()).isEmpty();
  }

  @Test
  void submit_folderIsBulk_fileIsInteractive_optionsWin() throws IOException {
    Path samples = Files.createDirectory(folder.resolve("samples"));
    Path file = Files.writeString(samples.resolve("a.apk"), "a");

    onData("submit", samples.toString());
    onData("submit", file.toString());
    onData("submit", "--interactive", samples.toString());
    onData("submit", "--bulk", file.toString());

    assertThat(server.requests().stream().filter(r -> r.startsWith("POST")))
        .extracting(r -> r.substring(r.lastIndexOf('=') + 1))
        .containsExactly("bulk", "interactive", "interactive", "bulk");
  }

  @Test
  void submit_unreadableBesideReadable_isExit3() throws IOException {
    Path file = sample("a", Verdict.CLEAN);
    String missing = folder.resolve("missing.apk").toString();

    assertThat(onData("submit", missing, file.toString())).isEqualTo(3);
    assertThat(err())
        .isEqualTo("unveil: " + missing + ": no such file or folder; check the path\n");
    assertThat(out()).endsWith("1 submitted; 1 unreadable\n");
  }

  @Test
  void submit_serverFillsUp_isExit4_andSaysHowMany() throws IOException {
    server.uploadsGet(new Reply(507, "{\"error\":\"the disk is full\"}"));
    Path file = sample("a", Verdict.CLEAN);

    assertThat(onData("submit", file.toString())).isEqualTo(4);
    assertThat(err()).contains("the disk is full").hasLineCount(1);
    assertThat(out()).contains("0 submitted; 1 not sent, submit them again");
  }

  @ParameterizedTest
  @CsvSource({
    "CLEAN, suspicious, 0",
    "STALKERWARE, suspicious, 1",
    "STALKERWARE, never, 0",
    "INCONCLUSIVE, suspicious, 3",
  })
  void submitAndWait_endsAsScanDoes(Verdict verdict, String failOn, int status) throws IOException {
    server.pendingAnswers(3);
    Path file = sample("a", verdict);

    assertThat(onData("submit", "--wait", "--fail-on", failOn, file.toString())).isEqualTo(status);
    assertThat(out())
        .startsWith(verdict.name())
        .contains(file.getFileName().toString(), "com.example.pets")
        .endsWith("1 file: 1 " + verdict.name().toLowerCase(Locale.ROOT) + "\n");
  }

  @Test
  void search_textShowsHits_escaped_thenHowMany() {
    found(1, hits(1), null);

    assertThat(onData("search", "verdict:stalkerware", "label:pets")).isZero();
    assertThat(out())
        .contains("stalkerware   90  2026-01-02 03:04  ", "com.example 1.0 \"Pets\\u{202e}\"")
        .contains("sms-exfiltration")
        .endsWith("\n1 sample\n");
    assertThat(server.requests().getLast())
        .isEqualTo("GET /api/v1/search?q=verdict%3Astalkerware%20label%3Apets&limit=50");
  }

  @Test
  void search_nothingFound_isExit0() {
    found(0, "", null);

    assertThat(onData("search", "package:none")).isZero();
    assertThat(out()).isEqualTo("0 samples\n");
  }

  @Test
  void search_moreThanOnePage_goesOnUntilTheLimit() {
    server.on(
        "/api/v1/search",
        query ->
            query.contains("after=next")
                ? page(700, hits(200), null)
                : page(700, hits(500), "next"));

    assertThat(onData("search", "--limit", "600", "--format", "jsonl")).isZero();
    assertThat(out().lines()).hasSize(600);
    assertThat(server.requests().getLast()).contains("limit=100&after=next");
  }

  @Test
  void search_json_hasHitsAndFacets_noDangerousCharacter() {
    found(2, hits(2), null);
    server.on(
        "/api/v1/facets",
        query ->
            new Reply(
                200,
                "{\"field\":\"verdict\",\"total\":2,\"other\":0,"
                    + "\"values\":[{\"value\":\"stalkerware\",\"count\":2}]}"));

    assertThat(onData("search", "--format", "json", "--facets", "verdict,host")).isZero();
    JsonNode document = JSON.readTree(out());
    assertThat(document.at("/total").intValue()).isEqualTo(2);
    assertThat(document.at("/hits")).hasSize(2);
    assertThat(document.at("/hits/0/package").asString()).isEqualTo("com.example");
    assertThat(document.at("/facets")).hasSize(2);
    assertThat(document.at("/facets/0/values/0/count").intValue()).isEqualTo(2);
    assertThat(out()).doesNotContain("\u202e");
  }

  @Test
  void search_badQuery_isOneLineWithColumn() {
    server.on(
        "/api/v1/search",
        _ -> new Reply(400, "{\"error\":\"unknown field 'verdic'\",\"position\":4}"));

    assertThat(onData("search", "not verdic:x")).isEqualTo(2);
    assertThat(err()).isEqualTo("unveil: query, column 5: unknown field 'verdic'\n");
    assertThat(out()).isEmpty();
  }

  @Test
  void show_hasReportAndHistory() throws IOException {
    Path file = sample("a", Verdict.STALKERWARE);
    onData("submit", file.toString());
    out.reset();
    String sha256 = HttpFixture.sha256(Files.readAllBytes(file));

    assertThat(onData("show", sha256.toUpperCase(Locale.ROOT))).isZero();
    assertThat(out())
        .startsWith("pets.apk: STALKERWARE")
        .contains("because: a reason", "state: reported", "first seen 2026-01-02T03:04:05Z")
        .contains("sandbox: seccomp", "seen 2026-01-02T03:04:05Z by http as pets.apk");
    out.reset();

    assertThat(onData("show", "--format", "json", sha256)).isZero();
    JsonNode sample = JSON.readTree(out());
    assertThat(sample.at("/report/verdict").asString()).isEqualTo("stalkerware");
    assertThat(sample.at("/origins/0/name").asString()).isEqualTo("pets.apk");
  }

  @Test
  void show_pending_isExit3() throws IOException {
    server.pendingAnswers(1);
    Path file = sample("a", Verdict.CLEAN);
    onData("submit", file.toString());
    out.reset();

    assertThat(onData("show", HttpFixture.sha256(Files.readAllBytes(file)))).isEqualTo(3);
    assertThat(out()).contains("pending, no result yet").doesNotContain("sandbox");
  }

  @Test
  void show_prefix_findsTheOne_andAsksForMoreDigitsOfSeveral() throws IOException {
    Path file = sample("a", Verdict.CLEAN);
    onData("submit", file.toString());
    String sha256 = HttpFixture.sha256(Files.readAllBytes(file));
    found(1, HIT.formatted(sha256), null);

    assertThat(onData("show", sha256.substring(0, 8))).isZero();
    found(2, hits(2), null);
    assertThat(onData("show", "abcd")).isEqualTo(2);
    assertThat(err()).contains("give more digits").hasLineCount(1);
  }

  @Test
  void show_unknown_isOneLineAndExit3() {
    assertThat(onData("show", "ab".repeat(32))).isEqualTo(3);
    found(0, "", null);
    assertThat(onData("show", "abcd")).isEqualTo(3);
    assertThat(err()).hasLineCount(2).contains("unveil: abcd: unknown sample");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          submit                                  | 2 | PATH
          submit --bulk --interactive a           | 2 | exclude each other
          submit --server nonsense a              | 2 | is no server address
          submit --server ftp://h a               | 2 | is no server address
          submit --server http://h/path a         | 2 | is no server address
          submit --server http://h:99999 a        | 2 | is no server address
          submit --server http://127.0.0.1:1 a    | 4 | nothing listens there
          submit --server http://x --data d a     | 2 | exclude each other
          submit --data nowhere a                 | 4 | start one with: unveil serve --data nowhere
          submit --wait --fail-on maybe a         | 2 | is none of
          search --data nowhere x                 | 4 | holds no samples yet
          search --limit -1 x                     | 2 | --limit
          search --limit many x                   | 2 | --limit
          search --format xml x                   | 2 | is none of
          search --format jsonl --facets host x   | 2 | --facets needs
          search --server http://127.0.0.1:1 x    | 4 | nothing listens there
          show                                    | 2 | SHA256
          show xyz                                | 2 | is no SHA-256
          show abc                                | 2 | is no SHA-256
          show --data nowhere abcd                | 4 | holds no samples yet
          serve --port x                          | 2 | --port
          serve --port 65536                      | 2 | http.port
          serve --set nonsense                    | 2 | write key = value
          serve --set htp.port=1                  | 2 | http.port
          serve --set http.port=1 --port 2        | 2 | set twice
          serve --config nowhere                  | 2 | no such readable file
          serve --nonsense                        | 2 | --nonsense
          demo --nonsense                         | 2 | --nonsense
          demo                                    | 4 | sample apps of the demo are missing
          """)
  void badInput_isOneLine(String line, int status, String said) {
    assertThat(run(line.split(" ", -1))).as(err()).isEqualTo(status);
    assertThat(err()).startsWith("unveil: ").contains(said).hasLineCount(1);
    assertThat(out()).isEmpty();
  }

  @Test
  void emptyFolder_isUnreadable() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));

    assertThat(onData("submit", empty.toString())).isEqualTo(3);
    assertThat(err())
        .contains("no .apk, .apks, .xapk or .apkm file in this folder")
        .hasLineCount(1);
  }

  @Test
  void staleServerFile_ofAProcessThatIsGone_isSaid() throws Exception {
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();
    publish(ended.pid(), server.base());

    assertThat(onData("submit", sample("a", Verdict.CLEAN).toString())).isEqualTo(4);
    assertThat(err())
        .contains("no server runs on " + data.path(), "process " + ended.pid() + ", is gone")
        .hasLineCount(1);
    assertThat(server.stored()).isEmpty();
  }

  @Test
  void staleServerFile_whosePortIsClosedOrAnothers_isSaid() throws Exception {
    URI closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }
    publish(ProcessHandle.current().pid(), closed);
    assertThat(onData("submit", sample("a", Verdict.CLEAN).toString())).isEqualTo(4);
    assertThat(err()).contains("which does not answer").hasLineCount(1);

    server.on("/health", _ -> new Reply(200, "<html>another program</html>"));
    publish(ProcessHandle.current().pid(), server.base());
    assertThat(onData("submit", sample("b", Verdict.CLEAN).toString())).isEqualTo(4);
    assertThat(server.stored()).isEmpty();
  }

  private void found(int total, String hits, @Nullable String next) {
    server.on("/api/v1/search", _ -> page(total, hits, next));
  }

  private static Reply page(int total, String hits, @Nullable String next) {
    return new Reply(
        200,
        "{\"total\":%d,\"totalExact\":true,\"next\":%s,\"hits\":[%s]}"
            .formatted(total, next == null ? "null" : "\"" + next + "\"", hits));
  }

  private static String hits(int count) {
    return java.util.stream.IntStream.range(0, count)
        .mapToObj(i -> HIT.formatted(HttpFixture.sha256(new byte[] {(byte) i})))
        .collect(java.util.stream.Collectors.joining(","));
  }

  private ScanReport report(String sha256) {
    return Reports.report(verdicts.getOrDefault(sha256, Verdict.CLEAN));
  }

  private Path sample(String name, Verdict verdict) throws IOException {
    Path file = Files.writeString(folder.resolve(name + ".apk"), name);
    verdicts.put(HttpFixture.sha256(Files.readAllBytes(file)), verdict);
    return file;
  }

  private void publish(long pid, URI http) throws IOException {
    data.publish(new ServerFile(pid, http, "127.0.0.1:1", Instant.now()));
  }

  private int onData(String command, String... rest) {
    List<String> line =
        new java.util.ArrayList<>(List.of(command, "--data", data.path().toString()));
    line.addAll(List.of(rest));
    return run(line.toArray(String[]::new));
  }

  private int run(String... line) {
    Streams streams = new Streams(out, new PrintStream(err, true, StandardCharsets.UTF_8), false);
    return new UnveilCli(
            streams,
            FakeServices.scanning(() -> {
              throw new AssertionError("made a scanner");
            }))
        .run(line);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
