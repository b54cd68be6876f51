package io.unveil.ingest.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;

/**
 * Settings of the work stages' share groups. Each is set alone, so that a broker which refuses one
 * still takes the others. The session settings bound how long a killed process blocks its
 * partitions; an external cluster's own bounds (45 s by default) may refuse them.
 */
final class ShareGroups {
  /** After so many deliveries without an answer the broker parks a record as a dead letter. */
  static final int DELIVERY_LIMIT = 10;

  /** How long a record stays with a lane that says nothing. */
  static final Duration LOCK = Duration.ofSeconds(15);

  private static final String SLOW_TAKE_OVER =
      "a killed process blocks its partitions longer, up to a minute";

  private record Setting(String name, String value, String consequence) {}

  private static final List<Setting> SETTINGS =
      List.of(
          new Setting(
              "share.auto.offset.reset", "earliest", "work sent before the first start is skipped"),
          new Setting(
              "share.record.lock.duration.ms", String.valueOf(LOCK.toMillis()), SLOW_TAKE_OVER),
          new Setting("share.heartbeat.interval.ms", "1000", SLOW_TAKE_OVER),
          new Setting("share.session.timeout.ms", "6000", SLOW_TAKE_OVER),
          new Setting(
              "share.delivery.count.limit",
              String.valueOf(DELIVERY_LIMIT),
              "records are parked after fewer deliveries"),
          new Setting(
              "share.renew.acknowledge.enable", "true", "long work is delivered more than once"),
          new Setting(
              "errors.deadletterqueue.copy.record.enable",
              "true",
              "a dead letter does not name its sample"));

  private ShareGroups() {}

  static boolean isDeadLetterTopic(Topic topic) {
    return Arrays.stream(WorkGroup.values()).anyMatch(group -> group.deadLetters() == topic);
  }

  /** {@return every setting of a group, by its name} */
  static Map<String, String> settings(WorkGroup group) {
    Map<String, String> settings = new LinkedHashMap<>();
    for (Setting setting : all(group)) {
      settings.put(setting.name, setting.value);
    }
    return settings;
  }

  /** Sets what is not so already; a client that may only look needs no right to change it. */
  static void configure(Admin admin, List<WorkGroup> groups, List<String> warnings)
      throws InterruptedException {
    for (WorkGroup group : groups) {
      ConfigResource resource = new ConfigResource(ConfigResource.Type.GROUP, group.groupId());
      Config found = found(admin, resource);
      for (Setting setting : all(group)) {
        ConfigEntry entry = found.get(setting.name);
        if (entry != null && setting.value.equals(entry.value())) {
          continue;
        }
        set(admin, resource, setting.name, setting.value, setting.consequence, warnings);
      }
    }
  }

  static void differences(Admin admin, List<String> lines) throws InterruptedException {
    for (WorkGroup group : WorkGroup.values()) {
      Config found = found(admin, new ConfigResource(ConfigResource.Type.GROUP, group.groupId()));
      for (Setting setting : all(group)) {
        ConfigEntry entry = found.get(setting.name);
        String value = entry == null ? "unknown" : String.valueOf(entry.value());
        if (!value.equals(setting.value)) {
          lines.add(
              "group %s: %s is %s, should be %s; %s"
                  .formatted(
                      group.groupId(), setting.name, value, setting.value, setting.consequence));
        }
      }
    }
  }

  private static Config found(Admin admin, ConfigResource group) throws InterruptedException {
    try {
      return admin
          .describeConfigs(List.of(group))
          .all()
          .get()
          .getOrDefault(group, new Config(List.of()));
    } catch (ExecutionException e) {
      return new Config(List.of());
    }
  }

  private static List<Setting> all(WorkGroup group) {
    List<Setting> all = new ArrayList<>(SETTINGS);
    all.add(
        new Setting(
            "errors.deadletterqueue.topic.name",
            group.deadLetters().topicName(),
            "a record that kills processes disappears without a result"));
    return all;
  }

  static void set(
      Admin admin,
      ConfigResource resource,
      String name,
      String value,
      String consequence,
      List<String> warnings)
      throws InterruptedException {
    AlterConfigOp set = new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
    try {
      admin.incrementalAlterConfigs(Map.of(resource, List.of(set))).all().get();
    } catch (ExecutionException e) {
      warnings.add(
          "the broker refused %s=%s for %s: %s; %s"
              .formatted(name, value, resource.name(), Topics.reason(e), consequence));
    }
  }
}
