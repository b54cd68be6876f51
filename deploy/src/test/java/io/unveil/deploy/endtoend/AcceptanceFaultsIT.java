package io.unveil.deploy.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The process that takes samples is killed between any two steps of taking one: by strace, at the
 * nth call of a kind that one of its threads makes. What it said to have is there, what it stored
 * without saying so is found, and no file is half there. {@code -Dfaults.points=100} tries more
 * places.
 */
class AcceptanceFaultsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** So many samples are sent at each point; where none meets it, it lies behind the last step. */
  private static final int SAMPLES_PER_POINT = 3;

  private static final List<String> CALLS =
      List.of(
          "openat",
          "write,pwrite64,writev,sendto,sendmsg",
          "fsync,fdatasync",
          "rename,renameat,renameat2,link,linkat",
          "close,unlink,unlinkat,ftruncate,lseek");

  private final int points = Integer.getInteger("faults.points", 15);
  private final HttpClient client = HttpClient.newHttpClient();
  private final Set<String> accepted = new TreeSet<>();
  private final Deque<Path> files = new ArrayDeque<>();
  private @Nullable ServerProcess ingest;
  private int killed;

  @TempDir private Path temporary;

  @AfterEach
  void close() {
    client.close();
    if (ingest != null) {
      ingest.close();
    }
  }

  @Test
  void killedBetweenAnyTwoSteps_whatWasTakenOrStoredHasAResult() throws Exception {
    assumeTrue(FaultyCalls.possible(), "strace cannot be attached to processes here");
    Path folder = Files.createDirectory(temporary.resolve("variants"));
    Apks.writeVariants(folder, "open-location-tracker", points * SAMPLES_PER_POINT);
    try (Stream<Path> listed = Files.list(folder)) {
      listed.sorted().forEach(files::add);
    }
    int port = freePort();
    try (ServerProcess rest = start("rest", "broker,worker,indexer", "kafka.port=" + port)) {
      for (int point = 0; point < points; point++) {
        fault(CALLS.get(point % CALLS.size()), 1 + point / CALLS.size(), port);
      }
      long restarted = System.nanoTime();
      ServerProcess _ = running(port);
      Set<String> stored = stored();
      assertThat(stored).as("what was accepted is stored").containsAll(accepted);
      awaitResults(rest, stored);
      System.out.printf(
          "AcceptanceFaultsIT: %d points, %d killed, %d samples accepted, %d stored; all have a"
              + " result %d s after the last start%n",
          points,
          killed,
          accepted.size(),
          stored.size(),
          (System.nanoTime() - restarted) / 1_000_000_000);
      assertThat(killed).as("points at which it died").isGreaterThan(points / 3);
      assertThat(accepted).isNotEmpty();
    }
  }

  /** Sends samples until the process dies, or none is left for this point. */
  private void fault(String calls, int when, int port) throws Exception {
    ServerProcess server = running(port);
    long pid = server.serverJson().at("/pid").asLong();
    try (FaultyCalls _ = FaultyCalls.killAt(pid, calls, when)) {
      for (int i = 0; i < SAMPLES_PER_POINT && server.isAlive(); i++) {
        send(server, files.remove());
      }
    }
    if (!server.isAlive()) {
      killed++;
    }
  }

  private void send(ServerProcess server, Path file) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(server.address().resolve("/api/v1/samples?priority=bulk"))
            .timeout(PATIENCE)
            .POST(BodyPublishers.ofFile(file))
            .build();
    try {
      HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body() + "\n" + server).isEqualTo(202);
      accepted.add(Apks.sha256(Files.readAllBytes(file)));
    } catch (IOException _) {
      // It died before it answered: the sender does not know, and sends again.
    }
  }

  private ServerProcess running(int port) throws IOException {
    ServerProcess now = ingest;
    if (now == null || !now.isAlive()) {
      if (now != null) {
        now.close();
      }
      now = start("ingest", "ingest", "kafka.bootstrap=127.0.0.1:" + port);
      ingest = now;
    }
    return now;
  }

  private ServerProcess start(String name, String roles, String broker) throws IOException {
    return ServerProcess.start(
        temporary.resolve(name),
        "--roles",
        roles,
        "--set",
        broker,
        "--set",
        "store.path=" + temporary.resolve("store"));
  }

  /** {@return the SHA-256 of all stored files, whose bytes are those of their names} */
  private Set<String> stored() throws IOException {
    Set<String> stored = new TreeSet<>();
    try (Stream<Path> found = Files.walk(temporary.resolve("store").resolve("apk"))) {
      for (Path file : found.filter(Files::isRegularFile).toList()) {
        String sha256 = Apks.sha256(Files.readAllBytes(file));
        assertThat(file.toString()).contains(sha256);
        stored.add(sha256);
      }
    }
    return stored;
  }

  private static void awaitResults(ServerProcess server, Set<String> expected) {
    Awaitility.await("results of all")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(() -> {
          List<JsonNode> hits =
              server.search("").stream().filter(hit -> hit.at("/verdict").isString()).toList();
          assertThat(Hits.shas(hits))
              .as(server.toString())
              .containsExactlyInAnyOrderElementsOf(expected);
        });
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
