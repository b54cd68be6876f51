package io.unveil.deploy.pipeline;

import io.unveil.deploy.cli.StartException;
import io.unveil.deploy.config.Settings;
import io.unveil.ingest.broker.EmbeddedBroker;
import io.unveil.ingest.stream.KafkaSettings;
import io.unveil.ingest.stream.Topics;
import io.unveil.ingest.stream.TopicsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/** The embedded broker or one elsewhere, with the topics made. */
final class Brokers {
  private static final int ANSWER_SECONDS = 20;
  private static final short BROKERS_DEFAULT = -1;

  private Brokers() {}

  /**
   * A broker that answers.
   *
   * @param kafka how clients reach it
   * @param warnings settings that it refused, with their consequences
   */
  record Ready(KafkaSettings kafka, List<String> warnings) {}

  /**
   * Starts or finds the broker and makes the topics.
   *
   * @param folder of the embedded broker
   * @param shutdown given the embedded broker
   * @param broken completed when the embedded broker gives up later
   */
  static Ready open(
      Settings.Kafka settings, Path folder, Shutdown shutdown, CompletableFuture<String> broken)
      throws StartException, InterruptedException {
    KafkaSettings kafka =
        settings.embedded()
            ? embedded(settings, folder, shutdown, broken)
            : new KafkaSettings(settings.bootstrap(), settings.client());
    short copies =
        settings.topicReplication() == 0 ? BROKERS_DEFAULT : (short) settings.topicReplication();
    try (Admin admin = Admin.create(patient(kafka.admin("unveil-setup")))) {
      admin.describeCluster().nodes().get(ANSWER_SECONDS, TimeUnit.SECONDS);
      return new Ready(kafka, Topics.ensure(admin, settings.topicPartitions(), copies).warnings());
    } catch (TopicsException e) {
      throw StartException.other(String.valueOf(e.getMessage()));
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw StartException.brokerUnreachable(kafka.bootstrapServers(), reason(e));
    }
  }

  private static KafkaSettings embedded(
      Settings.Kafka settings, Path folder, Shutdown shutdown, CompletableFuture<String> broken)
      throws StartException {
    try {
      EmbeddedBroker broker = shutdown.add(EmbeddedBroker.start(folder, settings.port()));
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
