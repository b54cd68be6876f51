package io.unveil.deploy.security;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;

/** A broker with the settings of the page, on loopback, with certificates and users made for it. */
final class SecuredBroker implements AutoCloseable {
  /** The administrator's user. */
  static final String ADMIN = "admin";

  private static final String SECRET = "only-in-tests";

  private final Path folder;
  private final int port;
  private final KafkaRaftServer server;

  /** Starts it, with these users beside its own. */
  SecuredBroker(Path folder, List<String> users) throws Exception {
    this.folder = folder;
    this.port = freePort();
    certificates();
    Properties properties = properties(freePort());
    List<String> all = new ArrayList<>(List.of("kafka", ADMIN));
    all.addAll(users);
    format(all);
    this.server = new KafkaRaftServer(KafkaConfig.fromProps(properties), Time.SYSTEM);
    server.startup();
  }

  String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /** Writes the file of the page for a user. {@return the file} */
  Path client(String user, String password) throws IOException {
    String text =
        SecurityPage.client()
            .replace("unveil-unpack", user)
            .replace("USER_PASSWORD", password)
            .replace("STORE_PASSWORD", SECRET)
            .replace("/etc/unveil", folder.toString());
    return Files.writeString(folder.resolve(user + "-" + password + ".properties"), text);
  }

  /** The same with the right password. */
  Path client(String user) throws IOException {
    return client(user, SECRET);
  }

  private Properties properties(int controllerPort) throws IOException {
    String text =
        SecurityPage.broker()
            .replace("kafka1.example.org:9092", bootstrapServers())
            .replace("kafka1.example.org:9093", "127.0.0.1:" + controllerPort)
            .replace("KAFKA_PASSWORD", SECRET)
            .replace("STORE_PASSWORD", SECRET)
            .replace("/etc/kafka", folder.toString());
    Properties properties = new Properties();
    properties.load(new StringReader(text));
    properties.setProperty("process.roles", "broker,controller");
    properties.setProperty("node.id", "1");
    properties.setProperty("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    properties.setProperty("log.dirs", logs());
    for (String single :
        List.of(
            "offsets.topic.replication.factor",
            "share.coordinator.state.topic.replication.factor",
            "share.coordinator.state.topic.min.isr",
            "transaction.state.log.replication.factor",
            "transaction.state.log.min.isr")) {
      properties.setProperty(single, "1");
    }
    properties.setProperty("offsets.topic.num.partitions", "2");
    properties.setProperty("share.coordinator.state.topic.num.partitions", "2");
    properties.setProperty("group.initial.rebalance.delay.ms", "0");
    properties.setProperty("log.cleaner.dedupe.buffer.size", String.valueOf(16 << 20));
    return properties;
  }

  private String logs() {
    return folder.resolve("logs").toString();
  }

  private void format(List<String> users) throws Exception {
    try (PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      new Formatter()
          .setPrintStream(nowhere)
          .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
          .setNodeId(1)
          .setClusterId(Uuid.randomUuid().toString())
          .setControllerListenerName("CONTROLLER")
          .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
          .setDirectories(List.of(logs()))
          .setMetadataLogDirectory(logs())
          .setScramArguments(
              users.stream()
                  .map(user -> "SCRAM-SHA-512=[name=" + user + ",password=" + SECRET + "]")
                  .toList())
          .run();
    }
  }

  private void certificates() throws Exception {
    keytool(
        "-genkeypair",
        "-alias",
        "kafka1",
        "-keyalg",
        "EC",
        "-dname",
        "CN=kafka1.example.org",
        "-ext",
        "san=dns:localhost,ip:127.0.0.1",
        "-keystore",
        folder.resolve("kafka1.p12").toString());
    String certificate = folder.resolve("kafka1.pem").toString();
    keytool(
        "-exportcert",
        "-rfc",
        "-alias",
        "kafka1",
        "-file",
        certificate,
        "-keystore",
        folder.resolve("kafka1.p12").toString());
    keytool(
        "-importcert",
        "-noprompt",
        "-alias",
        "kafka1",
        "-file",
        certificate,
        "-keystore",
        folder.resolve("trust.p12").toString());
  }

  private static void keytool(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin/keytool").toString()));
    command.addAll(Arrays.asList(arguments));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", SECRET));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (process.waitFor() != 0) {
      throw new IllegalStateException("keytool failed: " + command);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }
}
