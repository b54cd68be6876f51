package io.unveil.deploy.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.unveil.deploy.cli.ServeOptions;
import io.unveil.deploy.cli.Server;
import io.unveil.deploy.client.Backoff;
import io.unveil.deploy.client.Purged;
import io.unveil.deploy.client.RefusedException;
import io.unveil.deploy.client.Replayed;
import io.unveil.deploy.client.ResultWait;
import io.unveil.deploy.client.SampleView;
import io.unveil.deploy.client.Submitter;
import io.unveil.deploy.client.Submitter.Outcome;
import io.unveil.deploy.client.UnveilClient;
import io.unveil.deploy.config.Settings;
import io.unveil.fixtures.Samples;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator asks of a whole pipeline, over HTTP. */
final class UpkeepTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private static Path folder;
  private static Server server;
  private static UnveilClient client;

  @BeforeAll
  static void start() throws Exception {
    PrintStream log =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    Path data = Files.createDirectories(folder.resolve("data"));
    List<String> settings =
        List.of("http.port=0", "kafka.port=0", "store.reserve=0 B", "reconcile.interval=1s");
    server = new PipelineStarter(log).start(new ServeOptions(data, Settings.load(null, settings)));
    client = new UnveilClient(server.http());
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
  }

  private static String submit(String name, byte[] bytes) throws Exception {
    Path file = Files.write(folder.resolve(name), bytes);
    List<Outcome> outcomes = new ArrayList<>();
    new Submitter(client, false, 1, Backoff.DEFAULT)
        .run(List.of(file), (_, outcome) -> outcomes.add(outcome));
    assertThat(outcomes).singleElement().isInstanceOf(Outcome.Accepted.class);
    return ((Outcome.Accepted) outcomes.getFirst()).receipt().sha256();
  }

  private static SampleView result(String sha256) throws Exception {
    new ResultWait(client, ResultWait.POLLS).of(sha256);
    return client.sample(sha256).orElseThrow();
  }

  @Test
  void failedSample_isWorkedOnAgain_andOneWithAReportIsNot() throws Exception {
    String failed = submit("no.apk", "no APK at all".getBytes(StandardCharsets.UTF_8));
    String reported = submit("good.apk", Samples.all().getFirst().apk());
    Instant first = result(failed).judgedAt();
    assertThat(result(failed).state()).isEqualTo("failed");
    assertThat(result(reported).state()).isEqualTo("reported");

    Replayed done = client.replay("unpack", List.of(failed, reported, "0".repeat(64)));

    assertThat(done).isEqualTo(new Replayed("unpack", 1, 1, 0, 0, 1, 0));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          SampleView again = client.sample(failed).orElseThrow();
          assertThat(again.state()).isEqualTo("failed");
          assertThat(again.judgedAt()).isAfter(first);
        });
    assertThat(client.replay("analyze", List.of()).putBack()).isZero();
  }

  @Test
  void purgedSample_isGoneForGood_andTakenAgainWhenItIsSubmittedAnew() throws Exception {
    byte[] bytes = Samples.all().getLast().apk();
    String sha256 = submit("purge.apk", bytes);
    assertThat(result(sha256).state()).isEqualTo("reported");

    Purged purged = client.purge(sha256);

    assertThat(purged).isEqualTo(new Purged(sha256, true, true, true, 1, false, 0));
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(client.sample(sha256)).isEmpty());
    // Several rounds of the reconciler, and what it would have put back.
    await()
        .during(Duration.ofSeconds(3))
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(client.sample(sha256)).isEmpty());
    assertThat(client.search("sha256:" + sha256, null, 10, null).hits()).isEmpty();
    assertThat(client.purge(sha256))
        .as("again")
        .isEqualTo(new Purged(sha256, false, false, false, 0, false, 0));

    assertThat(submit("again.apk", bytes)).isEqualTo(sha256);
    assertThat(result(sha256).state()).isEqualTo("reported");
    assertThat(result(sha256).origins())
        .extracting(SampleView.Seen::name)
        .containsExactly("again.apk");
  }

  @Test
  void requestThatMakesNoSense_isRefusedInOneLine() {
    assertThatThrownBy(() -> client.replay("index", List.of()))
        .isInstanceOf(RefusedException.class)
        .hasMessage("parameter stage must be one of unpack, analyze, judge");
    assertThatThrownBy(() -> client.replay("judge", List.of("../../etc/passwd")))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("64 lower-case hex digits");
  }
}
