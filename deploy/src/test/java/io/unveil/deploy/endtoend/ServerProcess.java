package io.unveil.deploy.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One {@code unveil serve} on a data folder and a free port. Closing it kills it. */
final class ServerProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Process process;
  private final Path data;
  private final Path out;
  private final Path err;
  private final HttpClient client = HttpClient.newHttpClient();

  private ServerProcess(Process process, Path data, Path out, Path err) {
    this.process = process;
    this.data = data;
    this.out = out;
    this.err = err;
  }

  /** Starts a server and returns when it says that it is ready. */
  static ServerProcess start(Path data, String... options) throws IOException {
    Path out = Files.createTempFile("unveil-serve-out", null);
    Path err = Files.createTempFile("unveil-serve-err", null);
    List<String> command = new ArrayList<>(Launcher.command("serve", "--data", data, "--port", 0));
    command.addAll(List.of(options));
    Process process = Launcher.start(command, out, err);
    ServerProcess server = new ServerProcess(process, data, out, err);
    try {
      Awaitility.await("server is ready")
          .atMost(PATIENCE)
          .until(() -> !process.isAlive() || Launcher.read(out).contains("ready at"));
      if (!process.isAlive()) {
        throw new AssertionError("the server ended: " + server);
      }
      return server;
    } catch (RuntimeException | AssertionError e) {
      AssertionError said = new AssertionError(server.toString(), e);
      server.close();
      throw said;
    }
  }

  Path data() {
    return data;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  String err() throws IOException {
    return Launcher.read(err);
  }

  /** {@return what its {@code server.json} says} */
  JsonNode serverJson() throws IOException {
    return JSON.readTree(Files.readAllBytes(data.resolve("server.json")));
  }

  URI address() throws IOException {
    return URI.create(serverJson().at("/http").asString());
  }

  /** {@return the answer to a GET} */
  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(address().resolve(path)).timeout(Duration.ofMinutes(1)).build();
    return client.send(request, BodyHandlers.ofString());
  }

  /** {@return the first 1,000 hits of a query} */
  List<JsonNode> search(String query) throws IOException, InterruptedException {
    String encoded = URLEncoder.encode(query, StandardCharsets.UTF_8);
    HttpResponse<String> answer = get("/api/v1/search?limit=1000&q=" + encoded);
    if (answer.statusCode() != 200) {
      throw new IOException(answer.statusCode() + " " + answer.body());
    }
    return List.copyOf(JSON.readTree(answer.body()).at("/hits").values());
  }

  /**
   * {@return the sum of a metric over the label sets that contain {@code labels}, 0 when absent}
   */
  double metric(String name, String labels) throws IOException, InterruptedException {
    return get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .filter(line -> line.contains(labels))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** Sends SIGTERM. {@return the exit status} */
  int terminate() throws InterruptedException {
    process.destroy();
    return end();
  }

  /** Sends SIGKILL. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    end();
  }

  /** Waits until it ended by itself. {@return the exit status} */
  int end() throws InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("the server does not end: " + this);
    }
    return process.exitValue();
  }

  /** {@return what it said so far, for failure messages} */
  @Override
  public String toString() {
    try {
      return "serve --data %s\n%s\n--- out\n%s--- err\n%s"
          .formatted(
              data,
              process.isAlive() ? "running" : "exit " + process.exitValue(),
              Launcher.read(out),
              Launcher.read(err));
    } catch (IOException e) {
      return "serve --data " + data + ": " + e;
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
    client.close();
    try {
      Files.deleteIfExists(out);
      Files.deleteIfExists(err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
