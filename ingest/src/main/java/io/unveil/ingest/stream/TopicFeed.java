package io.unveil.ingest.stream;

import io.unveil.ingest.stream.StartPlan.Bounds;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Every partition of some topics, read from given offsets without a group. Belongs to one thread,
 * except for {@link #wakeup()}.
 */
final class TopicFeed implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

  /** Values are at most 16 MiB each, so that one poll stays below 128 MiB at the very worst. */
  private static final int MAX_POLL_RECORDS = 8;

  private final List<Topic> topics;
  private final Admin admin;
  private final Consumer<String, byte[]> consumer;

  /**
   * @param name of the clients
   */
  TopicFeed(KafkaSettings kafka, String name, List<Topic> topics) {
    this.topics = List.copyOf(topics);
    consumer = new KafkaConsumer<>(settings(kafka, name));
    try {
      admin = Admin.create(kafka.admin(name + "-admin"));
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  private static Map<String, Object> settings(KafkaSettings kafka, String name) {
    Map<String, Object> settings = kafka.consumer(name);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS);
    settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 << 20);
    settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 2 << 20);
    return settings;
  }

  /**
   * {@return what the topics are now}
   *
   * @throws IOException when one does not exist, or the broker does not answer
   */
  Map<Topic, TopicShape> shapes() throws IOException, InterruptedException {
    List<String> names = topics.stream().map(Topic::topicName).toList();
    Map<String, TopicDescription> described;
    try {
      described =
          admin
              .describeTopics(names)
              .allTopicNames()
              .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IOException(
          e.getCause() instanceof UnknownTopicOrPartitionException
              ? "not all of the topics " + names + " exist"
              : "the broker does not describe its topics: " + e.getCause(),
          e);
    } catch (TimeoutException e) {
      throw new IOException("the broker does not answer", e);
    }
    Map<Topic, TopicShape> shapes = new EnumMap<>(Topic.class);
    for (Topic topic : topics) {
      TopicDescription description = described.get(topic.topicName());
      if (description == null) {
        throw new IOException("topic " + topic.topicName() + " does not exist");
      }
      shapes.put(topic, new TopicShape(description.topicId(), description.partitions().size()));
    }
    return shapes;
  }

  /** {@return where every partition begins and ends} */
  Map<TopicPartition, Bounds> bounds(Map<Topic, TopicShape> shapes) {
    List<TopicPartition> partitions = new ArrayList<>();
    shapes.forEach((topic, shape) -> partitions.addAll(StartPlan.partitions(topic, shape)));
    Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions, TIMEOUT);
    Map<TopicPartition, Long> end = consumer.endOffsets(partitions, TIMEOUT);
    Map<TopicPartition, Bounds> bounds = new HashMap<>();
    for (TopicPartition partition : partitions) {
      bounds.put(
          partition,
          new Bounds(first.getOrDefault(partition, 0L), end.getOrDefault(partition, 0L)));
    }
    return bounds;
  }

  /** Reads all partitions from these offsets on. */
  void start(Map<TopicPartition, Long> offsets) {
    consumer.assign(offsets.keySet());
    offsets.forEach(consumer::seek);
  }

  /** {@return where the partitions end now} */
  Map<TopicPartition, Long> ends() {
    Collection<TopicPartition> partitions = consumer.assignment();
    return consumer.endOffsets(partitions, TIMEOUT);
  }

  ConsumerRecords<String, byte[]> poll(Duration wait) {
    return consumer.poll(wait);
  }

  /** {@return of each partition the offset after everything that was polled} */
  Map<TopicPartition, Long> positions() {
    Map<TopicPartition, Long> positions = new HashMap<>();
    for (TopicPartition partition : consumer.assignment()) {
      positions.put(partition, consumer.position(partition, TIMEOUT));
    }
    return positions;
  }

  /** Ends a wait for the broker; safe from every thread. */
  void wakeup() {
    consumer.wakeup();
  }

  @Override
  public void close() {
    admin.close(CLOSE_TIMEOUT);
    consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
  }
}
