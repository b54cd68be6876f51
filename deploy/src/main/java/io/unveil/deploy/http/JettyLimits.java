package io.unveil.deploy.http;

import io.javalin.config.JettyConfig;
import java.net.InetAddress;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** One listening socket, and bounds for everything a client can make grow. */
final class JettyLimits {
  /** Beside those that uploads occupy. */
  private static final int THREADS = 24;

  private static final int MIN_THREADS = 4;

  /** Uploads are megabytes; Jetty's 8 KiB would be a call to the system for each of them. */
  private static final int INPUT_BUFFER = 64 << 10;

  private static final int IDLE_THREAD_MS = 60_000;
  private static final long STOP_MS = 5_000;

  private JettyLimits() {}

  static void apply(JettyConfig jetty, InetAddress address, int port, HttpLimits limits) {
    // Its queue is bounded by the connections: each has at most one request and a task or two.
    QueuedThreadPool threads =
        new QueuedThreadPool(limits.maxConcurrentUploads() + THREADS, MIN_THREADS, IDLE_THREAD_MS);
    threads.setName("unveil-http");
    jetty.threadPool = threads;
    jetty.modifyServer(server -> {
      server.setErrorHandler(new JsonErrors());
      server.setStopTimeout(STOP_MS);
      server.addBean(new NetworkConnectionLimit(limits.maxConnections(), server));
    });
    jetty.modifyServletContextHandler(context -> context.setErrorHandler(new JsonErrors()));
    jetty.modifyHttpConfiguration(http -> {
      http.setSendServerVersion(false);
      http.setRequestHeaderSize(limits.maxHeaderBytes());
      http.setIdleTimeout(limits.idle().toMillis());
    });
    jetty.addConnector((server, http) -> connector(server, http, address, port, limits));
  }

  private static ServerConnector connector(
      Server server, HttpConfiguration http, InetAddress address, int port, HttpLimits limits) {
    // One acceptor, one selector: a loopback interface for some tools, not a web site.
    HttpConnectionFactory connections = new HttpConnectionFactory(http);
    connections.setInputBufferSize(INPUT_BUFFER);
    ServerConnector connector = new ServerConnector(server, 1, 1, connections);
    connector.setHost(address.getHostAddress());
    connector.setPort(port);
    connector.setIdleTimeout(limits.idle().toMillis());
    return connector;
  }
}
