package io.unveil.deploy.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unveil.analyzer.facts.Generation;
import io.unveil.analyzer.report.ScanReport;
import io.unveil.analyzer.report.ScanReport.Failure;
import io.unveil.analyzer.report.Verdict;
import io.unveil.deploy.cli.Reports;
import io.unveil.deploy.client.Backoff;
import io.unveil.deploy.client.Hit;
import io.unveil.deploy.client.Receipt;
import io.unveil.deploy.client.RefusedException;
import io.unveil.deploy.client.Samples;
import io.unveil.deploy.client.SearchPage;
import io.unveil.deploy.client.Submitter;
import io.unveil.deploy.client.Submitter.Outcome;
import io.unveil.deploy.client.UnveilClient;
import io.unveil.deploy.http.HttpApi;
import io.unveil.deploy.http.HttpEvents;
import io.unveil.deploy.http.HttpLimits;
import io.unveil.deploy.http.PipelineStatus;
import io.unveil.deploy.http.SampleIntake;
import io.unveil.indexer.IndexEntry;
import io.unveil.indexer.IndexSettings;
import io.unveil.indexer.ReportIndex;
import io.unveil.ingest.store.ApkStore;
import io.unveil.ingest.store.LocalApkStore;
import io.unveil.ingest.stream.StageHealth;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client against the server over an index and a store: all real, without the stream. */
final class ClientAndServerTest {
  private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");

  /** More than the sockets between client and server hold. */
  private static final int LARGEST = 32 << 20;

  private static final String HOSTILE = "a\u202e\u001b[2J\r\n\"<b>\ud83d\ude00\u2028 ";

  @TempDir Path temp;
  private ApkStore store;
  private ReportIndex index;
  private HttpApi server;
  private UnveilClient client;
  private Samples direct;

  @BeforeEach
  void start() throws Exception {
    store = LocalApkStore.open(temp.resolve("store"), 0);
    index = ReportIndex.open(temp.resolve("index"), IndexSettings.DEFAULT);
    direct = new IndexSamples(index, () -> {});
    serve((bytes, _, _) -> {
      ApkStore.Put put = store.put(bytes, Long.MAX_VALUE);
      return new Receipt(put.apk().sha256(), put.apk().sizeInBytes(), put.added());
    });
  }

  private void serve(SampleIntake intake) throws IOException {
    HttpApi.Ports ports =
        new HttpApi.Ports("all", intake, direct, null, null, new Up(), () -> "", HttpEvents.NONE);
    server =
        HttpApi.start(
            InetAddress.ofLiteral("127.0.0.1"), 0, HttpLimits.of(LARGEST, 1), "1.2.3", ports);
    client = new UnveilClient(server.uri());
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    server.close();
    index.close();
  }

  private static String sha256(int number) {
    return "%064x".formatted(number);
  }

  private static ScanReport report(
      int number, Verdict verdict, @Nullable String label, @Nullable Failure failure) {
    ScanReport model =
        Reports.report(
            verdict, label, List.of(), List.of(Reports.smsExfiltration("http://x.invalid/")));
    return new ScanReport(
        ScanReport.SCHEMA_VERSION,
        new Generation(1, 1, 1),
        sha256(number),
        1_000 + number,
        model.packageName(),
        model.versionName(),
        label,
        verdict,
        model.reasons(),
        number % 101,
        model.completeness(),
        failure == null ? model.findings() : List.of(),
        model.launcher(),
        model.permissions(),
        model.signing(),
        model.installable(),
        model.resources(),
        model.bundle(),
        model.nested(),
        model.anomalyCount(),
        model.anomalies(),
        model.coverage(),
        model.blindSpots(),
        failure);
  }

  private void put(List<ScanReport> reports) throws IOException {
    index.put(
        reports.stream().map(report -> (IndexEntry) new IndexEntry.Result(report, AT, AT)).toList(),
        Map.of());
    index.refresh();
  }

  private Path file(String name, int size, int seed) throws IOException {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return Files.write(temp.resolve(name), bytes);
  }

  private List<Outcome> submit(Path... files) throws Exception {
    List<Outcome> outcomes = new ArrayList<>();
    new Submitter(client, false, 2, Backoff.DEFAULT)
        .run(List.of(files), (_, outcome) -> outcomes.add(outcome));
    return outcomes;
  }

  private List<Path> stored() throws IOException {
    try (Stream<Path> files = Files.walk(temp.resolve("store"))) {
      return files.filter(file -> Files.isRegularFile(file) && !file.endsWith("lock")).toList();
    }
  }

  /** From 64 KiB on the client asks first; the server takes one upload at once. */
  @Test
  void filesBelowAndAboveWhereTheClientAsksFirst_arriveWhole() throws Exception {
    Path[] files = new Path[8];
    for (int i = 0; i < files.length; i++) {
      files[i] = file("f" + i + ".apk", i % 2 == 0 ? 1_000 : 300_000, i);
    }

    List<Outcome> outcomes = submit(files);

    for (int i = 0; i < files.length; i++) {
      byte[] bytes = Files.readAllBytes(files[i]);
      String sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
      assertThat(outcomes.get(i))
          .isEqualTo(new Outcome.Accepted(new Receipt(sha256, bytes.length, true)));
    }
    assertThat(stored()).hasSize(files.length);
  }

  @Test
  void fileThatIsTooLarge_isRefusedWithItsReason_andTheNextIsTaken() throws Exception {
    Path large = file("large.apk", LARGEST + 1, 1);
    Path small = file("small.apk", 100_000, 2);

    List<Outcome> outcomes = submit(large, small, large, small);

    assertThat(outcomes.get(0))
        .isEqualTo(
            new Outcome.Unreadable(
                "the server does not take it: the upload is larger than http.max-upload, 33554432"
                    + " bytes"));
    assertThat(outcomes.get(1)).isInstanceOf(Outcome.Accepted.class);
    assertThat(outcomes.get(2)).isEqualTo(outcomes.get(0));
    assertThat(outcomes.get(3)).isInstanceOf(Outcome.Accepted.class);
    assertThat(stored()).hasSize(1);
  }

  @Test
  void clientThatIsInterrupted_leavesNothingAndFreesItsPlace() throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch gone = new CountDownLatch(1);
    AtomicReference<Throwable> ended = new AtomicReference<>();
    client.close();
    server.close();
    serve((bytes, _, _) -> {
      assertThat(bytes.read()).isNotNegative();
      reading.countDown();
      try {
        gone.await();
        ApkStore.Put put = store.put(bytes, Long.MAX_VALUE);
        return new Receipt(put.apk().sha256(), put.apk().sizeInBytes(), put.added());
      } catch (InterruptedException | IOException e) {
        ended.set(e);
        throw e instanceof IOException io ? io : new IOException(e);
      }
    });
    Path file = file("a.apk", LARGEST, 3);
    Thread sender =
        Thread.ofPlatform()
            .start(() -> {
              try {
                submit(file);
              } catch (Exception e) {
                assertThat(e).isInstanceOf(InterruptedException.class);
              }
            });
    reading.await();

    sender.interrupt();
    sender.join();
    gone.countDown();

    assertThat(submit(file("b.apk", 100_000, 4)))
        .singleElement()
        .isInstanceOf(Outcome.Accepted.class);
    assertThat(ended.get()).isInstanceOf(IOException.class);
    assertThat(stored()).hasSize(1);
  }

  @Test
  void pages_giveEveryHitOnceAndAsTheIndexSays() throws Exception {
    put(
        IntStream.range(0, 1_200)
            .mapToObj(i -> report(i, Verdict.values()[i % 5], HOSTILE + i, null))
            .toList());

    Set<String> seen = new HashSet<>();
    String after = null;
    do {
      SearchPage page = client.search("label:a", null, 500, after);
      assertThat(page).isEqualTo(direct.search("label:a", null, 500, after));
      page.hits().forEach(hit -> assertThat(seen.add(hit.sha256())).isTrue());
      assertThat(page.hits()).allSatisfy(hit -> assertThat(hit.label()).startsWith(HOSTILE));
      after = page.next();
    } while (after != null);

    assertThat(seen).hasSize(1_200);
    assertThat(client.facets("", "verdict", 10)).isEqualTo(direct.facets("", "verdict", 10));
    assertThat(client.withPrefix(sha256(7), 3)).containsExactly(sha256(7));
  }

  @Test
  void states_areTheThreeAgreedWordsEverywhere() throws Exception {
    put(
        List.of(
            report(1, Verdict.STALKERWARE, "x", null),
            report(2, Verdict.INCONCLUSIVE, null, new Failure("unpack", HOSTILE))));
    index.put(List.of(new IndexEntry.Seen(sha256(3), 9, "http", HOSTILE, AT, AT)), Map.of());
    index.refresh();

    for (var expected : Map.of(1, "reported", 2, "failed", 3, "pending").entrySet()) {
      String sha256 = sha256(expected.getKey());
      String state = expected.getValue();
      assertThat(client.sample(sha256)).isEqualTo(direct.sample(sha256));
      assertThat(client.sample(sha256).orElseThrow().state()).isEqualTo(state);
      assertThat(client.search("state:" + state, null, 10, null).hits())
          .extracting(Hit::sha256, Hit::state)
          .containsExactly(org.assertj.core.groups.Tuple.tuple(sha256, state));
    }
    assertThat(client.sample(sha256(4))).isEmpty();
    assertThat(client.sample(sha256(3)).orElseThrow().origins().getFirst().name())
        .isEqualTo(HOSTILE);
  }

  @Test
  void longestQueries_areAnsweredAsByTheIndex() throws Exception {
    put(List.of(report(1, Verdict.CLEAN, "x", null)));
    String hashes =
        IntStream.range(0, 900).mapToObj(i -> sha256(i)).collect(Collectors.joining(" OR "));
    String query = "sha256:(" + hashes + ")";

    assertThat(client.search(query, null, 10, null).total()).isEqualTo(1);
    String tooLong = "\u4e00".repeat(70_000);
    assertThatThrownBy(() -> client.search(tooLong, null, 10, null))
        .isInstanceOf(RefusedException.class);
    assertThatThrownBy(() -> direct.search(tooLong, null, 10, null))
        .isInstanceOf(RefusedException.class);
  }

  @Test
  void badQuery_isRefusedAtTheSamePlaceOverHttp() throws Exception {
    for (String query : List.of("behavior:x", "label:x AND (", "sise:>5", "a\u202e\n:b", "\"")) {
      RefusedException here = refused(direct, query);
      RefusedException there = refused(client, query);
      assertThat(there.position()).as(query).isEqualTo(here.position());
      assertThat(there.getMessage()).isEqualTo(here.getMessage());
    }
  }

  private static RefusedException refused(Samples samples, String query) throws Exception {
    try {
      throw new AssertionError(samples.search(query, null, 10, null));
    } catch (RefusedException e) {
      return e;
    }
  }

  private static final class Up implements PipelineStatus {
    @Override
    public java.util.Optional<io.unveil.indexer.IndexStatus> index() {
      return java.util.Optional.empty();
    }

    @Override
    public Sandbox sandbox() {
      return Sandbox.NONE;
    }

    @Override
    public List<StageHealth> parts() {
      return List.of(new StageHealth("index", true, "answers"));
    }

    @Override
    public Map<String, OptionalLong> lag() {
      return Map.of();
    }

    @Override
    public Map<String, Long> counters() {
      return Map.of();
    }
  }
}
