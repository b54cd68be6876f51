package io.unveil.ingest.stream;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The share consumer of a lane, on one topic. Used by the lane's thread only.
 *
 * <p>One for each lane, because Kafka's client goes on fetching after a poll that ended empty: of
 * two consumers the one that is not asked while the lane works would lock a record for nothing, and
 * each time costs the record one of its deliveries. Here the only consumer is always either asked
 * or has handed out the record that is worked on, after which it fetches nothing until asked again.
 */
final class LaneConsumer implements AutoCloseable {
  /** A record that comes ends the wait; lanes without work only ask this often. */
  private static final Duration FETCH_WAIT = Duration.ofMillis(500);

  private static final Duration CLOSE = Duration.ofSeconds(5);

  private final Priority priority;
  private final ShareConsumer<String, byte[]> consumer;
  private long polled = System.nanoTime();

  LaneConsumer(KafkaSettings kafka, WorkGroup group, Priority priority, String clientId) {
    this.priority = priority;
    Map<String, Object> config = kafka.consumer(clientId);
    config.put(ConsumerConfig.GROUP_ID_CONFIG, group.groupId());
    config.put(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit");
    config.put(ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG, "record_limit");
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, Math.toIntExact(FETCH_WAIT.toMillis()));
    consumer = new KafkaShareConsumer<>(config);
    consumer.subscribe(List.of(group.source(priority).topicName()));
  }

  /** {@return the next record, or null when none came within {@code longest}} */
  @Nullable Delivery next(Duration longest) {
    // The record may have been locked as early as the end of the poll before this one.
    long lockedSince = polled;
    Delivery found = null;
    for (ConsumerRecord<String, byte[]> record : consumer.poll(longest)) {
      found = new Delivery(consumer, record, priority, lockedSince);
    }
    polled = System.nanoTime();
    return found;
  }

  /** Kafka's clients tell of a broker that is away only in their metrics. */
  boolean connected() {
    return consumer.metrics().values().stream()
        .filter(metric -> metric.metricName().name().equals("connection-count"))
        .anyMatch(metric -> metric.metricValue() instanceof Double count && count > 0);
  }

  @Override
  public void close() {
    consumer.close(CLOSE);
  }
}
