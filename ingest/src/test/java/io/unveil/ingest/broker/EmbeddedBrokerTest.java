package io.unveil.ingest.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {
  @TempDir private Path folder;

  @Test
  void restart_keepsTopicsAndRecords_andFinalisesShareGroups() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder)) {
      try (Admin admin = admin(broker)) {
        assertThat(admin.describeFeatures().featureMetadata().get().finalizedFeatures())
            .hasEntrySatisfying(
                "share.version", v -> assertThat(v.maxVersionLevel()).isEqualTo((short) 2));
        admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1))).all().get();
      }
      try (var producer =
          new KafkaProducer<>(
              Map.<String, Object>of("bootstrap.servers", broker.bootstrapServers(), "acks", "all"),
              new StringSerializer(),
              new StringSerializer())) {
        producer.send(new ProducerRecord<>("kept", "key", "value")).get();
      }
    }
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder)) {
      assertThat(first(broker)).isEqualTo("value");
    }
  }

  @Test
  void portTaken_saysWhichPortAndWhatToDo() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("a"))) {
      int port = Integer.parseInt(broker.bootstrapServers().split(":")[1]);
      assertThatThrownBy(() -> EmbeddedBroker.start(folder.resolve("b"), port))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "port " + port + " for the broker is taken; choose another, or 0 for a free one");
    }
  }

  @Test
  void damagedFolder_isRefusedWithItsName() throws Exception {
    Files.createDirectories(folder.resolve("logs"));
    Files.writeString(folder.resolve("logs/meta.properties"), "version=1\nnode.id=no number\n");

    assertThatThrownBy(() -> EmbeddedBroker.start(folder))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("the embedded broker in " + folder + " did not start: ");
  }

  private static Admin admin(EmbeddedBroker broker) {
    return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  private static String first(EmbeddedBroker broker) {
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of("bootstrap.servers", broker.bootstrapServers()),
            new StringDeserializer(),
            new StringDeserializer())) {
      TopicPartition partition = new TopicPartition("kept", 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      return consumer.poll(Duration.ofSeconds(30)).iterator().next().value();
    }
  }
}
