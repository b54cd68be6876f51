package io.unveil.deploy.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.unveil.deploy.client.Receipt;
import io.unveil.ingest.store.ApkStore;
import io.unveil.ingest.store.LocalApkStore;
import io.unveil.ingest.stream.KafkaSettings;
import io.unveil.ingest.stream.Origin;
import io.unveil.ingest.stream.Priority;
import io.unveil.ingest.stream.StreamEvents;
import io.unveil.ingest.stream.Submitter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UploadsTest {
  private static final int MIB = 1 << 20;

  @TempDir Path folder;

  @Test
  void fiftyMegabytes_areStreamedToTheStore() throws Exception {
    // The body does not fit here, and the client makes it only while the server takes it.
    long size = 50L * MIB;
    ApkStore store = LocalApkStore.open(folder, 0);
    AtomicInteger largestRead = new AtomicInteger();
    CountDownLatch firstMegabyteArrived = new CountDownLatch(1);
    SampleIntake intake =
        (bytes, name, priority) ->
            ApiServer.into(store)
                .submit(observed(bytes, largestRead, firstMegabyteArrived), name, priority);
    try (ApiServer server = new ApiServer(intake, HttpLimits.of(size, 1))) {
      Pattern body = new Pattern(size, firstMegabyteArrived);
      HttpResponse<String> answer =
          server.send(post(server, "?name=big.apk", BodyPublishers.ofInputStream(() -> body)));

      String sha256 = new Pattern(size, new CountDownLatch(0)).sha256();
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
      assertThat(answer.body())
          .isEqualTo(
              "{\"sha256\":\"%s\",\"sizeInBytes\":%d,\"added\":true}\n".formatted(sha256, size));
      assertThat(store.find(sha256))
          .get()
          .extracting(ApkStore.StoredApk::sizeInBytes)
          .isEqualTo(size);
      assertThat(body.waitedForServer).isTrue();
      assertThat(largestRead.get()).isLessThanOrEqualTo(MIB);
    }
  }

  @Test
  void tooLargeByContentLength_is413BeforeTheBodyIsRead() throws Exception {
    AtomicInteger submissions = new AtomicInteger();
    SampleIntake intake =
        (bytes, name, priority) -> {
          submissions.incrementAndGet();
          return ApiServer.drained(bytes, name, priority);
        };
    try (ApiServer server = new ApiServer(intake, HttpLimits.of(1_000, 1))) {
      String answer =
          server.raw(
              head(
                  server, "Content-Length: 1001\r\nExpect: 100-continue\r\nConnection: close\r\n"));

      assertThat(answer).startsWith("HTTP/1.1 413 ").contains("http.max-upload, 1000 bytes");
      assertThat(submissions).hasValue(0);
      assertThat(server.send(post(server, "", bytes(1_000))).statusCode()).isEqualTo(202);
    }
  }

  @Test
  void tooLargeWithoutContentLength_is413AndNothingIsKept() throws Exception {
    ApkStore store = LocalApkStore.open(folder, 0);
    try (ApiServer server = new ApiServer(ApiServer.into(store), HttpLimits.of(1_000, 1))) {
      String answer =
          server.raw(
              head(server, "Transfer-Encoding: chunked\r\nConnection: close\r\n")
                  + "400\r\n"
                  + "x".repeat(0x400)
                  + "\r\n0\r\n\r\n");

      assertThat(answer).startsWith("HTTP/1.1 413 ");
      List<String> stored = new ArrayList<>();
      store.forEach(apk -> stored.add(apk.sha256()));
      assertThat(stored).isEmpty();
    }
  }

  @Test
  void moreUploadsThanAllowed_are429WithRetryAfter_untilOneEnds() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger inside = new AtomicInteger();
    SampleIntake intake =
        (bytes, name, priority) -> {
          inside.incrementAndGet();
          awaitQuietly(release);
          return ApiServer.drained(bytes, name, priority);
        };
    try (ApiServer server = new ApiServer(intake, HttpLimits.of(1_000, 2))) {
      List<CompletableFuture<HttpResponse<String>>> held = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        held.add(
            server.client.sendAsync(post(server, "", bytes(10)).build(), BodyHandlers.ofString()));
      }
      await().untilAtomic(inside, org.hamcrest.Matchers.equalTo(2));
      HttpResponse<String> third = server.send(post(server, "", bytes(10)));
      release.countDown();

      assertThat(third.statusCode()).isEqualTo(429);
      assertThat(third.headers().firstValue("Retry-After").orElseThrow()).matches("[1-9]\\d*");
      assertThat(third.body()).contains("2 uploads are under way");
      for (CompletableFuture<HttpResponse<String>> each : held) {
        assertThat(each.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(202);
      }
      assertThat(server.send(post(server, "", bytes(10))).statusCode()).isEqualTo(202);
    }
  }

  @Test
  void fullStore_is507() throws Exception {
    ApkStore store = LocalApkStore.open(folder, Long.MAX_VALUE / 4);
    try (ApiServer server = new ApiServer(ApiServer.into(store), HttpLimits.of(1_000, 1))) {
      HttpResponse<String> answer = server.send(post(server, "", bytes(100)));

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(507);
      assertThat(answer.body()).startsWith("{\"error\":\"").endsWith("}\n");
    }
  }

  @Test
  void absentBroker_is503AndSaysThatTheBytesAreStored() throws Exception {
    ApkStore store = LocalApkStore.open(folder, 0);
    // Port 1 of this machine answers nobody.
    try (Submitter submitter =
            Submitter.open(
                KafkaSettings.of("127.0.0.1:1"),
                store,
                new Submitter.Limits(1_000, Duration.ofSeconds(1), 4),
                StreamEvents.NONE);
        ApiServer server =
            new ApiServer(
                (bytes, name, priority) -> receipt(submitter, bytes, name, priority),
                HttpLimits.of(1_000, 1))) {
      HttpResponse<String> answer = server.send(post(server, "", bytes(100)));

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).isPresent();
      assertThat(answer.body()).contains("the bytes are stored as ");
      List<ApkStore.StoredApk> stored = new ArrayList<>();
      store.forEach(stored::add);
      assertThat(stored).extracting(ApkStore.StoredApk::sizeInBytes).containsExactly(100L);
    }
  }

  @Test
  void silentUpload_is408AndFreesItsSlot() throws Exception {
    HttpLimits limits = new HttpLimits(1_000, 1, 1, 16, 8_192, Duration.ofMillis(300), 1);
    ApkStore store = LocalApkStore.open(folder, 0);
    try (ApiServer server = new ApiServer(ApiServer.into(store), limits)) {
      String answer = server.raw(head(server, "Content-Length: 100\r\n") + "only a part");

      assertThat(answer).startsWith("HTTP/1.1 408 ").contains("given up after 11 bytes");
      assertThat(server.send(post(server, "", bytes(10))).statusCode()).isEqualTo(202);
    }
  }

  @Test
  void drippingUpload_is408() throws Exception {
    HttpLimits limits = new HttpLimits(1_000, 1, 1, 16, 8_192, Duration.ofSeconds(1), 500);
    ApkStore store = LocalApkStore.open(folder, 0);
    try (ApiServer server = new ApiServer(ApiServer.into(store), limits);
        Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), server.api.port())) {
      OutputStream out = socket.getOutputStream();
      out.write(head(server, "Content-Length: 900\r\n").getBytes(StandardCharsets.US_ASCII));
      CompletableFuture<Void> dripping = CompletableFuture.runAsync(() -> drip(out));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(answer).startsWith("HTTP/1.1 408 ").contains("too slowly");
      dripping.get(60, TimeUnit.SECONDS);
    }
  }

  @Test
  void uploadThatBreaksOff_keepsNothingAndFreesItsSlot() throws Exception {
    ApkStore store = LocalApkStore.open(folder, 0);
    try (ApiServer server = new ApiServer(ApiServer.into(store), HttpLimits.of(1_000, 1))) {
      try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), server.api.port())) {
        socket
            .getOutputStream()
            .write(
                (head(server, "Content-Length: 100\r\n") + "part")
                    .getBytes(StandardCharsets.US_ASCII));
      }
      await().until(() -> server.answered.contains("SUBMIT 400"));

      assertThat(server.send(post(server, "", bytes(10))).statusCode()).isEqualTo(202);
      List<ApkStore.StoredApk> stored = new ArrayList<>();
      store.forEach(stored::add);
      assertThat(stored).extracting(ApkStore.StoredApk::sizeInBytes).containsExactly(10L);
    }
  }

  @Test
  void slowHeaders_areCutOff() throws Exception {
    HttpLimits limits = new HttpLimits(1_000, 1, 1, 16, 8_192, Duration.ofMillis(300), 1);
    try (ApiServer server = new ApiServer(ApiServer::drained, limits)) {
      assertThat(server.raw("POST /api/v1/samples HTTP/1.1\r\nHost: local"))
          .doesNotContain(" 202 ");
      assertThat(server.answered).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "?priority=urgent, priority must be",
    "?nmae=x, unknown parameter",
    "?name=a&name=b, given twice",
    "'', empty"
  })
  void badUpload_is400(String query, String problem) throws Exception {
    try (ApiServer server = new ApiServer(ApiServer::drained, HttpLimits.of(1_000, 1))) {
      HttpResponse<String> answer =
          server.send(post(server, query, query.isEmpty() ? BodyPublishers.noBody() : bytes(1)));

      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).contains(problem);
    }
  }

  private static Receipt receipt(
      Submitter submitter, InputStream bytes, String name, Priority priority) throws IOException {
    Submitter.Accepted accepted =
        submitter.submit(bytes, new Origin(Origin.Kind.HTTP, name), priority);
    return new Receipt(accepted.sha256(), accepted.sizeInBytes(), accepted.added());
  }

  private static HttpRequest.Builder post(ApiServer server, String query, BodyPublisher body) {
    return HttpRequest.newBuilder(server.uri("/api/v1/samples" + query)).POST(body);
  }

  private static BodyPublisher bytes(int count) {
    return BodyPublishers.ofByteArray(new byte[count]);
  }

  private static String head(ApiServer server, String headers) {
    return "POST /api/v1/samples HTTP/1.1\r\nHost: 127.0.0.1:"
        + server.api.port()
        + "\r\n"
        + headers
        + "\r\n";
  }

  private static void drip(OutputStream out) {
    try {
      for (int i = 0; i < 900; i++) {
        out.write('x');
        Thread.sleep(20);
      }
    } catch (IOException | InterruptedException _) {
      // The server has closed: what the test waits for.
    }
  }

  private static void awaitQuietly(CountDownLatch latch) throws IOException {
    try {
      latch.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static InputStream observed(
      InputStream bytes, AtomicInteger largestRead, CountDownLatch firstMegabyte) {
    return new InputStream() {
      private long read;

      @Override
      public int read() {
        throw new UnsupportedOperationException();
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = bytes.read(buffer, offset, length);
        largestRead.accumulateAndGet(count, Math::max);
        read += Math.max(count, 0);
        if (read >= MIB) {
          firstMegabyte.countDown();
        }
        return count;
      }
    };
  }

  /** Bytes that follow from their position; after two megabytes it waits for the server. */
  private static final class Pattern extends InputStream {
    private final long size;
    private final CountDownLatch serverHasOne;
    private long at;
    private volatile boolean waitedForServer;

    Pattern(long size, CountDownLatch serverHasOne) {
      this.size = size;
      this.serverHasOne = serverHasOne;
    }

    @Override
    public int read() {
      return at == size ? -1 : ((int) ((at++ * 31) >>> 8)) & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (at == size) {
        return -1;
      }
      if (at > 2 * MIB && !waitedForServer) {
        awaitQuietly(serverHasOne);
        waitedForServer = serverHasOne.getCount() == 0;
      }
      int count = (int) Math.min(length, size - at);
      for (int i = 0; i < count; i++) {
        buffer[offset + i] = (byte) read();
      }
      return count;
    }

    String sha256() throws Exception {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (int count = read(buffer, 0, buffer.length);
          count > 0;
          count = read(buffer, 0, buffer.length)) {
        digest.update(buffer, 0, count);
      }
      return HexFormat.of().formatHex(digest.digest());
    }
  }
}
