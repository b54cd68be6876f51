package io.unveil.deploy.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.fixtures.Sample;
import io.unveil.fixtures.Samples;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A server's whole life: samples in, answers out, its end, and its second start. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ServeIT {
  private static final String SPIES = "behaviour:sms-exfiltration AND icon:hidden";
  private static final int SMS_EXFILTRATION = 201;
  private static final Set<Integer> HIDING = Set.of(101, 102, 103, 104, 105);
  private static final String SPY = "hidden-icon-sms-spy";
  private static final String TAMPERED_SPY = "tampered-archive";

  @TempDir private static Path temporary;

  private static Path data;
  private static Map<String, Sample> samples;
  private static ServerProcess server;

  @BeforeAll
  static void start() throws IOException {
    data = temporary.resolve("my data");
    Path folder = Files.createDirectory(temporary.resolve("samples"));
    samples = Apks.writeSamples(folder);
    server = ServerProcess.start(data);
  }

  @AfterAll
  static void end() {
    server.close();
  }

  @Test
  @Order(1)
  void submitWait_printsVerdictsAndExitsAsScanDoes() throws Exception {
    Launcher.Run run = Launcher.unveil("submit", "--data", data, "--wait", Launcher.demoApks());

    assertThat(run.status()).as(run + "\n" + server).isEqualTo(1);
    assertThat(run.err()).as(run.toString()).isEmpty();
    assertThat(verdicts(run)).isEqualTo(expected(verdicts(run).keySet())).hasSize(5);
    assertThat(run.out()).endsWith("5 files: 2 stalkerware, 1 monitoring, 2 clean\n");
  }

  @Test
  @Order(2)
  void searchAfterSubmitWait_findsWhatWasSubmitted() throws Exception {
    assertThat(Hits.shas(Hits.of(data, SPIES)))
        .as(server.toString())
        .containsExactlyInAnyOrder(sha(SPY), sha(TAMPERED_SPY));
  }

  @Test
  @Order(3)
  void everySample_hasTheVerdictItIsMadeFor() throws Exception {
    Launcher.Run run =
        Launcher.unveil(
            "submit", "--data", data, "--wait", "--fail-on", "never", temporary.resolve("samples"));

    assertThat(run.status()).as(run + "\n" + server).isZero();
    Map<String, String> verdicts = verdicts(run);
    assertThat(verdicts).hasSameSizeAs(Samples.all()).containsAllEntriesOf(expected());
  }

  @Test
  @Order(4)
  void spies_areFound_andNoLookalike() throws Exception {
    assertThat(Hits.shas(Hits.of(data, SPIES))).containsExactlyInAnyOrderElementsOf(spies());
    assertThat(Hits.shas(Hits.of(data, ""))).containsExactlyInAnyOrderElementsOf(samples.keySet());
  }

  @Test
  @Order(5)
  void badQuery_isOneLineWithTheColumn() throws Exception {
    Launcher.Run run = Launcher.unveil("search", "--data", data, "verdict:clean AND behavour:x");

    assertThat(run.status()).as(run.toString()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .isEqualTo(
            "unveil: query, column 19: unknown field 'behavour'; did you mean 'behaviour'?\n");
  }

  @Test
  @Order(6)
  void show_takesFirstDigits() throws Exception {
    String sha = sha(SPY);

    Launcher.Run run = Launcher.unveil("show", "--data", data, sha.substring(0, 12));

    assertThat(run.status()).as(run.toString()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains(sha, "STALKERWARE", "com.example.syncservice", "sms-exfiltration", SPY + ".apk");
  }

  @Test
  @Order(7)
  void facets_countEverySampleOnce() throws Exception {
    Launcher.Run run =
        Launcher.unveil("search", "--data", data, "--limit", 0, "--facets", "verdict,behaviour");

    assertThat(run.status()).as(run.toString()).isZero();
    assertThat(run.out()).contains("stalkerware 6", "sms-exfiltration 7", "18 samples");
  }

  @Test
  @Order(8)
  void http_saysReadyAndCountsTheWork() throws Exception {
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> {
          HttpResponse<String> ready = server.get("/health/ready");
          assertThat(ready.statusCode()).as(ready.body()).isEqualTo(200);
        });

    assertThat(server.metric("unveil_samples_accepted_total", "added=\"new\"")).isEqualTo(18);
    assertThat(server.metric("unveil_samples_accepted_total", "added=\"known\"")).isEqualTo(5);
    assertThat(analysed()).isEqualTo(18);
    assertThat(server.err()).as("nothing to warn of in such a life").isEmpty();
  }

  @Test
  @Order(8)
  void layersOfTheSandbox_areInTheStatus_andWithEachReport() throws Exception {
    String status = server.get("/api/v1/status").body();
    String sample = server.get("/api/v1/samples/" + sha(SPY)).body();

    Matcher layers = Pattern.compile("\"layers\":(\\[\"process\"[^]]*])").matcher(status);
    assertThat(layers.find()).as(status).isTrue();
    assertThat(sample).contains("\"sandbox\":" + layers.group(1));
  }

  @Test
  @Order(9)
  void terminatedServer_endsWith0_andItsIndexIsSearchable() throws Exception {
    int status = server.terminate();

    assertThat(status).as(server.toString()).isZero();
    assertThat(server.err()).isEmpty();
    assertThat(data.resolve("server.json")).doesNotExist();
    assertThat(Hits.shas(Hits.of(data, SPIES))).containsExactlyInAnyOrderElementsOf(spies());
    assertThat(Hits.shas(Hits.of(data, ""))).containsExactlyInAnyOrderElementsOf(samples.keySet());
  }

  @Test
  @Order(10)
  void secondStart_hasTheSameContent_andAnalysesNothingAgain() throws Exception {
    server.close();
    server = ServerProcess.start(data);

    Launcher.Run again =
        Launcher.unveil(
            "submit", "--data", data, "--wait", "--fail-on", "never", temporary.resolve("samples"));

    assertThat(again.status()).as(again + "\n" + server).isZero();
    assertThat(verdicts(again)).containsAllEntriesOf(expected());
    assertThat(Hits.shas(Hits.of(data, ""))).containsExactlyInAnyOrderElementsOf(samples.keySet());
    assertThat(server.metric("unveil_samples_accepted_total", "added=\"known\"")).isEqualTo(18);
    assertThat(analysed()).as(server.get("/metrics").body()).isZero();
    assertThat(server.err()).isEmpty();
  }

  @Test
  @Order(11)
  void purgedSampleIsGone_alsoInASnapshotFromBefore() throws Exception {
    Launcher.Run made = Launcher.unveil("snapshot", "--data", data);
    assertThat(made.status()).as(made.toString()).isZero();
    Path snapshot = Path.of(made.out().lines().findFirst().orElseThrow());
    assertThat(made.out()).contains("18 samples");
    Launcher.Run refused = Launcher.unveil("restore", "--data", data, snapshot);
    assertThat(refused.status()).as(refused.toString()).isEqualTo(4);
    assertThat(refused.err()).contains("a server runs on ");

    String gone = sha(SPY);
    Launcher.Run purge = Launcher.unveil("purge", "--data", data, "--yes", gone);
    assertThat(purge.status()).as(purge.toString()).isZero();
    assertThat(purge.out()).startsWith(gone + "\n  store: removed");
    Set<String> left =
        samples.keySet().stream().filter(sha -> !sha.equals(gone)).collect(Collectors.toSet());
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() ->
            assertThat(Hits.shas(server.search(""))).containsExactlyInAnyOrderElementsOf(left));
    assertThat(server.terminate()).as(server.toString()).isZero();

    Launcher.Run restored = Launcher.unveil("restore", "--data", data, snapshot);
    assertThat(restored.status()).as(restored.toString()).isZero();
    assertThat(Hits.shas(Hits.of(data, ""))).as("as it was").contains(gone);

    server.close();
    server = ServerProcess.start(data);
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() ->
            assertThat(Hits.shas(server.search(""))).containsExactlyInAnyOrderElementsOf(left));
    assertThat(server.err()).isEmpty();
  }

  private static double analysed() throws IOException, InterruptedException {
    return server.metric("unveil_work_seconds_count", "stage=\"analyze\"");
  }

  /** {@return samples that send SMS away and hide their icon, and none of the others} */
  private static Set<String> spies() {
    return samples.entrySet().stream()
        .filter(entry -> entry.getValue().expectedCodes().contains(SMS_EXFILTRATION))
        .filter(entry -> entry.getValue().expectedCodes().stream().anyMatch(HIDING::contains))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private static String sha(String sample) {
    return samples.entrySet().stream()
        .filter(entry -> entry.getValue().name().equals(sample))
        .findFirst()
        .orElseThrow()
        .getKey();
  }

  /** {@return verdict by sample, of the samples that are made for one} */
  private static Map<String, String> expected() {
    Map<String, String> expected = new HashMap<>();
    for (Sample sample : Samples.all()) {
      String verdict = sample.expectedVerdict();
      if (verdict != null) {
        expected.put(sample.name(), verdict);
      }
    }
    return expected;
  }

  private static Map<String, String> expected(Set<String> names) {
    Map<String, String> expected = expected();
    expected.keySet().retainAll(names);
    return expected;
  }

  /** {@return verdict by sample, as the table of {@code submit --wait} has them} */
  private static Map<String, String> verdicts(Launcher.Run run) {
    Map<String, String> verdicts = new HashMap<>();
    for (String line : run.out().lines().toList()) {
      List<String> words = List.of(line.split(" +", -1));
      if (words.size() > 2 && words.get(2).endsWith(".apk")) {
        String file = Path.of(words.get(2)).getFileName().toString();
        verdicts.put(
            file.substring(0, file.length() - ".apk".length()),
            words.getFirst().toUpperCase(Locale.ROOT));
      }
    }
    return verdicts;
  }
}
