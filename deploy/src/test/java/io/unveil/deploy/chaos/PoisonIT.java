package io.unveil.deploy.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.deploy.chaos.Event.Kind;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Samples that end or hold up who reads them, through a real broker, real share-group lanes and
 * real workers: each is given up after three attempts, each with a worker of its own, and the
 * others have their reports.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class PoisonIT {
  private static final Path TARGET = Path.of(System.getProperty("unveil.root"), "deploy/target");
  private static final int HEALTHY = 12;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir private Path folder;
  private Process server;

  @BeforeEach
  void start() throws IOException {
    Path jar = folder.resolve("poison.jar");
    PoisonedWorker.write(jar);
    List<String> words =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx768m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dunveil.worker.classpath=" + jar + ":" + classPath("worker"),
            "-Dunveil.worker.quick=true",
            "-cp",
            TARGET.resolve("unveil-deploy.jar") + ":" + classPath("serve"),
            "io.unveil.deploy.main.Unveil",
            "serve",
            "--data",
            folder.resolve("data").toString(),
            "--port",
            "0",
            "--set",
            "store.reserve=0 B",
            "--set",
            "work.deadline=20 s");
    server =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    Awaitility.await("server is ready")
        .atMost(2, TimeUnit.MINUTES)
        .until(() -> log().contains("ready at ") || !server.isAlive());
    assertThat(server.isAlive()).as(log()).isTrue();
  }

  @AfterEach
  void end() throws InterruptedException {
    server.destroyForcibly().waitFor();
  }

  @Test
  void poisonOfEveryKind_isGivenUpAfterThreeAttempts_andTheOthersAreReported() throws Exception {
    JsonNode said = JSON.readTree(Files.readAllBytes(folder.resolve("data/server.json")));
    URI address = URI.create(said.at("/http").asString());
    String kafka = said.at("/kafka").asString();
    Map<String, String> poison = new HashMap<>();
    List<String> healthy = new ArrayList<>();
    try (Api api = new Api(address, address)) {
      submit(api, poison, healthy);
      Awaitility.await("every sample has a result")
          .atMost(5, TimeUnit.MINUTES)
          .pollInterval(500, TimeUnit.MILLISECONDS)
          .ignoreExceptionsInstanceOf(IOException.class)
          .until(() -> api.total("state:(reported OR failed)") >= poison.size() + healthy.size());

      Map<String, String> states = new HashMap<>();
      api.documents().forEach(each -> states.put(each.sha256(), each.state()));
      assertThat(healthy).allSatisfy(sha -> assertThat(states.get(sha)).isEqualTo("reported"));
      assertThat(poison.keySet())
          .allSatisfy(sha -> assertThat(states.get(sha)).as(poison.get(sha)).isEqualTo("failed"));
    }
    Map<String, JsonNode> failures = ResultsWatch.failures(kafka);
    assertThat(failures.keySet()).isEqualTo(poison.keySet());
    failures.forEach((sha, failure) -> assertFailure(poison.getOrDefault(sha, sha), failure));
  }

  private static void submit(Api api, Map<String, String> poison, List<String> healthy)
      throws IOException, InterruptedException {
    ChaosSamples samples = new ChaosSamples(1, 20, false);
    for (int n = 0; n < HEALTHY; n++) {
      if (n < Poison.Act.values().length * Poison.Place.values().length) {
        Poison.Act act = Poison.Act.values()[n / 2];
        Poison.Place place = Poison.Place.values()[n % 2];
        ChaosSamples.File file = samples.poison(1_000 + n, place, act);
        assertThat(api.submit(file, n % 4 != 0)).isTrue();
        poison.put(file.sha256(), Poison.entry(place, act));
      }
      ChaosSamples.File file = samples.healthy(n);
      assertThat(file.kind()).isEqualTo(Kind.HEALTHY);
      assertThat(api.submit(file, n % 3 != 0)).isTrue();
      healthy.add(file.sha256());
    }
  }

  private static void assertFailure(String entry, JsonNode failure) {
    String act = entry.substring(entry.lastIndexOf('-') + 1);
    assertThat(failure.at("/attempts").asInt()).as(entry + " " + failure).isEqualTo(3);
    assertThat(failure.at("/deliveries").asInt()).as(entry + " " + failure).isEqualTo(1);
    assertThat(entry).contains("/" + failure.at("/stage").asString() + "-");
    switch (act) {
      case "spin" -> assertThat(failure.at("/limit").asString()).isEqualTo("deadline");
      case "heap" -> assertThat(failure.at("/limit").asString()).isEqualTo("memory");
      case "stack" -> assertThat(failure.at("/limit").asString()).isEqualTo("stack");
      default -> assertThat(failure.at("/exit").asString()).isEqualTo("exit 7");
    }
  }

  private static String classPath(String stage) throws IOException {
    return Files.readString(TARGET.resolve(stage + ".classpath"), StandardCharsets.UTF_8).strip();
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("log"), StandardCharsets.UTF_8);
  }
}
