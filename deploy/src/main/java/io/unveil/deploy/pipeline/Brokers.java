package io.unveil.deploy.pipeline;

import io.unveil.deploy.cli.StartException;
import io.unveil.deploy.config.Loopback;
import io.unveil.deploy.config.Role;
import io.unveil.deploy.config.Settings;
import io.unveil.ingest.broker.EmbeddedBroker;
import io.unveil.ingest.broker.Quorum;
import io.unveil.ingest.stream.Access.Client;
import io.unveil.ingest.stream.KafkaSettings;
import io.unveil.ingest.stream.StageHealth;
import io.unveil.ingest.stream.Topics;
import io.unveil.ingest.stream.TopicsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SecurityDisabledException;

/** The embedded broker or one elsewhere, with the topics made. */
final class Brokers {
  private static final int ANSWER_SECONDS = 20;
  private static final int BROKERS_SECONDS = 60;
  private static final short BROKERS_DEFAULT = -1;

  private Brokers() {}

  /**
   * A broker that answers.
   *
   * @param kafka how clients reach it
   * @param warnings settings that it refused, with their consequences
   */
  record Ready(KafkaSettings kafka, List<String> warnings) {
    /** {@return the broker as a part; what it refused makes the stream slower, not wrong} */
    StageHealth health() {
      String refused = warnings.isEmpty() ? "" : "; " + String.join("; ", warnings);
      return new StageHealth("broker", true, "at " + kafka.bootstrapServers() + refused);
    }
  }

  /**
   * Starts or finds the broker and makes the topics.
   *
   * @param folder of the embedded broker
   * @param shutdown given the embedded broker
   * @param broken completed when the embedded broker gives up later
   */
  static Ready open(Settings all, Path folder, Shutdown shutdown, CompletableFuture<String> broken)
      throws StartException, InterruptedException {
    Settings.Kafka settings = all.kafka();
    KafkaSettings kafka =
        settings.embedded() ? embedded(settings, folder, shutdown, broken) : remote(settings);
    if (all.roles().equals(EnumSet.of(Role.BROKER))) {
      // The others make the topics, once all brokers are there.
      return new Ready(kafka, List.of());
    }
    List<String> warnings =
        asking(settings, kafka, admin -> ensure(admin, settings, clients(all.roles())).warnings());
    return new Ready(kafka, warnings);
  }

  /** {@return how to reach brokers elsewhere} */
  static KafkaSettings remote(Settings.Kafka settings) {
    return new KafkaSettings(settings.bootstrap(), settings.client());
  }

  /** A question to a cluster. */
  @FunctionalInterface
  interface Question<T> {
    T ask(Admin admin)
        throws TopicsException, ExecutionException, TimeoutException, InterruptedException;
  }

  /**
   * {@return the answer of the brokers}
   *
   * @throws StartException when they do not answer or refuse, or are not to be talked to
   */
  static <T> T asking(Settings.Kafka settings, KafkaSettings kafka, Question<T> question)
      throws StartException, InterruptedException {
    try (Admin admin = Admin.create(patient(kafka.admin("unveil-setup")))) {
      insistOnLoopback(
          settings, admin.describeCluster().nodes().get(ANSWER_SECONDS, TimeUnit.SECONDS));
      return question.ask(admin);
    } catch (TopicsException e) {
      throw StartException.other(String.valueOf(e.getMessage()));
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw refused(kafka.bootstrapServers(), e);
    }
  }

  /** A broker that answers with a refusal is there, and the address is right. */
  private static StartException refused(String servers, Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof AuthenticationException
          || cause instanceof AuthorizationException
          || cause instanceof SecurityDisabledException) {
        return StartException.other(
            "the broker at %s refuses this client (%s); check protocol, mechanism, user and password in kafka.client-config, and the rights of the principal"
                .formatted(servers, reason(e)));
      }
    }
    return StartException.brokerUnreachable(servers, reason(e));
  }

  /** {@return the parts of the stream that roles stand for} */
  static Set<Client> clients(Set<Role> roles) {
    Set<Client> clients = EnumSet.noneOf(Client.class);
    for (Client client : Client.values()) {
      if (roles.stream().anyMatch(role -> role.word().equals(client.word()))) {
        clients.add(client);
      }
    }
    return clients;
  }

  /** Brokers of one cluster come up one after the other: there may be too few for the copies. */
  static Topics.Ensured ensure(Admin admin, Settings.Kafka settings, Set<Client> clients)
      throws TopicsException, InterruptedException {
    short copies =
        settings.topicReplication() == 0 ? BROKERS_DEFAULT : (short) settings.topicReplication();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(BROKERS_SECONDS);
    while (true) {
      try {
        return Topics.ensure(admin, settings.topicPartitions(), copies, clients);
      } catch (TopicsException e) {
        if (!e.tooFewBrokers() || System.nanoTime() - end >= 0) {
          throw e;
        }
        Thread.sleep(1_000);
      }
    }
  }

  /** A broker on this machine may send its clients to others. */
  private static void insistOnLoopback(Settings.Kafka settings, Collection<Node> nodes)
      throws StartException {
    for (Node node : nodes) {
      String address = node.host() + ":" + node.port();
      if (!settings.encrypted() && !Loopback.all(address)) {
        throw StartException.badConfiguration(
            "the brokers at %s send clients to %s without encryption; set security.protocol to SSL or SASL_SSL, or the brokers' advertised.listeners to a loopback address"
                .formatted(settings.bootstrap(), address));
      }
    }
  }

  private static KafkaSettings embedded(
      Settings.Kafka settings, Path folder, Shutdown shutdown, CompletableFuture<String> broken)
      throws StartException {
    try {
      EmbeddedBroker broker =
          shutdown.add(
              EmbeddedBroker.start(
                  folder,
                  settings.port(),
                  settings.quorum().isEmpty()
                      ? null
                      : new Quorum(settings.node(), settings.quorum())));
      broker.failure().thenAccept(broken::complete);
      return new KafkaSettings(broker.bootstrapServers(), settings.client());
    } catch (IOException e) {
      throw StartException.broker(folder, e);
    }
  }

  private static Map<String, Object> patient(Map<String, Object> admin) {
    Map<String, Object> patient = new HashMap<>(admin);
    patient.putIfAbsent("request.timeout.ms", ANSWER_SECONDS * 1_000);
    patient.putIfAbsent("default.api.timeout.ms", ANSWER_SECONDS * 1_000);
    return patient;
  }

  private static String reason(Exception e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null
        ? "no answer within " + ANSWER_SECONDS + " s"
        : cause.getMessage();
  }
}
