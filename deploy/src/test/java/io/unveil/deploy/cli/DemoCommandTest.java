package io.unveil.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.analyzer.report.Verdict;
import io.unveil.deploy.client.HttpFixture;
import io.unveil.deploy.client.HttpFixture.Reply;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code demo} does around a pipeline, here a server that answers over HTTP. */
class DemoCommandTest {
  @TempDir private Path apps;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final CompletableFuture<Void> stop = new CompletableFuture<>();
  private final CompletableFuture<String> broken = new CompletableFuture<>();
  private final CompletableFuture<Path> data = new CompletableFuture<>();
  private HttpFixture server;

  @BeforeEach
  void start() throws Exception {
    String spy = HttpFixture.sha256("spy".getBytes(StandardCharsets.UTF_8));
    Files.writeString(apps.resolve("spy.apk"), "spy");
    Files.writeString(apps.resolve("notes.apk"), "notes");
    server =
        new HttpFixture(sha256 ->
            sha256.equals(spy)
                ? Reports.report(
                    Verdict.STALKERWARE,
                    "Pets",
                    List.of(),
                    List.of(Reports.smsExfiltration("https://evil.example/")))
                : Reports.report(Verdict.CLEAN));
    server.on(
        "/api/v1/search",
        _ ->
            new Reply(
                200,
                """
                {"total":1,"totalExact":true,"next":null,"hits":[{"sha256":"%s","state":"reported",\
                "verdict":"stalkerware","strength":10,"complete":true,"package":"com.example.pets",\
                "versionName":null,"label":null,"behaviours":[],"sizeInBytes":3,"firstSeen":null,\
                "lastSeen":null,"judgedAt":null}]}\
                """
                    .formatted(spy)));
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void showsVerdictsEvidenceAndSearch_thenLeavesNothing() {
    assertThat(run("demo")).as(err.toString(StandardCharsets.UTF_8)).isZero();

    assertThat(out.toString(StandardCharsets.UTF_8))
        .containsSubsequence(
            "CLEAN",
            "notes.apk",
            "STALKERWARE",
            "spy.apk",
            "201 sms-exfiltration",
            "source Lcom/example/A;->read()V line 42",
            "unveil search verdict:stalkerware",
            "1 sample\n",
            "Next: unveil scan");
    assertThat(data.join()).doesNotExist();
    assertThat(err.size()).isZero();
  }

  @Test
  void keep_leavesTheFolder_andSaysWhereItIs() throws Exception {
    assertThat(run("demo", "--keep")).isZero();

    assertThat(data.join()).isDirectory();
    assertThat(data.join().resolve("server.json")).doesNotExist();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("unveil serve --data " + data.join());
    Files.deleteIfExists(data.join().resolve("lock"));
    Files.delete(data.join());
  }

  @Test
  void signal_endsIt_andLeavesNothing() {
    server.pendingAnswers(Integer.MAX_VALUE);
    CompletableFuture<Integer> status = CompletableFuture.supplyAsync(() -> run("demo"));
    data.join();
    stop.complete(null);

    assertThat(status.join()).isEqualTo(3);
    assertThat(data.join()).doesNotExist();
  }

  @Test
  void signalWhileTheServerStarts_isNoErrorOfTheServer() {
    ServerStarter interrupted =
        options -> {
          data.complete(options.data());
          stop.complete(null);
          throw StartException.other("the index cannot be opened: ClosedByInterruptException");
        };

    assertThat(run(interrupted, "demo")).isEqualTo(3);
    assertThat(err.size()).isZero();
    assertThat(data.join()).doesNotExist();
  }

  @Test
  void partThatEnds_isSaid_andLeavesNothing() {
    server.pendingAnswers(Integer.MAX_VALUE);
    CompletableFuture<Integer> status = CompletableFuture.supplyAsync(() -> run("demo"));
    data.join();
    broken.complete("the broker ended");

    assertThat(status.join()).isEqualTo(4);
    assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("unveil: the broker ended\n");
    assertThat(data.join()).doesNotExist();
  }

  private int run(String... line) {
    return run(this::started, line);
  }

  private int run(ServerStarter starter, String... line) {
    Services others = FakeServices.serving(starter, stop);
    Services services =
        new Services(
            others.scanner(),
            others.sandbox(),
            others.server(),
            others.samples(),
            others.kafka(),
            others.stop(),
            others.defaultData(),
            apps);
    Streams streams = new Streams(out, new PrintStream(err, true, StandardCharsets.UTF_8), false);
    return new UnveilCli(streams, services).run(line);
  }

  private Server started(ServeOptions options) {
    assertThat(options.settings().http().port()).isZero();
    data.complete(options.data());
    return new Server() {
      @Override
      public URI http() {
        return server.base();
      }

      @Override
      public String kafka() {
        return "127.0.0.1:1";
      }

      @Override
      public CompletionStage<String> broken() {
        return broken;
      }

      @Override
      public void close() {}
    };
  }
}
