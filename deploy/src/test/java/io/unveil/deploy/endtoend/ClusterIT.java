package io.unveil.deploy.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Three brokers, each a process, and one of them killed while samples come in. */
class ClusterIT {
  private static final int NODES = 3;
  private static final int SAMPLES = 60;
  private static final int KILL_AT = 20;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** The promise to a submitter while a broker is replaced. */
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(15);

  @TempDir private Path temporary;
  private final List<ServerProcess> brokers = new ArrayList<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private String bootstrap = "";

  @BeforeEach
  void startBrokers() throws Exception {
    List<Integer> ports = freePorts(2 * NODES);
    String quorum =
        IntStream.range(0, NODES)
            .mapToObj(n -> (n + 1) + "@127.0.0.1:" + ports.get(NODES + n))
            .collect(Collectors.joining(","));
    bootstrap =
        IntStream.range(0, NODES)
            .mapToObj(n -> "127.0.0.1:" + ports.get(n))
            .collect(Collectors.joining(","));
    // Together, because each waits for the others.
    try (ExecutorService starting = Executors.newFixedThreadPool(NODES)) {
      List<Future<ServerProcess>> nodes = new ArrayList<>();
      for (int n = 0; n < NODES; n++) {
        Path data = temporary.resolve("broker-" + (n + 1));
        String node = "broker.node=" + (n + 1);
        String port = "kafka.port=" + ports.get(n);
        nodes.add(
            starting.submit(() ->
                ServerProcess.start(
                    data,
                    "--roles",
                    "broker",
                    "--set",
                    port,
                    "--set",
                    node,
                    "--set",
                    "broker.quorum=" + quorum)));
      }
      for (Future<ServerProcess> node : nodes) {
        brokers.add(node.get());
      }
    }
  }

  @AfterEach
  void stop() {
    brokers.forEach(ServerProcess::close);
    client.close();
  }

  @Test
  void decidingNodeKilledWhileSamplesComeIn_nothingIsLost_andSubmittersWaitNotLong()
      throws Exception {
    Path folder = Files.createDirectory(temporary.resolve("variants"));
    Set<String> all = Apks.writeVariants(folder, "hidden-icon-sms-spy", SAMPLES);
    List<Path> files;
    try (var listed = Files.list(folder)) {
      files = listed.sorted().toList();
    }
    try (ServerProcess rest =
        ServerProcess.start(
            temporary.resolve("rest"),
            "--roles",
            "ingest,worker,indexer",
            "--set",
            "kafka.bootstrap=" + bootstrap)) {
      Duration longest = Duration.ZERO;
      for (int n = 0; n < files.size(); n++) {
        if (n == KILL_AT) {
          brokers.get(deciding() - 1).kill();
        }
        Duration answer = submit(rest, files.get(n));
        longest = answer.compareTo(longest) > 0 ? answer : longest;
      }
      System.out.println("ClusterIT: longest answer to a submission " + longest.toMillis() + " ms");
      assertThat(longest).as(rest.toString()).isLessThan(LONGEST_ANSWER);

      awaitResults(rest, all);
      assertThat(rest.metric("unveil_results_total", "failed=\"yes\"")).isZero();
      List<JsonNode> hits = rest.search("");
      assertThat(Hits.shas(hits)).containsExactlyInAnyOrderElementsOf(all);
      assertThat(rest.terminate()).as(rest.toString()).isZero();
    }
  }

  /** {@return how long the server took to say that it has the sample} */
  private Duration submit(ServerProcess server, Path file) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(server.address().resolve("/api/v1/samples?priority=bulk"))
            .timeout(PATIENCE)
            .POST(BodyPublishers.ofFile(file))
            .build();
    long begun = System.nanoTime();
    HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body() + "\n" + server).isEqualTo(202);
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  private static void awaitResults(ServerProcess server, Set<String> expected) {
    Awaitility.await("results of all")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(() -> {
          Set<String> judged =
              new TreeSet<>(
                  Hits.shas(
                      server.search("").stream()
                          .filter(hit -> hit.at("/verdict").isString())
                          .toList()));
          assertThat(judged).as(server.toString()).containsAll(expected);
        });
  }

  /** {@return the node that decides now, whose death is the worst} */
  private int deciding() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      return admin.describeMetadataQuorum().quorumInfo().get().leaderId();
    }
  }

  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    List<Integer> ports = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        sockets.add(socket);
        ports.add(socket.getLocalPort());
      }
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
    return ports;
  }
}
