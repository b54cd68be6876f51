package io.unveil.ingest.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.internals.Exit;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;

/**
 * One Kafka broker with its own KRaft controller in this process, on loopback only: what {@code
 * serve} runs on without an external Kafka, and what tests run on. Acknowledged records survive
 * {@code kill -9} of this process; like any single broker it does not sync each record to disk, so
 * the store and not the broker is what survives the loss of power.
 *
 * <p>This is the one class below {@code deploy} that listens.
 */
public final class EmbeddedBroker implements AutoCloseable {
  private static final int PORT_ATTEMPTS = 5;

  private static final Set<EmbeddedBroker> LIVING = ConcurrentHashMap.newKeySet();

  private final KafkaRaftServer server;
  private final int port;
  private final CompletableFuture<String> failure = new CompletableFuture<>();

  private EmbeddedBroker(KafkaRaftServer server, int port) {
    this.server = server;
    this.port = port;
  }

  /** Starts a broker on a free port. See {@link #start(Path, int)}. */
  public static EmbeddedBroker start(Path folder) throws IOException {
    return start(folder, 0);
  }

  /**
   * Starts a broker, formats the folder on first use, and returns when it takes connections.
   *
   * @param folder for the broker alone; made when missing
   * @param port to listen on, or 0 for a free one
   * @throws IOException when the folder cannot be used or the port is taken
   */
  public static EmbeddedBroker start(Path folder, int port) throws IOException {
    return start(folder, port, null);
  }

  /**
   * The same for one of several nodes; returns when enough of them run.
   *
   * @param quorum this node and the others, or null for a broker alone
   * @throws IOException also when the others do not come within a minute
   */
  public static EmbeddedBroker start(Path folder, int port, @Nullable Quorum quorum)
      throws IOException {
    Files.createDirectories(folder);
    Exit.setExitProcedure(EmbeddedBroker::fatal);
    Exit.setHaltProcedure(EmbeddedBroker::fatal);
    for (int attempt = 1; ; attempt++) {
      int chosen = port == 0 ? freePort() : available(port);
      Quorum nodes = quorum == null ? Quorum.alone(freePort()) : quorum;
      format(folder, nodes, quorum == null ? Uuid.randomUuid().toString() : nodes.clusterId());
      Properties properties = BrokerProperties.of(nodes, folder, chosen);
      @Nullable KafkaRaftServer server = null;
      try {
        server = new KafkaRaftServer(KafkaConfig.fromProps(properties), Time.SYSTEM);
        EmbeddedBroker broker = new EmbeddedBroker(server, chosen);
        LIVING.add(broker);
        server.startup();
        return broker;
      } catch (RuntimeException e) {
        stop(server);
        // Someone may take a free port between our look and Kafka's.
        if (port != 0 || attempt == PORT_ATTEMPTS || !portTaken(e)) {
          throw new IOException(
              "the embedded broker in " + folder + " did not start: " + root(e), e);
        }
      }
    }
  }

  private static void stop(@Nullable KafkaRaftServer server) {
    if (server != null) {
      LIVING.removeIf(broker -> broker.server.equals(server));
      server.shutdown();
      server.awaitShutdown();
    }
  }

  /** {@return where clients connect, such as {@code 127.0.0.1:41234}} */
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /**
   * {@return completed with the reason when the broker gives up, such as for a failed or full disk;
   * the process should end then, and can be started again}
   */
  public CompletionStage<String> failure() {
    return failure.minimalCompletionStage();
  }

  /** Stops the broker and returns when its logs are closed. */
  @Override
  public void close() {
    stop(server);
  }

  /** Kafka would end the process here, with a status that means something else for our callers. */
  private static void fatal(int status, @Nullable String message) {
    String reason =
        "the embedded broker gave up (status %d%s); is its disk full or failing?"
            .formatted(status, message == null ? "" : ", " + message);
    LIVING.forEach(broker -> broker.failure.complete(reason));
    throw new IllegalStateException(reason);
  }

  private static void format(Path folder, Quorum quorum, String clusterId) throws IOException {
    if (Files.exists(BrokerProperties.logs(folder).resolve("meta.properties"))) {
      return;
    }
    try (PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      new Formatter()
          .setPrintStream(nowhere)
          .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
          .setNodeId(quorum.node())
          .setClusterId(clusterId)
          .setControllerListenerName(BrokerProperties.CONTROLLER)
          .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
          .setDirectories(List.of(BrokerProperties.logs(folder).toString()))
          .setMetadataLogDirectory(BrokerProperties.logs(folder).toString())
          .setIgnoreFormatted(true)
          .run();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("cannot format " + folder + " for the broker: " + root(e), e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static int available(int port) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return port;
    } catch (BindException e) {
      String why = String.valueOf(e.getMessage());
      throw new IOException(
          "port "
              + port
              + " for the broker "
              + (why.contains("in use") ? "is taken" : "cannot be had (" + why + ")")
              + "; choose another, or 0 for a free one",
          e);
    }
  }

  private static boolean portTaken(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof BindException) {
        return true;
      }
    }
    return false;
  }

  private static String root(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getClass().getSimpleName() + ": " + root.getMessage();
  }
}
