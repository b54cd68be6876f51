package io.unveil.deploy.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.unveil.analyzer.report.ReportJson;
import io.unveil.analyzer.report.ScanReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A real HTTP server with the shapes of {@code docs/http.md}. It keeps what is uploaded and gives
 * it the report that the test says, after as many {@code pending} answers as the test says.
 */
public final class HttpFixture implements AutoCloseable {
  /** What is answered to one request instead of the usual. */
  public record Reply(int status, String body, Map<String, String> headers) {
    /** Without headers. */
    public Reply(int status, String body) {
      this(status, body, Map.of());
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, byte[]> stored = new ConcurrentHashMap<>();
  private final Map<String, Integer> asked = new ConcurrentHashMap<>();
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  private final Queue<Reply> uploadReplies = new ArrayDeque<>();
  private final Map<String, Function<String, Reply>> others = new ConcurrentHashMap<>();
  private final Function<String, @Nullable ScanReport> reports;
  private volatile int pendingAnswers;

  /** Answers with {@code reports} of the SHA-256. */
  public HttpFixture(Function<String, @Nullable ScanReport> reports) throws IOException {
    this.reports = reports;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** {@return where it listens} */
  public URI base() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** {@return each request as method, path and query, in order} */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  /** Answers the next uploads so, one after the other. */
  public synchronized void uploadsGet(Reply... replies) {
    uploadReplies.addAll(List.of(replies));
  }

  /** Answers each path that begins so with what {@code reply} makes of the query. */
  public void on(String path, Function<String, Reply> reply) {
    others.put(path, reply);
  }

  /** How often a sample is pending before it has its result. */
  public void pendingAnswers(int count) {
    pendingAnswers = count;
  }

  private void handle(HttpExchange exchange) throws IOException {
    URI uri = exchange.getRequestURI();
    requests.add(exchange.getRequestMethod() + " " + uri);
    Reply reply;
    try (exchange) {
      reply = reply(exchange, uri);
      reply.headers().forEach(exchange.getResponseHeaders()::set);
      byte[] body = (reply.body() + "\n").getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(reply.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private Reply reply(HttpExchange exchange, URI uri) throws IOException {
    String path = uri.getPath();
    for (Map.Entry<String, Function<String, Reply>> other : others.entrySet()) {
      if (path.startsWith(other.getKey())) {
        return other.getValue().apply(String.valueOf(uri.getQuery()));
      }
    }
    if (path.equals("/health/live")) {
      return new Reply(200, "{\"live\":true}");
    }
    if (path.equals("/api/v1/samples")) {
      return upload(exchange);
    }
    if (path.equals("/api/v1/search")) {
      return search(String.valueOf(uri.getQuery()));
    }
    if (path.startsWith("/api/v1/samples/")) {
      return sample(path.substring(path.lastIndexOf('/') + 1));
    }
    return new Reply(404, "{\"error\":\"unknown path\"}");
  }

  private synchronized Reply upload(HttpExchange exchange) throws IOException {
    Reply reply = uploadReplies.poll();
    if (reply != null) {
      return reply;
    }
    byte[] bytes = exchange.getRequestBody().readAllBytes();
    String sha256 = sha256(bytes);
    boolean added = stored.put(sha256, bytes) == null;
    return new Reply(
        202,
        "{\"sha256\":\"%s\",\"sizeInBytes\":%d,\"added\":%s,\"later\":[\"a new field\"]}"
            .formatted(sha256, bytes.length, added));
  }

  /** Finds by the whole SHA-256 what has its report, one question after the sample has it. */
  private Reply search(String query) {
    String sha256 = query.replaceFirst(".*q=sha256:([0-9a-f]*).*", "$1");
    boolean found =
        stored.containsKey(sha256) && asked.merge(sha256, 1, Integer::sum) > pendingAnswers + 2;
    String hit =
        """
        {"sha256":"%s","state":"reported","behaviours":[],"judgedAt":"2026-01-02T03:04:05Z"}\
        """
            .formatted(sha256);
    return new Reply(
        200,
        "{\"total\":%d,\"totalExact\":true,\"next\":null,\"hits\":[%s]}"
            .formatted(found ? 1 : 0, found ? hit : ""));
  }

  private Reply sample(String sha256) {
    if (!stored.containsKey(sha256)) {
      return new Reply(404, "{\"error\":\"unknown sample\"}");
    }
    boolean pending = asked.merge(sha256, 1, Integer::sum) <= pendingAnswers;
    return new Reply(200, view(sha256, pending ? null : reports.apply(sha256)));
  }

  /** {@return the answer about one sample} */
  public static String view(String sha256, @Nullable ScanReport report) {
    String time = "\"2026-01-02T03:04:05Z\"";
    return """
    {"sha256":"%s","state":"%s","submittedAt":%s,"judgedAt":%s,"sizeInBytes":7,\
    "firstSeen":%s,"lastSeen":%s,"origins":[{"kind":"http","name":"pets.apk","seenAt":%s}],\
    "sandbox":["seccomp"],\
    "report":%s}\
    """
        .formatted(
            sha256,
            report == null ? "pending" : "reported",
            time,
            report == null ? "null" : time,
            time,
            time,
            time,
            report == null ? "null" : ReportJson.write(report));
  }

  /** {@return SHA-256 in lower-case hex} */
  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }

  /** {@return what was uploaded, by SHA-256} */
  public Map<String, byte[]> stored() {
    return Map.copyOf(stored);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
