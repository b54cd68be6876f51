package io.unveil.ingest.broker;

import java.nio.file.Path;
import java.util.Properties;

/**
 * Settings of the embedded broker: everything small, because it serves one machine, and quick to
 * notice a dead worker (with Kafka's defaults a killed worker stalls its partition for 46 s).
 */
final class BrokerProperties {
  static final String CONTROLLER = "CONTROLLER";
  private static final int MIB = 1 << 20;

  private BrokerProperties() {}

  static Path logs(Path folder) {
    return folder.resolve("logs");
  }

  static Properties of(Quorum quorum, Path folder, int port) {
    Properties p = new Properties();
    put(p, "process.roles", "broker,controller");
    put(p, "node.id", quorum.node());
    put(p, "controller.quorum.voters", quorum.voters());
    put(p, "controller.listener.names", CONTROLLER);
    put(
        p,
        "listeners",
        "PLAINTEXT://127.0.0.1:"
            + port
            + ","
            + CONTROLLER
            + "://127.0.0.1:"
            + quorum.controllerPort());
    put(p, "advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
    put(p, "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT," + CONTROLLER + ":PLAINTEXT");
    put(p, "log.dirs", logs(folder));
    put(p, "auto.create.topics.enable", false);
    if (quorum.copies() > 1) {
      // Kafka takes 9 s to notice a dead broker; a submitter waits for that.
      put(p, "broker.session.timeout.ms", 5_000);
      put(p, "broker.heartbeat.interval.ms", 1_000);
    }
    put(p, "num.network.threads", 2);
    put(p, "num.io.threads", 4);
    put(p, "background.threads", 2);
    put(p, "num.recovery.threads.per.data.dir", 2);
    internalTopics(p, quorum);
    sizes(p);
    groups(p);
    return p;
  }

  private static void internalTopics(Properties p, Quorum quorum) {
    put(p, "default.replication.factor", quorum.copies());
    put(p, "min.insync.replicas", quorum.inSync());
    put(p, "offsets.topic.num.partitions", 4);
    put(p, "offsets.topic.replication.factor", quorum.copies());
    // Ten years: with Kafka's week, everything is judged again after a holiday.
    put(p, "offsets.retention.minutes", 5_256_000);
    put(p, "share.coordinator.state.topic.num.partitions", 4);
    put(p, "share.coordinator.state.topic.replication.factor", quorum.copies());
    put(p, "share.coordinator.state.topic.min.isr", quorum.inSync());
    put(p, "transaction.state.log.num.partitions", 1);
    put(p, "transaction.state.log.replication.factor", quorum.copies());
    put(p, "transaction.state.log.min.isr", quorum.inSync());
  }

  private static void sizes(Properties p) {
    put(p, "message.max.bytes", 16 * MIB);
    put(p, "replica.fetch.max.bytes", 16 * MIB);
    put(p, "log.segment.bytes", 256 * MIB);
    put(p, "log.index.size.max.bytes", 2 * MIB);
    // Kafka's default takes 128 MiB of heap; this holds half a million keys of one compaction.
    put(p, "log.cleaner.dedupe.buffer.size", 16 * MIB);
  }

  private static void groups(Properties p) {
    put(p, "group.initial.rebalance.delay.ms", 0);
    put(p, "group.consumer.min.session.timeout.ms", 6_000);
    put(p, "group.consumer.session.timeout.ms", 6_000);
    put(p, "group.consumer.min.heartbeat.interval.ms", 1_000);
    put(p, "group.consumer.heartbeat.interval.ms", 1_000);
    put(p, "group.share.min.session.timeout.ms", 3_000);
    put(p, "group.share.session.timeout.ms", 6_000);
    put(p, "group.share.min.heartbeat.interval.ms", 500);
    put(p, "group.share.heartbeat.interval.ms", 1_000);
    put(p, "group.share.min.record.lock.duration.ms", 1_000);
    put(p, "group.share.record.lock.duration.ms", 15_000);
    put(p, "group.share.delivery.count.limit", 10);
  }

  private static void put(Properties p, String key, Object value) {
    p.setProperty(key, String.valueOf(value));
  }
}
