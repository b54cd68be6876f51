package io.unveil.deploy.http;

import io.unveil.deploy.client.FacetCounts;
import io.unveil.deploy.client.Hit;
import io.unveil.deploy.client.Purged;
import io.unveil.deploy.client.Receipt;
import io.unveil.deploy.client.RefusedException;
import io.unveil.deploy.client.Replayed;
import io.unveil.deploy.client.SampleView;
import io.unveil.deploy.client.Samples;
import io.unveil.deploy.client.SearchPage;
import io.unveil.deploy.client.Snapshot;
import io.unveil.indexer.IndexStatus;
import io.unveil.ingest.store.ApkStore;
import io.unveil.ingest.stream.Priority;
import io.unveil.ingest.stream.Replay;
import io.unveil.ingest.stream.StageHealth;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** The real server on a free port, over ports that keep what they were given. */
final class ApiServer implements AutoCloseable {
  final ConcurrentLinkedQueue<String> answered = new ConcurrentLinkedQueue<>();
  final Shelf shelf = new Shelf();
  volatile List<StageHealth> parts = List.of(new StageHealth("broker", true, "answers"));
  final HttpApi api;
  final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  ApiServer(SampleIntake intake, HttpLimits limits) throws IOException {
    api =
        HttpApi.start(
            InetAddress.ofLiteral("127.0.0.1"),
            0,
            limits,
            "1.2.3",
            new HttpApi.Ports(
                "all",
                intake,
                shelf,
                new Operator(),
                () -> new Snapshot("/data/index/snapshots/x", 4, 1_000),
                new Status(),
                () -> "unveil_test 1\n",
                (endpoint, status, _) -> answered.add(endpoint + " " + status)));
  }

  /** Says what it was asked for. */
  private static final class Operator implements Upkeep {
    @Override
    public Replayed replay(Replay.From stage, List<String> samples) {
      return new Replayed(stage.word(), samples.size(), 0, 0, 0, 0, 0);
    }

    @Override
    public Purged purge(String sha256) {
      return new Purged(sha256, false, false, false, 0, false, 0);
    }
  }

  /** Stores as the real intake does, without a stream behind it. */
  static SampleIntake into(ApkStore store) {
    return (bytes, name, priority) -> {
      ApkStore.Put put = store.put(bytes, Long.MAX_VALUE);
      return new Receipt(put.apk().sha256(), put.apk().sizeInBytes(), put.added());
    };
  }

  URI uri(String path) {
    return api.uri().resolve(path);
  }

  HttpResponse<String> get(String path) throws Exception {
    return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  /** {@return everything that is answered to these bytes, until the server closes} */
  String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), api.port())) {
      socket.setSoTimeout(60_000);
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      try (InputStream in = socket.getInputStream()) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
    api.close();
  }

  private final class Status implements PipelineStatus {
    @Override
    public Sandbox sandbox() {
      return new Sandbox(List.of("process", "seccomp"), List.of("landlock: this kernel has none"));
    }

    @Override
    public List<StageHealth> parts() {
      return parts;
    }

    @Override
    public Map<String, OptionalLong> lag() {
      return new TreeMap<>(Map.of("unpack", OptionalLong.of(3), "judge", OptionalLong.empty()));
    }

    @Override
    public Optional<IndexStatus> index() {
      return Optional.of(new IndexStatus(4, 9, 8, 7, null));
    }

    @Override
    public Map<String, Long> counters() {
      return Map.of("samples_accepted", 7L);
    }
  }

  /** Samples by SHA-256; the only query it knows is a verdict. */
  static final class Shelf implements Samples {
    final Map<String, SampleView> views = new TreeMap<>();
    final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();

    /** What every search waits for. */
    volatile CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);

    @Override
    public SearchPage search(String query, @Nullable String sort, int limit, @Nullable String after)
        throws RefusedException {
      asked.add(query + "|" + sort + "|" + limit + "|" + after);
      refuseUnknown(query);
      gate.join();
      List<Hit> hits = views.values().stream().limit(limit).map(Shelf::hit).toList();
      return new SearchPage(views.size(), true, null, hits);
    }

    @Override
    public FacetCounts facets(String query, String field, int top) throws RefusedException {
      refuseUnknown(query);
      return new FacetCounts(
          field, views.size(), 0, List.of(new FacetCounts.Value("stalkerware", views.size())));
    }

    @Override
    public Optional<SampleView> sample(String sha256) {
      return Optional.ofNullable(views.get(sha256));
    }

    @Override
    public void close() {}

    private static void refuseUnknown(String query) throws RefusedException {
      int colon = query.indexOf(':');
      if (colon >= 0 && !query.startsWith("verdict:")) {
        throw new RefusedException("unknown field '" + query.substring(0, colon) + "'", 0);
      }
    }

    private static Hit hit(SampleView view) {
      return new Hit(
          view.sha256(),
          view.state(),
          null,
          null,
          null,
          null,
          null,
          null,
          List.of(),
          null,
          null,
          null,
          null);
    }

    void put(String sha256) {
      views.put(
          sha256,
          new SampleView(
              sha256,
              "pending",
              Instant.EPOCH,
              null,
              12L,
              Instant.EPOCH,
              Instant.EPOCH,
              List.of(new SampleView.Seen("http", "a\u202Eb.apk", Instant.EPOCH)),
              List.of(),
              null));
    }
  }

  /** Reads everything and stores nothing: for tests of what happens before. */
  static Receipt drained(InputStream bytes, String name, Priority priority) throws IOException {
    return new Receipt(
        "0".repeat(64), bytes.transferTo(OutputStream.nullOutputStream()), !name.isEmpty());
  }
}
