package io.unveil.deploy.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code kill -9} of the server while it works: what it took is not lost and not doubled. */
class KillIT {
  private static final int SAMPLES = 120;
  private static final int ROUNDS = 2;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir private Path temporary;

  /** SHA-256 that the server said it has. */
  private final Set<String> accepted = new TreeSet<>();

  @Test
  void killedTwice_everyAcceptedSampleHasOneResult() throws Exception {
    long seed = Long.getLong("unveil.seed", System.nanoTime());
    System.out.println("KillIT seed " + seed + " (-Dunveil.seed=… repeats it)");
    Random random = new Random(seed);
    Path data = temporary.resolve("data");
    Path folder = Files.createDirectory(temporary.resolve("variants"));
    Set<String> all = Apks.writeVariants(folder, "hidden-icon-sms-spy", SAMPLES);

    for (int round = 1; round <= ROUNDS; round++) {
      killAfter(5 + random.nextInt(35), data, folder, round);
    }
    try (ServerProcess server = ServerProcess.start(data)) {
      Set<String> before = new TreeSet<>(accepted);
      assertThat(before).as("some were taken before the last kill").isNotEmpty();
      awaitResults(server, before);
      Launcher.Run rest = Launcher.unveil("submit", "--data", data, folder);
      assertThat(rest.status()).as(rest + "\n" + server).isZero();
      accepted.addAll(shas(rest.out()));
      assertThat(accepted).isEqualTo(all);
      awaitResults(server, all);
      assertThat(server.metric("unveil_results_total", "failed=\"yes\"")).isZero();
      assertThat(server.terminate()).as(server.toString()).isZero();
    }
    assertOnePerSample(Hits.of(data, ""), all);
  }

  /** Submits, and kills the server after this many more results, while samples still wait. */
  private void killAfter(int results, Path data, Path folder, int round) throws Exception {
    Path out = temporary.resolve("submit-out-" + round);
    Path err = temporary.resolve("submit-err-" + round);
    try (ServerProcess server = ServerProcess.start(data)) {
      Process submit =
          Launcher.start(Launcher.command("submit", "--data", data, "--bulk", folder), out, err);
      try {
        Awaitility.await("results, to kill in the middle: " + server)
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(50))
            .until(() -> server.metric("unveil_results_total", "") >= results);
        double done = server.metric("unveil_results_total", "");
        server.kill();
        // It would try again for minutes, because a server may come back.
        submit.destroyForcibly().waitFor();
        Set<String> taken = shas(Launcher.read(out));
        accepted.addAll(taken);
        System.out.printf(
            "KillIT round %d: killed at %.0f results, %d submitted%n", round, done, taken.size());
        assertThat(done).as("results at the kill").isLessThan(SAMPLES);
      } finally {
        submit.destroyForcibly().waitFor();
      }
    }
    assertLeftoversAreUnderstood(data);
  }

  /** The killed server's {@code server.json}, lock and unclean index are still there. */
  private static void assertLeftoversAreUnderstood(Path data) throws Exception {
    assertThat(data.resolve("server.json")).exists();

    Launcher.Run submit = Launcher.unveil("submit", "--data", data, Launcher.demoApks());
    assertThat(submit.status()).as(submit.toString()).isEqualTo(4);
    assertThat(submit.err())
        .startsWith("unveil: no server runs on " + data)
        .contains("is gone", "start one with: unveil serve --data " + data)
        .hasLineCount(1);

    assertDistinct(Hits.of(data, ""));
  }

  private static void awaitResults(ServerProcess server, Set<String> expected) {
    Awaitility.await("results of all")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(() -> {
          assertThat(server.isAlive()).as(server.toString()).isTrue();
          assertThat(judged(server.search(""))).as(server.toString()).containsAll(expected);
        });
  }

  private static Set<String> judged(List<JsonNode> hits) {
    return new TreeSet<>(
        Hits.shas(hits.stream().filter(hit -> hit.at("/verdict").isString()).toList()));
  }

  private static void assertOnePerSample(List<JsonNode> hits, Set<String> all) {
    assertDistinct(hits);
    assertThat(judged(hits)).isEqualTo(all);
    assertThat(hits).hasSameSizeAs(all);
    assertThat(hits)
        .allSatisfy(hit ->
            assertThat(hit.at("/verdict").asString()).as(hit.toString()).isEqualTo("stalkerware"));
  }

  private static void assertDistinct(List<JsonNode> hits) {
    assertThat(Hits.shas(hits)).doesNotHaveDuplicates();
  }

  /**
   * {@return the SHA-256 in the output of {@code submit}; a line that was cut off does not count}
   */
  private static Set<String> shas(String out) {
    Set<String> shas = new TreeSet<>();
    for (String line : out.split("\n", -1)) {
      if (line.matches("[0-9a-f]{64}  .*")) {
        shas.add(line.substring(0, 64));
      }
    }
    return shas;
  }
}
