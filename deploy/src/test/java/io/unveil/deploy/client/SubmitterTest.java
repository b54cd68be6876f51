package io.unveil.deploy.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.deploy.client.HttpFixture.Reply;
import io.unveil.deploy.client.Submitter.Outcome;
import io.unveil.deploy.data.ServerFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubmitterTest {
  private static final Backoff QUICK =
      new Backoff(Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMillis(200));

  @TempDir private Path folder;

  private HttpFixture server;
  private UnveilClient client;

  @BeforeEach
  void start() throws IOException {
    server = new HttpFixture(_ -> null);
    client = new UnveilClient(server.base());
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void manyFiles_allArriveWhole_outcomesInOrder() throws Exception {
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      files.add(file("sample" + i, 1 + i * 5_000));
    }

    List<Outcome> outcomes = send(files, 4);

    assertThat(outcomes).hasSize(40);
    for (int i = 0; i < 40; i++) {
      byte[] bytes = Files.readAllBytes(files.get(i));
      String sha256 = HttpFixture.sha256(bytes);
      assertThat(outcomes.get(i))
          .isEqualTo(new Outcome.Accepted(new Receipt(sha256, bytes.length, true)));
      assertThat(server.stored().get(sha256)).isEqualTo(bytes);
    }
  }

  @Test
  void serverThatCameBackOnAnotherPort_isFollowed() throws Exception {
    ServerFile there =
        new ServerFile(ProcessHandle.current().pid(), server.base(), "", Instant.EPOCH);
    URI before = URI.create("http://127.0.0.1:" + closedPort());
    try (UnveilClient moved = new UnveilClient(before, () -> Optional.of(there))) {
      assertThat(send(moved, file("a", 10))).singleElement().isInstanceOf(Outcome.Accepted.class);
      assertThat(moved.base()).isEqualTo(server.base());
    }
  }

  @Test
  void serverWhoseProcessHasEnded_isNotWaitedForAsLong() throws Exception {
    URI gone = URI.create("http://127.0.0.1:" + closedPort());
    try (UnveilClient left = new UnveilClient(gone, Optional::empty)) {
      assertThat(send(left, file("a", 10)).getFirst().toString())
          .contains("nothing listens there", "its process has ended");
    }
    assertThat(Backoff.DEFAULT.giveUpAfter(true)).isEqualTo(Duration.ofSeconds(30));
    assertThat(Backoff.DEFAULT.giveUpAfter(false)).isEqualTo(Duration.ofMinutes(5));
    assertThat(QUICK.giveUpAfter(true)).isEqualTo(QUICK.giveUpAfter());
  }

  private static List<Outcome> send(UnveilClient to, Path file) throws Exception {
    List<Outcome> outcomes = new ArrayList<>();
    new Submitter(to, false, 1, QUICK).run(List.of(file), (_, outcome) -> outcomes.add(outcome));
    return outcomes;
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void nameAndPriority_areSent_escaped() throws Exception {
    send(List.of(file("ü & =.apk", 3)), 1);

    assertThat(server.requests())
        .containsExactly("POST /api/v1/samples?name=%C3%BC%20%26%20%3D.apk&priority=bulk");
  }

  @Test
  void busyServer_isAskedAgain() throws Exception {
    server.uploadsGet(
        new Reply(429, "{\"error\":\"too many uploads\"}", Map.of("Retry-After", "1")),
        new Reply(503, "{\"error\":\"the broker does not answer\"}"));

    assertThat(send(List.of(file("a", 100_000)), 1))
        .singleElement()
        .isInstanceOf(Outcome.Accepted.class);
    assertThat(server.requests()).hasSize(3);
  }

  @Test
  void refusedFile_doesNotStopTheOthers() throws Exception {
    server.uploadsGet(new Reply(413, "{\"error\":\"larger than 512 MiB\"}"));

    List<Outcome> outcomes = send(List.of(file("a", 9), file("b", 9)), 1);

    assertThat(outcomes.get(0))
        .isEqualTo(new Outcome.Unreadable("the server does not take it: larger than 512 MiB"));
    assertThat(outcomes.get(1)).isInstanceOf(Outcome.Accepted.class);
  }

  @Test
  void fullServer_endsTheRun_restIsSaidNotToBeSent() throws Exception {
    server.uploadsGet(new Reply(507, "{\"error\":\"the disk is full\"}"));

    List<Outcome> outcomes = send(List.of(file("a", 9), file("b", 9), file("c", 9)), 1);

    assertThat(outcomes.get(0))
        .isEqualTo(new Outcome.Failed(server.base() + " answered 507: the disk is full"));
    assertThat(outcomes.subList(1, 3)).containsOnly(new Outcome.Skipped());
    assertThat(server.stored()).isEmpty();
  }

  @Test
  void serverThatStaysAway_isGivenUp() throws Exception {
    server.close();

    assertThat(send(List.of(file("a", 9)), 1))
        .singleElement()
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> assertThat(failed.reason()).contains("nothing listens there", "attempts"));
  }

  @Test
  void emptyAndMissingFiles_areUnreadable_withoutARequest() throws Exception {
    List<Outcome> outcomes = send(List.of(file("empty", 0), folder.resolve("missing")), 2);

    assertThat(outcomes).allMatch(outcome -> outcome instanceof Outcome.Unreadable);
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void answerOfAnotherShape_isTrouble() throws Exception {
    server.uploadsGet(new Reply(202, "{\"sha\":\"ab\"}"), new Reply(202, "<html>"));

    for (int i = 0; i < 2; i++) {
      assertThat(send(List.of(file("a" + i, 9)), 1))
          .singleElement()
          .isInstanceOfSatisfying(
              Outcome.Failed.class,
              failed -> assertThat(failed.reason()).contains("does not understand"));
    }
  }

  private List<Outcome> send(List<Path> files, int inFlight) throws Exception {
    List<Outcome> outcomes = new ArrayList<>();
    new Submitter(client, true, inFlight, QUICK)
        .run(
            files,
            (file, outcome) -> {
              assertThat(file).isEqualTo(outcomes.size());
              outcomes.add(outcome);
            });
    return outcomes;
  }

  private Path file(String name, int size) throws IOException {
    byte[] bytes = new byte[size];
    new java.util.Random(name.hashCode()).nextBytes(bytes);
    return Files.write(folder.resolve(name), bytes);
  }
}
