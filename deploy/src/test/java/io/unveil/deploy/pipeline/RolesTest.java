package io.unveil.deploy.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.unveil.deploy.cli.ServeOptions;
import io.unveil.deploy.cli.Server;
import io.unveil.deploy.cli.StartException;
import io.unveil.deploy.client.Backoff;
import io.unveil.deploy.client.ResultWait;
import io.unveil.deploy.client.SampleView;
import io.unveil.deploy.client.ServerTroubleException;
import io.unveil.deploy.client.Submitter;
import io.unveil.deploy.client.Submitter.Outcome;
import io.unveil.deploy.client.UnveilClient;
import io.unveil.deploy.config.Settings;
import io.unveil.fixtures.Samples;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parts of the pipeline, each with its own data folder, around one broker and one store. */
final class RolesTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private Path folder;
  private final Deque<Server> running = new ArrayDeque<>();
  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void stop() {
    running.forEach(Server::close);
    http.close();
  }

  @Test
  void fourProcesses_areOnePipeline() throws Exception {
    String kafka = start("broker", "kafka.port=0").kafka();
    Server ingest = start("ingest", "kafka.bootstrap=" + kafka);
    Server indexer = start("indexer", "kafka.bootstrap=" + kafka);
    List<Path> apks = apks();

    try (UnveilClient in = new UnveilClient(ingest.http());
        UnveilClient out = new UnveilClient(indexer.http())) {
      List<String> shas = submit(in, apks);
      // No worker yet: everything waits, and is known.
      assertThat(out.sample(shas.getFirst()).orElseThrow().state()).isEqualTo("accepted");

      start("worker", "kafka.bootstrap=" + kafka);
      ResultWait wait = new ResultWait(out, ResultWait.POLLS);
      for (int i = 0; i < apks.size(); i++) {
        assertThat(wait.of(shas.get(i)).sha256()).isEqualTo(shas.get(i));
      }
      assertThat(out.sample(shas.getFirst()).map(SampleView::state)).contains("reported");
      for (Server server : running) {
        awaitReady(server);
      }

      // Known to the worker by its own view of the results: nothing is analysed again.
      submit(in, apks);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(get(running.getFirst().http(), "/metrics"))
                  .contains("outcome=\"known\"", "stage=\"unpack\""));
    }
  }

  @Test
  void askedForWhatItDoesNotDo_namesTheRole() throws Exception {
    String kafka = start("broker", "kafka.port=0").kafka();
    Server worker = start("unpack", "kafka.bootstrap=" + kafka);

    try (UnveilClient client = new UnveilClient(worker.http())) {
      assertThatThrownBy(() -> client.search("", null, 1, null))
          .isInstanceOf(ServerTroubleException.class)
          .hasMessageEndingWith(
              "answered 501: this process has the roles unpack; ask one with the role index");
      List<Outcome> outcomes = new ArrayList<>();
      new Submitter(client, false, 1, Backoff.DEFAULT)
          .run(apks().subList(0, 2), (_, outcome) -> outcomes.add(outcome));
      assertThat(outcomes.getFirst().toString()).contains("501", "ask one with the role ingest");
      assertThat(outcomes.getLast()).isInstanceOf(Outcome.Skipped.class);
    }
    assertThat(get(worker.http(), "/api/v1/status"))
        .contains("\"known-results\"", "\"unpack-0\"", "\"broker\"")
        .doesNotContain("\"analyze-0\"", "\"index\"", "\"reconciler\"");
  }

  @Test
  void brokerElsewhereThatIsAway_isOneLine() throws Exception {
    assertThatThrownBy(() ->
            start(
                "worker",
                "kafka.bootstrap=127.0.0.1:" + closedPort(),
                "kafka.client.request.timeout.ms=1000",
                "kafka.client.default.api.timeout.ms=1500"))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("does not answer")
        .message()
        .hasLineCount(1);
  }

  @Test
  void onlyAPortInUse_isToldToBe() throws Exception {
    Settings.Http http = Settings.load(null, List.of("http.port=80")).http();

    assertThat(PipelineStarter.cannotListen(http, new IOException("Address already in use")))
        .hasMessageStartingWith("port 80 is in use by another program");
    assertThat(
            PipelineStarter.cannotListen(
                http, new IOException("it failed", new IOException("Permission denied"))))
        .hasMessage(
            "cannot listen on 127.0.0.1 port 80: Permission denied; choose another with --port or"
                + " http.address");
  }

  private Server start(String roles, String... more) throws Exception {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "http.port=0",
                "roles=" + roles,
                "store.reserve=0 B",
                "store.path=" + folder.resolve("store")));
    settings.addAll(Arrays.asList(more));
    Path data = Files.createDirectories(folder.resolve(roles));
    PrintStream log =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    Server server =
        new PipelineStarter(log).start(new ServeOptions(data, Settings.load(null, settings)));
    running.addFirst(server);
    return server;
  }

  private List<Path> apks() throws IOException {
    List<Path> apks = new ArrayList<>();
    for (var sample : Samples.all()) {
      apks.add(Files.write(folder.resolve(sample.name() + ".apk"), sample.apk()));
    }
    return apks;
  }

  private static List<String> submit(UnveilClient client, List<Path> apks) throws Exception {
    List<String> shas = new ArrayList<>();
    new Submitter(client, true, 2, Backoff.DEFAULT)
        .run(apks, (_, outcome) -> shas.add(((Outcome.Accepted) outcome).receipt().sha256()));
    return shas;
  }

  private void awaitReady(Server server) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(get(server.http(), "/health/ready")).contains("\"ready\":true"));
  }

  private String get(URI server, String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(server.resolve(path)).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
