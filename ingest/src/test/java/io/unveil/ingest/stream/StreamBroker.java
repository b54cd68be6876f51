package io.unveil.ingest.stream;

import io.unveil.ingest.broker.EmbeddedBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/** A real broker with the stream's topics, and what a test writes and reads beside the loops. */
final class StreamBroker implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(60);
  static final int PARTITIONS = 2;

  private final EmbeddedBroker broker;
  private final KafkaProducer<String, byte[]> producer;
  final Admin admin;
  final KafkaSettings kafka;

  StreamBroker(Path folder) throws Exception {
    broker = EmbeddedBroker.start(folder);
    kafka = KafkaSettings.of(broker.bootstrapServers());
    admin = Admin.create(kafka.admin("test-admin"));
    producer = new KafkaProducer<>(kafka.producer("test-producer"));
    Topics.ensure(admin, PARTITIONS, (short) 1);
  }

  /** Returns when the broker has it. */
  void send(Topic topic, String key, byte @Nullable [] value) throws Exception {
    producer.send(new ProducerRecord<>(topic.topicName(), key, value)).get();
  }

  /** Returns when the broker has it, in a partition of choice. */
  void send(Topic topic, int partition, String key, byte @Nullable [] value) throws Exception {
    producer.send(new ProducerRecord<>(topic.topicName(), partition, key, value)).get();
  }

  /** {@return everything that is in a topic now, each partition in order} */
  List<ConsumerRecord<String, byte[]>> all(Topic topic) {
    List<ConsumerRecord<String, byte[]>> all = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> reader =
        new KafkaConsumer<>(kafka.consumer("test-reader"))) {
      List<TopicPartition> partitions =
          reader.partitionsFor(topic.topicName()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      reader.assign(partitions);
      reader.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = reader.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> reader.position(end.getKey()) < end.getValue())) {
        reader.poll(Duration.ofMillis(100)).forEach(all::add);
      }
    }
    return all;
  }

  /** {@return the records of one key} */
  List<ConsumerRecord<String, byte[]>> all(Topic topic, String key) {
    return all(topic).stream().filter(record -> key.equals(record.key())).toList();
  }

  /** Sets the largest message that a topic takes, in bytes. */
  void limit(Topic topic, int maxBytes) throws Exception {
    ConfigEntry entry =
        new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(maxBytes));
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.topicName());
    admin
        .incrementalAlterConfigs(
            Map.of(resource, List.of(new AlterConfigOp(entry, AlterConfigOp.OpType.SET))))
        .all()
        .get();
  }

  @Override
  public void close() {
    producer.close();
    admin.close();
    broker.close();
  }
}
