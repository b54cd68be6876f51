package io.unveil.deploy.client;

import io.unveil.analyzer.model.StrictJson;
import io.unveil.deploy.data.ServerFile;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A running server. Used by several threads at once. Goes past proxies and follows no redirect. */
public final class UnveilClient implements Samples {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(60);

  /** An upload may wait for the server's disk and broker. */
  private static final Duration UPLOAD = Duration.ofMinutes(10);

  private static final int MAX_ANSWER_BYTES = 64 << 20;

  /** From this size on, the server is asked before the bytes are sent. */
  private static final long ASK_FIRST_BYTES = 64 << 10;

  private static final int SHOWN_ERROR = 300;

  /** A server that searches for others asks to wait; together about ten seconds. */
  private static final int BUSY_TRIES = 10;

  private static final Duration BUSY_WAIT = Duration.ofSeconds(1);

  /** A newer server may say more than we know. */
  private static final JsonMapper JSON =
      StrictJson.mapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private final @Nullable Supplier<Optional<ServerFile>> published;
  private final HttpClient http;
  private volatile URI base;

  /**
   * @param base scheme, host and port, such as {@code http://127.0.0.1:8470}
   */
  public UnveilClient(URI base) {
    this(base, null);
  }

  /**
   * A client that follows a server which comes back elsewhere.
   *
   * @param published what the server's data folder says now, asked when it does not answer; null
   *     when that is not known
   */
  UnveilClient(URI base, @Nullable Supplier<Optional<ServerFile>> published) {
    this.base = base;
    this.published = published;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(CONNECT)
            .build();
  }

  /** {@return where the server is} */
  public URI base() {
    return base;
  }

  /**
   * Asks whether an Unveil server answers.
   *
   * @throws ServerTroubleException when none does
   */
  public void requireAlive() throws ServerTroubleException, InterruptedException {
    Answer answer = get("/health/live", CONNECT);
    if (answer.status() != 200 || !answer.json().path("live").asBoolean(false)) {
      throw new ServerTroubleException(
          base + " answers, but is no Unveil server; check the address");
    }
  }

  @Override
  public SearchPage search(String query, @Nullable String sort, int limit, @Nullable String after)
      throws RefusedException, ServerTroubleException, InterruptedException {
    String path = "/api/v1/search?q=" + encoded(query) + "&limit=" + limit;
    path += sort == null ? "" : "&sort=" + encoded(sort);
    path += after == null ? "" : "&after=" + encoded(after);
    return read(asked(path), SearchPage.class);
  }

  @Override
  public FacetCounts facets(String query, String field, int top)
      throws RefusedException, ServerTroubleException, InterruptedException {
    return read(
        asked("/api/v1/facets?q=" + encoded(query) + "&field=" + encoded(field) + "&top=" + top),
        FacetCounts.class);
  }

  @Override
  public Optional<SampleView> sample(String sha256)
      throws ServerTroubleException, InterruptedException {
    Answer answer = get("/api/v1/samples/" + encoded(sha256), ANSWER);
    if (answer.status() == 404) {
      return Optional.empty();
    }
    if (answer.status() != 200) {
      throw trouble(answer);
    }
    return Optional.of(read(answer, SampleView.class));
  }

  /**
   * Sends one file, once.
   *
   * @param body the bytes, which may be read again
   * @param name file name, for people
   * @param bulk whether nobody waits for it
   * @throws RefusedException when the server will never take this file
   * @throws BusyException when it may take it later
   * @throws ServerTroubleException when it will not take any
   */
  Receipt submit(BodyPublisher body, String name, boolean bulk)
      throws RefusedException, BusyException, ServerTroubleException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(
                base.resolve(
                    "/api/v1/samples?name="
                        + encoded(name)
                        + "&priority="
                        + (bulk ? "bulk" : "interactive")))
            .timeout(UPLOAD)
            .header("Content-Type", "application/vnd.android.package-archive")
            .expectContinue(body.contentLength() >= ASK_FIRST_BYTES)
            .POST(body)
            .build();
    Answer answer;
    try {
      answer = send(request);
    } catch (IOException e) {
      throw new BusyException(unreachable(e), null, !follow());
    }
    return switch (answer.status()) {
      case 200, 201, 202 -> read(answer, Receipt.class);
      case 408, 429, 503 -> throw new BusyException(said(answer), answer.waitFor(), false);
      case 400, 411, 413, 415 -> throw refused(answer);
      default -> throw trouble(answer);
    };
  }

  /**
   * Puts samples that a stage gave up back into the stream.
   *
   * @param stage {@code unpack}, {@code analyze} or {@code judge}
   * @param samples SHA-256 of samples, or none for all that the stage gave up
   * @throws RefusedException when the server does not understand it
   * @throws ServerTroubleException when it cannot be done now
   */
  public Replayed replay(String stage, List<String> samples)
      throws RefusedException, ServerTroubleException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve("/api/v1/replay?stage=" + encoded(stage)))
            .timeout(UPLOAD)
            .header("Content-Type", "text/plain; charset=utf-8")
            .POST(BodyPublishers.ofString(String.join("\n", samples)))
            .build();
    return read(done(request), Replayed.class);
  }

  /**
   * Removes one sample everywhere.
   *
   * @param sha256 64 lower-case hex digits
   * @throws RefusedException when the server does not understand it
   * @throws ServerTroubleException when it cannot be done now
   */
  public Purged purge(String sha256)
      throws RefusedException, ServerTroubleException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve("/api/v1/samples/" + encoded(sha256)))
            .timeout(UPLOAD)
            .DELETE()
            .build();
    return read(done(request), Purged.class);
  }

  /**
   * Copies the index into a folder beside it.
   *
   * @throws RefusedException when the server does not understand it
   * @throws ServerTroubleException when it cannot be done now
   */
  public Snapshot snapshot() throws RefusedException, ServerTroubleException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve("/api/v1/index/snapshots"))
            .timeout(UPLOAD)
            .POST(BodyPublishers.noBody())
            .build();
    return read(done(request), Snapshot.class);
  }

  private Answer done(HttpRequest request)
      throws RefusedException, ServerTroubleException, InterruptedException {
    Answer answer;
    try {
      answer = send(request);
    } catch (IOException e) {
      throw new ServerTroubleException(unreachable(e));
    }
    return switch (answer.status()) {
      case 200 -> answer;
      case 400, 413 -> throw refused(answer);
      default -> throw trouble(answer);
    };
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private Answer asked(String path)
      throws RefusedException, ServerTroubleException, InterruptedException {
    Answer answer = get(path, ANSWER);
    for (int again = 0; answer.status() == 429 && again < BUSY_TRIES; again++) {
      Duration wait = answer.waitFor();
      Thread.sleep(wait == null || wait.compareTo(BUSY_WAIT) > 0 ? BUSY_WAIT : wait);
      answer = get(path, ANSWER);
    }
    return switch (answer.status()) {
      case 200 -> answer;
      case 400, 414, 431 -> throw refused(answer);
      default -> throw trouble(answer);
    };
  }

  private Answer get(String path, Duration timeout)
      throws ServerTroubleException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(base.resolve(path)).timeout(timeout).build();
    try {
      return send(request);
    } catch (IOException e) {
      boolean _ = follow();
      throw new ServerTroubleException(unreachable(e));
    }
  }

  /** Goes to where the server is now. {@return whether one runs, as far as is known} */
  private boolean follow() {
    if (published == null) {
      return true;
    }
    Optional<ServerFile> now = published.get().filter(ServerFile::processRuns);
    now.ifPresent(server -> base = server.http());
    return now.isPresent();
  }

  private Answer send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
    try (InputStream in = response.body()) {
      byte[] body = in.readNBytes(MAX_ANSWER_BYTES + 1);
      if (body.length > MAX_ANSWER_BYTES) {
        throw new IOException("the answer is larger than " + MAX_ANSWER_BYTES + " bytes");
      }
      Duration wait =
          response
              .headers()
              .firstValue("Retry-After")
              .filter(seconds -> seconds.matches("\\d{1,4}"))
              .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
              .orElse(null);
      return new Answer(response.statusCode(), json(body), wait);
    }
  }

  private static JsonNode json(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (JacksonException _) {
      return JSON.missingNode();
    }
  }

  private <T> T read(Answer answer, Class<T> type) throws ServerTroubleException {
    try {
      T value = JSON.treeToValue(answer.json(), type);
      if (value != null) {
        return value;
      }
    } catch (JacksonException | NullPointerException _) {
      // Said below, for every shape that is not the agreed one.
    }
    throw new ServerTroubleException(
        base + " gave an answer that this version does not understand; use the server's version");
  }

  private String unreachable(IOException e) {
    String why =
        switch (e) {
          case ConnectException _ -> "nothing listens there";
          case HttpTimeoutException _ -> "no answer in time";
          default -> "the connection broke: " + e.getMessage();
        };
    return base + " does not answer (" + why + "); check the address and that the server runs";
  }

  private RefusedException refused(Answer answer) {
    JsonNode position = answer.json().path("position");
    return new RefusedException(
        error(answer), position.isInt() ? Integer.valueOf(position.intValue()) : null);
  }

  private ServerTroubleException trouble(Answer answer) {
    return new ServerTroubleException(said(answer));
  }

  private String said(Answer answer) {
    return base + " answered " + answer.status() + ": " + error(answer);
  }

  private static String error(Answer answer) {
    String error = answer.json().path("error").asString("no reason given");
    return error.length() > SHOWN_ERROR ? error.substring(0, SHOWN_ERROR) + "…" : error;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private record Answer(int status, JsonNode json, @Nullable Duration waitFor) {}
}
