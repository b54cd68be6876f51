package io.unveil.deploy.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.unveil.ingest.stream.StageHealth;
import java.io.IOException;
import java.net.InetAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpApiTest {
  private static final String SHA = "ab".repeat(32);
  private static ApiServer server;

  @BeforeAll
  static void start() throws IOException {
    server = new ApiServer(ApiServer::drained, HttpLimits.of(1_000, 2));
    server.shelf.put(SHA);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void sample_isAnsweredWithEveryFieldAndEscapes() throws Exception {
    HttpResponse<String> answer = server.get("/api/v1/samples/" + SHA);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(answer.body())
        .isEqualTo(
            "{\"sha256\":\""
                + SHA
                + "\",\"state\":\"pending\","
                + "\"submittedAt\":\"1970-01-01T00:00:00Z\",\"judgedAt\":null,\"sizeInBytes\":12,"
                + "\"firstSeen\":\"1970-01-01T00:00:00Z\",\"lastSeen\":\"1970-01-01T00:00:00Z\","
                + "\"origins\":[{\"kind\":\"http\",\"name\":\"a\\u202Eb.apk\","
                + "\"seenAt\":\"1970-01-01T00:00:00Z\"}],\"sandbox\":[],\"report\":null}\n");
  }

  @Test
  void unknownSample_is404() throws Exception {
    assertThat(error(server.get("/api/v1/samples/" + "cd".repeat(32)), 404)).contains("no sample");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "ABAB", "..%2f..%2fetc%2fpasswd"})
  void badIdentifier_is400(String id) throws Exception {
    HttpResponse<String> answer = server.get("/api/v1/samples/" + id);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).startsWith("{\"error\":").endsWith("}\n").doesNotContain("passwd");
  }

  @Test
  void upperCaseHash_is400() throws Exception {
    assertThat(error(server.get("/api/v1/samples/" + "AB".repeat(32)), 400)).contains("64 lower");
  }

  @Test
  void search_handsParametersOn() throws Exception {
    HttpResponse<String> answer =
        server.get("/api/v1/search?q=verdict%3Astalkerware&sort=strength&limit=7&after=x%20y");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .startsWith(
            "{\"total\":1,\"totalExact\":true,\"next\":null,\"hits\":[{\"sha256\":\"" + SHA);
    assertThat(server.shelf.asked).contains("verdict:stalkerware|strength|7|x y");
  }

  @Test
  void badQuery_is400WithPosition() throws Exception {
    HttpResponse<String> answer = server.get("/api/v1/search?q=verdic:x");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).isEqualTo("{\"error\":\"unknown field 'verdic'\",\"position\":0}\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/search?limit=0",
        "/api/v1/search?limit=1001",
        "/api/v1/search?limit=-1",
        "/api/v1/search?limit=99999999999",
        "/api/v1/search?q=a&q=b",
        "/api/v1/search?Q=a",
        "/api/v1/facets",
        "/api/v1/facets?field=verdict&top=x",
      })
  void badParameter_is400(String path) throws Exception {
    assertThat(error(server.get(path), 400)).contains("parameter");
  }

  @Test
  void facets_areCounted() throws Exception {
    assertThat(server.get("/api/v1/facets?field=verdict").body())
        .isEqualTo(
            "{\"field\":\"verdict\",\"total\":1,\"other\":0,"
                + "\"values\":[{\"value\":\"stalkerware\",\"count\":1}]}\n");
  }

  @Test
  void snapshot_isMadeAndTold() throws Exception {
    HttpRequest.Builder post =
        HttpRequest.newBuilder(server.uri("/api/v1/index/snapshots")).POST(BodyPublishers.noBody());
    assertThat(server.send(post).body())
        .isEqualTo("{\"folder\":\"/data/index/snapshots/x\",\"samples\":4,\"bytes\":1000}\n");
  }

  @Test
  void moreSearchesThanAllowed_are429_andOthersAreAnswered() throws Exception {
    HttpLimits limits = new HttpLimits(1_000, 1, 2, 16, 8_192, Duration.ofSeconds(30), 1);
    try (ApiServer busy = new ApiServer(ApiServer::drained, limits)) {
      busy.shelf.gate = new CompletableFuture<>();
      List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        waiting.add(
            busy.client.sendAsync(
                HttpRequest.newBuilder(busy.uri("/api/v1/search")).build(),
                HttpResponse.BodyHandlers.ofString()));
      }
      await().until(() -> busy.shelf.asked.size() == 2);

      HttpResponse<String> third = busy.get("/api/v1/search");
      assertThat(error(third, 429)).contains("2 searches are under way");
      assertThat(third.headers().firstValue("Retry-After")).hasValue("1");
      assertThat(busy.get("/api/v1/facets?field=verdict").statusCode()).isEqualTo(429);
      assertThat(busy.get("/health/live").statusCode()).isEqualTo(200);

      busy.shelf.gate.complete(null);
      for (CompletableFuture<HttpResponse<String>> each : waiting) {
        assertThat(each.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
      }
      assertThat(busy.get("/api/v1/search").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void status_namesPartsLagAndCounters() throws Exception {
    assertThat(server.get("/api/v1/status").body())
        .startsWith("{\"version\":\"1.2.3\",\"ready\":")
        .contains(
            "\"lag\":{\"judge\":null,\"unpack\":3},\"index\":{\"documents\":4,\"taken\":9,"
                + "\"visible\":8,\"durable\":7,\"problem\":null},\"sandbox\":{\"layers\":[\"process\",\"seccomp\"],\"missing\":[\"landlock:"
                + " this kernel has none\"]},\"counters\":{\"samples_accepted\":7}}");
  }

  @Test
  void notReady_is503AndNamesThePart() throws Exception {
    server.parts =
        List.of(
            new StageHealth("broker", true, "answers"),
            new StageHealth("index", false, "disk full; free some space"));
    HttpResponse<String> answer = server.get("/health/ready");
    server.parts = List.of(new StageHealth("broker", true, "answers"));

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body())
        .isEqualTo(
            "{\"ready\":false,\"parts\":[{\"name\":\"index\",\"ready\":false,"
                + "\"detail\":\"disk full; free some space\"}]}\n");
    assertThat(server.get("/health/ready").statusCode()).isEqualTo(200);
    assertThat(server.get("/health/live").body()).isEqualTo("{\"live\":true}\n");
  }

  @Test
  void metrics_areText() throws Exception {
    HttpResponse<String> answer = server.get("/metrics");

    assertThat(answer.body()).isEqualTo("unveil_test 1\n");
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/api/v1/nothing", "/api/v1/samples/", "/..;/health", "/%2e%2e/x"})
  void unknownPath_isAnErrorInJson(String path) throws Exception {
    HttpResponse<String> answer = server.get(path);

    assertThat(answer.statusCode()).isIn(400, 404);
    assertThat(answer.body()).startsWith("{\"error\":").endsWith("}\n");
    assertSafe(answer);
  }

  @Test
  void otherMethod_is405AndNamesTheRightOne() throws Exception {
    HttpResponse<String> answer =
        server.send(HttpRequest.newBuilder(server.uri("/health/live")).DELETE());

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).hasValue("GET");
    assertThat(
            error(
                server.send(
                    HttpRequest.newBuilder(server.uri("/api/v1/samples/" + SHA))
                        .PUT(HttpRequest.BodyPublishers.noBody())),
                405))
        .contains("GET");
  }

  @ParameterizedTest
  @EnumSource(Endpoint.class)
  void everyEndpoint_refusesForeignHostAndOrigin_andCarriesSafeHeaders(Endpoint endpoint)
      throws Exception {
    String path = endpoint.path().replace("{sha256}", SHA);
    String start = endpoint.method() + " " + path + " HTTP/1.1\r\n";
    String rest = "Content-Length: 1\r\nConnection: close\r\n\r\nx";
    String own = "Host: localhost:" + server.api.port() + "\r\n";

    assertThat(server.raw(start + "Host: evil.example:" + server.api.port() + "\r\n" + rest))
        .startsWith("HTTP/1.1 403 ")
        .contains("{\"error\":\"Host is not");
    assertThat(server.raw(start + "Host: localhost\r\n" + rest)).startsWith("HTTP/1.1 403 ");
    assertThat(server.raw(start + own + "Origin: http://evil.example\r\n" + rest))
        .startsWith("HTTP/1.1 403 ")
        .contains("foreign web pages");
    assertThat(server.raw(start + own + "Origin: null\r\n" + rest)).startsWith("HTTP/1.1 403 ");
    String let =
        server.raw(start + own + "Origin: http://127.0.0.1:" + server.api.port() + "\r\n" + rest);
    assertThat(let)
        .matches("(?s)HTTP/1.1 (200|202|400) .*")
        .contains("X-Content-Type-Options: nosniff")
        .contains("Content-Security-Policy: default-src 'none'")
        .contains("Cache-Control: no-store")
        .doesNotContain("Server:");
  }

  @Test
  void headersTooLong_are431() throws Exception {
    String answer =
        server.raw(
            "GET /health/live HTTP/1.1\r\nHost: localhost:%d\r\nX: %s\r\n\r\n"
                .formatted(server.api.port(), "y".repeat(256 << 10)));

    assertThat(answer).startsWith("HTTP/1.1 431 ").contains("{\"error\":").contains("nosniff");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/9.9\r\n\r\n",
        "\u0016\u0003\u0001\u0002\r\n\r\n",
        "GET /health/live HTTP/1.1\r\n\r\n"
      })
  void malformedRequest_isRefusedWithoutATrace(String request) throws Exception {
    assertThat(server.raw(request))
        .doesNotContain("Exception")
        .doesNotContain("\tat ")
        .doesNotContain("200 OK");
  }

  @ParameterizedTest
  @ValueSource(strings = {"q=%zz", "q=%", "q=a%u1234", "q=%00%zz"})
  void brokenPercentEncoding_is400(String query) throws Exception {
    String answer =
        server.raw(
            "GET /api/v1/search?%s HTTP/1.1\r\nHost: localhost:%d\r\nConnection: close\r\n\r\n"
                .formatted(query, server.api.port()));

    assertThat(answer)
        .startsWith("HTTP/1.1 400 ")
        .contains("{\"error\":\"a parameter is not percent-encoded UTF-8\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health/live", "/health/ready", "/api/v1/search?q=", "/metrics"})
  void head_isTheAnswerToGetWithoutItsBody(String path) throws Exception {
    HttpResponse<String> get = server.get(path);
    HttpResponse<String> head = head(path);

    assertThat(head.statusCode()).isEqualTo(get.statusCode());
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValue("Content-Type"))
        .isEqualTo(get.headers().firstValue("Content-Type"));
  }

  @Test
  void headOfWhatIsAbsentOrNotReady_saysSo() throws Exception {
    assertThat(head("/api/v1/samples/" + "0".repeat(64)).statusCode()).isEqualTo(404);
    List<StageHealth> before = server.parts;
    server.parts = List.of(new StageHealth("index", false, "starts"));
    try {
      assertThat(head("/health/ready").statusCode()).isEqualTo(503);
    } finally {
      server.parts = before;
    }
  }

  private static HttpResponse<String> head(String path) throws Exception {
    return server.send(HttpRequest.newBuilder(server.uri(path)).HEAD());
  }

  @Test
  void answers_areTold() throws Exception {
    server.get("/health/live");
    server.get("/api/v1/nothing");

    await()
        .until(() -> server.answered.contains("LIVE 200") && server.answered.contains("null 404"));
  }

  @Test
  void takenPort_isSaidInOneLine() {
    assertThatThrownBy(() ->
            HttpApi.start(
                InetAddress.ofLiteral("127.0.0.1"),
                server.api.port(),
                HttpLimits.of(1, 1),
                "1",
                new HttpApi.Ports(
                    "all",
                    ApiServer::drained,
                    server.shelf,
                    null,
                    null,
                    status(),
                    () -> "",
                    HttpEvents.NONE)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot listen on 127.0.0.1 port " + server.api.port());
  }

  @Test
  void otherAddress_isRefused() {
    assertThatThrownBy(() ->
            HttpApi.start(
                InetAddress.ofLiteral("0.0.0.0"),
                0,
                HttpLimits.of(1, 1),
                "1",
                new HttpApi.Ports(
                    "all",
                    ApiServer::drained,
                    server.shelf,
                    null,
                    null,
                    status(),
                    () -> "",
                    HttpEvents.NONE)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("loopback");
  }

  @Test
  void documentation_listsExactlyTheEndpoints() throws Exception {
    String page =
        Files.readString(Path.of(System.getProperty("unveil.root", ".."), "docs", "http.md"));
    StringBuilder table = new StringBuilder("| method | path | what |\n|---|---|---|\n");
    for (Endpoint endpoint : Endpoint.values()) {
      table.append(
          "| %s | `%s` | %s |\n".formatted(endpoint.method(), endpoint.path(), endpoint.meaning()));
    }

    assertThat(page).contains(table + "\n");
  }

  @Test
  void uploadOfAnotherType_is415() throws Exception {
    HttpResponse<String> answer =
        server.send(
            HttpRequest.newBuilder(server.uri("/api/v1/samples"))
                .header("Content-Type", "multipart/form-data; boundary=x")
                .POST(BodyPublishers.ofString("x")));

    assertThat(error(answer, 415)).contains("application/octet-stream");
  }

  private static PipelineStatus status() {
    return new PipelineStatus() {
      @Override
      public Sandbox sandbox() {
        return Sandbox.NONE;
      }

      @Override
      public List<StageHealth> parts() {
        return List.of();
      }

      @Override
      public java.util.Map<String, java.util.OptionalLong> lag() {
        return java.util.Map.of();
      }

      @Override
      public java.util.Optional<io.unveil.indexer.IndexStatus> index() {
        return java.util.Optional.empty();
      }

      @Override
      public java.util.Map<String, Long> counters() {
        return java.util.Map.of();
      }
    };
  }

  private static String error(HttpResponse<String> answer, int status) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).startsWith("{\"error\":\"").endsWith("}\n");
    assertThat(answer.body().strip().lines()).hasSize(1);
    assertSafe(answer);
    return answer.body();
  }

  private static void assertSafe(HttpResponse<String> answer) {
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(answer.headers().firstValue("Content-Security-Policy"))
        .hasValue("default-src 'none'");
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
  }
}
