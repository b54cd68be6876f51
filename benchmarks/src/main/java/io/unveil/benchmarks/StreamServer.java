package io.unveil.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process {@code unveil serve} with a data folder of its own, driven over HTTP. */
final class StreamServer implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("unveil: ready at (http://\\S+?), .*");
  private static final Pattern TOTAL = Pattern.compile("\"total\":(\\d+)");
  private static final int ACCEPTED = 202;
  private static final int BUSY = 429;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Process process;
  private final URI address;

  private StreamServer(Process process, URI address) {
    this.process = process;
    this.address = address;
  }

  /**
   * Starts a server on a free port and returns when it takes samples.
   *
   * @param settings each {@code key=value}, as after {@code --set}
   */
  static StreamServer start(Path root, Path data, List<String> settings) throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(root.resolve("unveil").toString(), "serve"));
    command.addAll(List.of("--data", data.toString(), "--port", "0"));
    settings.forEach(setting -> command.addAll(List.of("--set", setting)));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      Matcher ready = READY.matcher(line);
      if (ready.matches()) {
        return new StreamServer(process, URI.create(ready.group(1)));
      }
    }
    throw new IOException("the server ended with status " + process.onExit().join().exitValue());
  }

  /** Submits a file in bulk; waits while the server says that it has enough to do. */
  void submit(Path apk) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(address.resolve("/api/v1/samples?priority=bulk&name=bench.apk"))
              .POST(HttpRequest.BodyPublishers.ofFile(apk))
              .build();
      int status = send(request).statusCode();
      while (status == BUSY) {
        Thread.sleep(20);
        status = send(request).statusCode();
      }
      if (status != ACCEPTED) {
        throw new IOException("submitting " + apk + " was answered with " + status);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Waits until this many samples can be found with a result. */
  void awaitResults(long samples, Duration patience) throws IOException, InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (results() < samples) {
      if (System.nanoTime() > end) {
        throw new IOException(results() + " of " + samples + " results after " + patience);
      }
      Thread.sleep(100);
    }
  }

  /** {@return the process and those that it started} */
  ProcessTree tree() {
    return new ProcessTree(process.toHandle());
  }

  /** {@return how many samples a search finds with a result} */
  long results() throws IOException, InterruptedException {
    String query = URLEncoder.encode("state:(reported OR failed)", StandardCharsets.UTF_8);
    HttpRequest request =
        HttpRequest.newBuilder(address.resolve("/api/v1/search?limit=1&q=" + query)).build();
    Matcher total = TOTAL.matcher(send(request).body());
    if (!total.find()) {
      throw new IOException("the server's answer to a search has no total");
    }
    return Long.parseLong(total.group(1));
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** Ends the server in its own way, or by force after a while. */
  @Override
  public void close() throws IOException {
    client.close();
    process.destroy();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
