package io.unveil.deploy.chaos;

import io.unveil.deploy.chaos.Checker.Document;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The HTTP interface of the fleet, as any client uses it. */
final class Api implements AutoCloseable {
  private static final int OK = 200;
  private static final int ACCEPTED = 202;
  private static final Duration TIMEOUT = Duration.ofSeconds(90);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private final URI ingest;
  private final URI indexer;

  Api(URI ingest, URI indexer) {
    this.ingest = ingest;
    this.indexer = indexer;
  }

  /**
   * Submits once.
   *
   * @return whether the answer was 202 for these bytes; other answers ask to try again
   * @throws IOException when there was no answer, or one that says never
   */
  boolean submit(ChaosSamples.File file, boolean bulk) throws IOException, InterruptedException {
    String path =
        "/api/v1/samples?priority=%s&name=%s".formatted(bulk ? "bulk" : "interactive", file.name());
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(ingest.resolve(path))
                .timeout(TIMEOUT)
                .POST(HttpRequest.BodyPublishers.ofByteArray(file.bytes()))
                .build(),
            BodyHandlers.ofString());
    if (answer.statusCode() != ACCEPTED) {
      return false;
    }
    String said = JSON.readTree(answer.body()).at("/sha256").asString();
    if (!said.equals(file.sha256())) {
      throw new IllegalStateException("accepted " + said + " where " + file.sha256() + " was sent");
    }
    return true;
  }

  /** {@return how many documents a query finds} */
  long total(String query) throws IOException, InterruptedException {
    return search(query, 1, "").at("/total").asLong();
  }

  /** {@return every document of the index} */
  List<Document> documents() throws IOException, InterruptedException {
    List<Document> all = new ArrayList<>();
    String after = "";
    while (after != null) {
      JsonNode page = search("", 1_000, after);
      page.at("/hits")
          .values()
          .forEach(hit ->
              all.add(new Document(hit.at("/sha256").asString(), hit.at("/state").asString())));
      after = page.at("/next").isString() ? page.at("/next").asString() : null;
    }
    return all;
  }

  private JsonNode search(String query, int limit, String after)
      throws IOException, InterruptedException {
    String path =
        "/api/v1/search?limit=%d&q=%s%s"
            .formatted(limit, encoded(query), after.isEmpty() ? "" : "&after=" + encoded(after));
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(indexer.resolve(path)).timeout(TIMEOUT).build(),
            BodyHandlers.ofString());
    if (answer.statusCode() != OK) {
      throw new IOException(answer.statusCode() + " " + answer.body());
    }
    return JSON.readTree(answer.body());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
