package io.unveil.deploy.http;

import static io.javalin.http.HandlerType.findOrCreate;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.unveil.deploy.client.Samples;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The HTTP interface on one loopback address, from {@link #start} to {@link #close}. */
public final class HttpApi implements AutoCloseable {
  private static final Logger LOG = System.getLogger(HttpApi.class.getName());
  private static final String ENDPOINT = "unveil.endpoint";
  private static final int RETRY_SECONDS = 5;

  private final @Nullable Uploads uploads;
  private final @Nullable Questions questions;
  private final @Nullable Operations operations;
  private final Health health;
  private final Ports ports;
  private final InetAddress address;
  private final Javalin javalin;
  private volatile @Nullable Gate gate;

  /**
   * What it stands on.
   *
   * @param roles what this process does, for those who ask it for something else
   * @param intake takes samples, or null when this process takes none
   * @param samples answers questions about them, or null when this process has no index
   * @param upkeep what an operator may ask for, or null when this process takes no samples
   * @param snapshots copies the index, or null when this process has none
   * @param status how the pipeline is doing
   * @param metrics makes the text of {@code /metrics}
   * @param events is told about every answer
   */
  public record Ports(
      String roles,
      @Nullable SampleIntake intake,
      @Nullable Samples samples,
      @Nullable Upkeep upkeep,
      @Nullable Snapshots snapshots,
      PipelineStatus status,
      Supplier<String> metrics,
      HttpEvents events) {}

  private HttpApi(InetAddress address, int port, HttpLimits limits, String version, Ports ports) {
    if (!address.isLoopbackAddress()) {
      throw new IllegalArgumentException(
          "only a loopback address: another one needs TLS and a token, not available yet");
    }
    this.address = address;
    this.ports = ports;
    this.uploads = ports.intake() == null ? null : new Uploads(ports.intake(), limits);
    this.questions = ports.samples() == null ? null : new Questions(ports.samples(), limits);
    this.operations = ports.upkeep() == null ? null : new Operations(ports.upkeep());
    this.health = new Health(ports.status(), version);
    this.javalin = Javalin.create(config -> configure(config, port, limits));
  }

  /**
   * Starts listening.
   *
   * @param address a loopback address
   * @param port 0 for a free one
   * @param version of this build, for {@code /api/v1/status}
   * @throws IOException when the port cannot be had
   */
  public static HttpApi start(
      InetAddress address, int port, HttpLimits limits, String version, Ports ports)
      throws IOException {
    HttpApi api = new HttpApi(address, port, limits, version, ports);
    try {
      api.javalin.start();
    } catch (RuntimeException e) {
      api.close();
      throw new IOException(
          "cannot listen on %s port %d; is it taken? set http.port to another, or to 0 for a free one"
              .formatted(address.getHostAddress(), port),
          e);
    }
    // Until here every request is refused.
    api.gate = new Gate(address, api.port());
    return api;
  }

  /** {@return the port it listens on} */
  public int port() {
    return javalin.port();
  }

  /** {@return where it listens, such as {@code http://127.0.0.1:8470}} */
  public URI uri() {
    String literal = address.getHostAddress();
    return URI.create(
        "http://" + (literal.contains(":") ? "[" + literal + "]" : literal) + ":" + port());
  }

  /** Lets requests end for some seconds, then stops listening. Idempotent. */
  @Override
  public void close() {
    javalin.stop();
  }

  private void configure(JavalinConfig config, int port, HttpLimits limits) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.compressionStrategy = CompressionStrategy.NONE;
    config.http.prefer405over404 = true;
    config.router.ignoreTrailingSlashes = false;
    JettyLimits.apply(config.jetty, address, port, limits);
    RoutesConfig routes = config.routes;
    routes.before(this::enter);
    for (Endpoint endpoint : Endpoint.values()) {
      Handler handler = handler(endpoint);
      Handler counted =
          context -> {
            context.attribute(ENDPOINT, endpoint);
            handler.handle(context);
          };
      routes.addHttpHandler(findOrCreate(endpoint.method()), endpoint.path(), counted);
      if (endpoint.method().equals("GET")) {
        // Else every path, also that of an absent sample or a part that is not ready, is 200.
        routes.addHttpHandler(HandlerType.HEAD, endpoint.path(), counted);
      }
    }
    errors(routes);
    config.router.javaLangErrorHandler((response, error) -> {
      LOG.log(Level.ERROR, "a request failed", error);
      response.setStatus(500);
    });
    config.requestLogger.http((context, millis) ->
        ports
            .events()
            .answered(
                context.attribute(ENDPOINT),
                context.statusCode(),
                Duration.ofNanos((long) (millis * 1e6))));
  }

  private Handler handler(Endpoint endpoint) {
    return switch (endpoint) {
      case SUBMIT -> uploads == null ? absent("ingest") : uploads::submit;
      case SAMPLE -> questions == null ? absent("index") : questions::sample;
      case PURGE -> operations == null ? absent("ingest") : operations::purge;
      case REPLAY -> operations == null ? absent("ingest") : operations::replay;
      case SEARCH -> questions == null ? absent("index") : questions::search;
      case FACETS -> questions == null ? absent("index") : questions::facets;
      case SNAPSHOT -> ports.snapshots() == null ? absent("index") : this::snapshot;
      case STATUS -> health::status;
      case LIVE -> health::live;
      case READY -> health::ready;
      case METRICS -> this::metrics;
    };
  }

  private Handler absent(String role) {
    return context -> {
      context.header("Connection", "close");
      throw ApiException.of(
          501,
          "this process has the roles %s; ask one with the role %s".formatted(ports.roles(), role));
    };
  }

  private void snapshot(Context context) {
    Parameters.of(context, Set.of());
    try {
      Json.answer(context, 200, Objects.requireNonNull(ports.snapshots()).take());
    } catch (IOException e) {
      throw ApiException.later(503, String.valueOf(e.getMessage()), RETRY_SECONDS);
    }
  }

  private void metrics(Context context) {
    context.contentType("text/plain; version=0.0.4; charset=utf-8").result(ports.metrics().get());
  }

  private void enter(Context context) {
    Gate.headers(context::header);
    Gate open = gate;
    if (open == null) {
      throw ApiException.later(503, "the server starts", 1);
    }
    open.check(context);
  }

  private static void errors(JavalinDefaultRoutingApi routes) {
    routes.exception(
        ApiException.class,
        (e, context) -> {
          if (e.retryAfterSeconds() > 0) {
            context.header("Retry-After", String.valueOf(e.retryAfterSeconds()));
          }
          Json.error(context, e.status(), String.valueOf(e.getMessage()), e.position());
        });
    routes.exception(HttpResponseException.class, (e, context) -> routing(e.getStatus(), context));
    routes.exception(
        Exception.class,
        (e, context) -> {
          LOG.log(Level.ERROR, "a request failed", e);
          context.header("Connection", "close");
          Json.error(context, 500, "internal error; the server's log has it", null);
        });
  }

  /** What the router itself says. */
  private static void routing(int status, Context context) {
    if (status == 405) {
      String allowed =
          Arrays.stream(Endpoint.values())
              .filter(
                  endpoint -> endpoint.path().equals(context.path()) || sample(endpoint, context))
              .map(Endpoint::method)
              .collect(Collectors.joining(", "));
      context.header("Allow", allowed);
      Json.error(context, status, "this path takes " + allowed, null);
    } else if (status == 404) {
      Json.error(context, status, "no such path; docs/http.md lists all", null);
    } else {
      Json.error(context, status, "the request cannot be served", null);
    }
  }

  private static boolean sample(Endpoint endpoint, Context context) {
    return (endpoint == Endpoint.SAMPLE || endpoint == Endpoint.PURGE)
        && context.path().startsWith(Endpoint.SUBMIT.path() + "/");
  }
}
