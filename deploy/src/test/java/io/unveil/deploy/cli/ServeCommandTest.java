package io.unveil.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.unveil.deploy.config.Role;
import io.unveil.deploy.data.DataDirectory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeCommandTest {
  @TempDir private Path temporary;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final CompletableFuture<Void> stop = new CompletableFuture<>();
  private final Recorded server = new Recorded();

  @Test
  void serves_untilToldToEnd_thenLeavesNoTrace() throws Exception {
    Path data = temporary.resolve("data");
    CompletableFuture<Integer> status =
        CompletableFuture.supplyAsync(() -> run(server::start, "--data", data.toString()));

    await().until(() -> out().contains("ready at http://127.0.0.1:8470, data in " + data));
    assertThat(DataDirectory.at(data).server().orElseThrow().http()).isEqualTo(server.http());
    stop.complete(null);

    assertThat(status.get()).isZero();
    assertThat(server.closed).isTrue();
    assertThat(data.resolve("server.json")).doesNotExist();
    assertThat(err()).isEmpty();
    DataDirectory.at(data).lock().close();
  }

  @Test
  void toldToEndWhileItStarts_neverSaysThatItIsReady() {
    ServerStarter starting =
        options -> {
          stop.complete(null);
          return server.start(options);
        };

    assertThat(run(starting, "--data", temporary.toString())).isZero();
    assertThat(server.closed).isTrue();
    assertThat(out()).isEmpty();
    assertThat(temporary.resolve("server.json")).doesNotExist();
  }

  @Test
  void partThatEndsOnItsOwn_endsTheServer_withExit4() {
    server.broken.complete("the broker ended; look at the log");

    assertThat(run(server::start, "--data", temporary.toString())).isEqualTo(4);
    assertThat(err()).isEqualTo("unveil: the server ends: the broker ended; look at the log\n");
    assertThat(server.closed).isTrue();
  }

  @Test
  void settings_reachTheServer() {
    server.broken.complete("enough");

    run(
        server::start,
        "--data",
        temporary.toString(),
        "--port",
        "0",
        "--set",
        "work.attempts=2",
        "--set",
        "http.max-concurrent-uploads=3");

    assertThat(server.options.join().settings().http().port()).isZero();
    assertThat(server.options.join().settings().http().maxConcurrentUploads()).isEqualTo(3);
    assertThat(server.options.join().data()).isEqualTo(temporary);
  }

  @Test
  void partOfThePipeline_saysWhichAndWhereTheBrokerIs() {
    server.broken.complete("enough");

    run(server::start, "--data", temporary.toString(), "--roles", "broker,worker");

    assertThat(server.options.join().settings().roles())
        .containsExactly(Role.BROKER, Role.UNPACK, Role.ANALYZE);
    assertThat(out())
        .isEqualTo(
            "unveil: ready at http://127.0.0.1:8470, data in "
                + temporary
                + ", roles broker,unpack,analyze, broker at 127.0.0.1:9092\n");
  }

  @Test
  void lockedFolder_isExit4_andNamesTheHolder() throws Exception {
    try (DataDirectory.Lock _ = DataDirectory.at(temporary).lock()) {
      assertThat(run(server::start, "--data", temporary.toString())).isEqualTo(4);
    }
    assertThat(err())
        .contains("in use by process " + ProcessHandle.current().pid())
        .hasLineCount(1);
    assertThat(out()).isEmpty();
  }

  @Test
  void folderThatCannotBeMade_isExit4() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));

    assertThat(run(server::start, "--data", file.toString())).isEqualTo(4);
    assertThat(run(server::start, "--data", file + "/below")).isEqualTo(4);
    assertThat(err()).hasLineCount(2).contains("data folder " + file);
  }

  @Test
  void startThatFails_saysWhy_removesStaleFile_andFreesTheFolder() throws Exception {
    Files.writeString(temporary.resolve("server.json"), "{}");
    ServerStarter failing =
        _ -> {
          throw StartException.portInUse(8470);
        };

    assertThat(run(failing, "--data", temporary.toString())).isEqualTo(4);
    assertThat(err()).contains("port 8470 is in use", "--port").hasLineCount(1);
    assertThat(temporary.resolve("server.json")).doesNotExist();
    DataDirectory.at(temporary).lock().close();
  }

  @Test
  void fullDisk_isSaidWithARemedy() {
    ServerStarter failing =
        options -> {
          throw StartException.data(options.data(), new IOException("No space left on device"));
        };

    assertThat(run(failing, "--data", temporary.toString())).isEqualTo(4);
    assertThat(err()).contains("the disk is full; free some space").hasLineCount(1);
  }

  private int run(ServerStarter starter, String... options) {
    String[] line = new String[options.length + 1];
    line[0] = "serve";
    System.arraycopy(options, 0, line, 1, options.length);
    Streams streams = new Streams(out, new PrintStream(err, true, StandardCharsets.UTF_8), false);
    return new UnveilCli(streams, FakeServices.serving(starter, stop)).run(line);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  /** Stands where the pipeline is in the real process, and notes what it was told. */
  private static final class Recorded implements Server {
    private final CompletableFuture<String> broken = new CompletableFuture<>();
    private final CompletableFuture<ServeOptions> options = new CompletableFuture<>();
    private volatile boolean closed;

    Server start(ServeOptions given) {
      options.complete(given);
      return this;
    }

    @Override
    public URI http() {
      return URI.create("http://127.0.0.1:8470");
    }

    @Override
    public String kafka() {
      return "127.0.0.1:9092";
    }

    @Override
    public CompletionStage<String> broken() {
      return broken;
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
