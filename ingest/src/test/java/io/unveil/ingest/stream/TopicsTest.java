package io.unveil.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.unveil.ingest.broker.EmbeddedBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicsTest {
  @TempDir private Path folder;

  /** One broker, because starting one costs more than everything here. */
  @Test
  void ensure_refusesWrongTopics_thenMakesWhatIsMissing_thenChangesNothing() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder);
        Admin admin = Admin.create(KafkaSettings.of(broker.bootstrapServers()).admin("test"))) {
      create(admin, Topic.RESULTS, 2, Map.of("cleanup.policy", "delete"));
      assertThatThrownBy(() -> Topics.ensure(admin, 2, (short) 1))
          .isInstanceOf(TopicsException.class)
          .hasMessage(
              "topic apk.results has cleanup.policy=delete, which would lose records; set it to"
                  + " compact");
      set(admin, Topic.RESULTS, "cleanup.policy", "compact");
      set(admin, Topic.DEAD_UNPACKED, "errors.deadletterqueue.group.enable", "false");
      set(admin, Topic.FACTS, "max.message.bytes", "1000");
      set(admin, Topic.DEAD_UNPACKED, "retention.ms", "1000000");
      set(admin, Topic.SUBMISSIONS, "retention.bytes", "1000000");
      set(admin, Topic.UNPACKED, "retention.ms", "-1");
      set(admin, Topic.RESULTS, "delete.retention.ms", "86400000");
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> value(admin, Topic.FACTS, "max.message.bytes").equals("1000"));

      Topics.Ensured ensured = Topics.ensure(admin, 2, (short) 1);
      assertThat(ensured.warnings()).isEmpty();
      assertThat(ensured.partitions())
          .hasSize(Topic.values().length)
          .containsEntry(Topic.FACTS, 2)
          .containsEntry(Topic.UNPACKED, 1);
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> {
            assertThat(value(admin, Topic.FACTS, "max.message.bytes")).isEqualTo("16777216");
            assertThat(value(admin, Topic.ORIGINS, "cleanup.policy")).isEqualTo("compact");
            assertThat(value(admin, Topic.SUBMISSIONS, "retention.ms")).isEqualTo("604800000");
            assertThat(value(admin, Topic.DEAD_UNPACKED, "retention.ms")).isEqualTo("-1");
            assertThat(value(admin, Topic.SUBMISSIONS, "retention.bytes")).isEqualTo("-1");
            assertThat(value(admin, Topic.UNPACKED, "retention.ms")).isEqualTo("-1");
            assertThat(value(admin, Topic.RESULTS, "delete.retention.ms")).isEqualTo("31536000000");
            assertThat(value(admin, Topic.ORIGINS, "delete.retention.ms")).isEqualTo("31536000000");
            assertThat(value(admin, Topic.DEAD_UNPACKED, "errors.deadletterqueue.group.enable"))
                .isEqualTo("true");
            assertThat(group(admin, WorkGroup.UNPACK, "share.auto.offset.reset"))
                .isEqualTo("earliest");
            assertThat(group(admin, WorkGroup.ANALYZE, "share.delivery.count.limit"))
                .isEqualTo("10");
            assertThat(group(admin, WorkGroup.ANALYZE, "errors.deadletterqueue.topic.name"))
                .isEqualTo("dlq.apk.unpacked");
          });
      assertThat(Topics.ensure(admin, 2, (short) 1)).isEqualTo(ensured);
      assertThatThrownBy(() -> Topics.ensure(admin, 3, (short) 1))
          .isInstanceOf(TopicsException.class)
          .hasMessageMatching(
              "topic \\S+ has 2 partitions, 3 are needed; add some with kafka-topics --alter");
    }
  }

  @Test
  void settingThatTheBrokerRefuses_isAWarningWithItsConsequence() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder);
        Admin admin = Admin.create(KafkaSettings.of(broker.bootstrapServers()).admin("test"))) {
      List<String> warnings = new java.util.ArrayList<>();
      ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, "unveil-unpack");
      ShareGroups.set(admin, group, "share.session.timeout.ms", "1", "take-over is slow", warnings);
      assertThat(warnings)
          .singleElement()
          .asString()
          .startsWith("the broker refused share.session.timeout.ms=1 for unveil-unpack: ")
          .endsWith("; take-over is slow");
    }
  }

  @Test
  void workWithSeveralPartitions_isAWarning() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder);
        Admin admin = Admin.create(KafkaSettings.of(broker.bootstrapServers()).admin("test"))) {
      create(admin, Topic.SUBMISSIONS, 3, Map.of("cleanup.policy", "delete"));

      assertThat(Topics.ensure(admin, 2, (short) 1).warnings())
          .singleElement()
          .asString()
          .startsWith("topic apk.submissions has 3 partitions: records wait for lanes");
    }
  }

  private static void create(Admin admin, Topic topic, int partitions, Map<String, String> settings)
      throws Exception {
    admin
        .createTopics(
            List.of(new NewTopic(topic.topicName(), partitions, (short) 1).configs(settings)))
        .all()
        .get();
  }

  private static void set(Admin admin, Topic topic, String name, String value) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.topicName());
    AlterConfigOp set = new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
    admin.incrementalAlterConfigs(Map.of(resource, List.of(set))).all().get();
  }

  private static String value(Admin admin, Topic topic, String name) throws Exception {
    return read(admin, new ConfigResource(ConfigResource.Type.TOPIC, topic.topicName()), name);
  }

  private static String group(Admin admin, WorkGroup group, String name) throws Exception {
    return read(admin, new ConfigResource(ConfigResource.Type.GROUP, group.groupId()), name);
  }

  private static String read(Admin admin, ConfigResource resource, String name) throws Exception {
    Config config = admin.describeConfigs(List.of(resource)).all().get().values().iterator().next();
    return config.get(name).value();
  }
}
