package io.unveil.deploy.pipeline;

import io.unveil.ingest.stream.Backlog;
import io.unveil.ingest.stream.KafkaSettings;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;

/** Asks every few seconds how many records wait, so that nobody who looks has to wait for Kafka. */
final class LagWatch implements AutoCloseable {
  private static final Logger LOG = System.getLogger(LagWatch.class.getName());
  private static final int SECONDS = 5;
  private static final List<String> STAGES = List.of("unpack", "analyze", "dead-letters", "judge");

  private final Admin admin;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("unveil-lag").daemon(true).factory());
  private volatile Map<String, OptionalLong> lag = unknown();

  LagWatch(KafkaSettings kafka) {
    admin = Admin.create(kafka.admin("unveil-lag"));
    Backlog backlog = new Backlog(admin);
    var _ = thread.scheduleWithFixedDelay(() -> look(backlog), 0, SECONDS, TimeUnit.SECONDS);
  }

  /** {@return records that wait by stage, at most some seconds old; empty where not known} */
  Map<String, OptionalLong> lag() {
    return lag;
  }

  private void look(Backlog backlog) {
    try {
      Map<String, OptionalLong> now = new LinkedHashMap<>();
      backlog.byStage().forEach((stage, records) -> now.put(stage, OptionalLong.of(records)));
      lag = now;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException | TimeoutException | RuntimeException e) {
      lag = unknown();
      LOG.log(Level.DEBUG, "the broker does not say how many records wait", e);
    }
  }

  private static Map<String, OptionalLong> unknown() {
    Map<String, OptionalLong> unknown = new LinkedHashMap<>();
    STAGES.forEach(stage -> unknown.put(stage, OptionalLong.empty()));
    return unknown;
  }

  @Override
  public void close() {
    thread.shutdownNow();
    admin.close(java.time.Duration.ofSeconds(2));
  }
}
