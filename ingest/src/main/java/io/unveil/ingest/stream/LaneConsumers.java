package io.unveil.ingest.stream;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.Metric;
import org.jspecify.annotations.Nullable;

/**
 * The two share consumers of a lane. Interactive work goes first; after {@value #BULK_EVERY}
 * interactive records in a row one bulk record does, so that nothing starves. Used by the lane's
 * thread only.
 *
 * <p>A poll that ends while a fetch is under way leaves it so, and the fetch may lock a record for
 * this client while it works on another; such a lock runs out, and each time counts towards the
 * broker's limit of deliveries. So a topic is looked at until the broker has answered a fetch,
 * however far away it is: what was there is taken. What comes at the very moment is handed out
 * after the work, and when its lock has run out meanwhile, {@link Delivery#keep} tells.
 */
final class LaneConsumers implements AutoCloseable {
  /** Interactive records in a row before a bulk record is taken. */
  static final int BULK_EVERY = 8;

  private static final Duration SLICE = Duration.ofMillis(5);

  /** Without a broker, or a share of the topic, nothing is answered. */
  private static final Duration ANSWER = Duration.ofSeconds(1);

  private static final Duration CLOSE = Duration.ofSeconds(5);

  private final Source interactive;
  private final Source bulk;
  private int interactiveInARow;

  LaneConsumers(KafkaSettings kafka, WorkGroup group, String clientId) {
    interactive = new Source(kafka, group, Priority.INTERACTIVE, clientId);
    try {
      bulk = new Source(kafka, group, Priority.BULK, clientId);
    } catch (RuntimeException e) {
      interactive.close();
      throw e;
    }
  }

  /** {@return the next record, or null when there is none at either topic now} */
  @Nullable Delivery next() {
    boolean bulkFirst = interactiveInARow >= BULK_EVERY;
    Source first = bulkFirst ? bulk : interactive;
    Source second = bulkFirst ? interactive : bulk;
    Delivery found = first.look();
    if (found == null) {
      found = second.look();
    }
    if (found == null || found.priority() == Priority.BULK || bulkFirst) {
      interactiveInARow = 0;
    } else {
      interactiveInARow++;
    }
    return found;
  }

  /** {@return whether a broker is connected} */
  boolean connected() {
    return interactive.connected() && bulk.connected();
  }

  @Override
  public void close() {
    try {
      interactive.close();
    } finally {
      bulk.close();
    }
  }

  /** One of the two. */
  private static final class Source implements AutoCloseable {
    private final Priority priority;
    private final ShareConsumer<String, byte[]> consumer;
    private long polled = System.nanoTime();
    private @Nullable Metric fetches;

    Source(KafkaSettings kafka, WorkGroup group, Priority priority, String clientId) {
      this.priority = priority;
      Map<String, Object> config = kafka.consumer(clientId + "-" + priority);
      config.put(ConsumerConfig.GROUP_ID_CONFIG, group.groupId());
      config.put(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit");
      config.put(ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG, "record_limit");
      config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
      config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 0);
      consumer = new KafkaShareConsumer<>(config);
      consumer.subscribe(List.of(group.source(priority).topicName()));
    }

    /** {@return the record that is there, or null} */
    @Nullable Delivery look() {
      double answered = answers();
      long until = System.nanoTime() + ANSWER.toNanos();
      Delivery found = poll();
      while (found == null && answers() <= answered && System.nanoTime() - until < 0) {
        found = poll();
      }
      // A fetch is counted just before its record can be polled.
      return found == null ? poll() : found;
    }

    private @Nullable Delivery poll() {
      // The record may have been locked as early as the end of the poll before this one.
      long lockedSince = polled;
      Delivery found = null;
      for (ConsumerRecord<String, byte[]> record : consumer.poll(SLICE)) {
        found = new Delivery(consumer, record, priority, lockedSince);
      }
      polled = System.nanoTime();
      return found;
    }

    /** {@return how many fetches were answered} */
    private double answers() {
      if (fetches == null) {
        fetches =
            consumer.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals("fetch-total"))
                .findAny()
                .orElseThrow();
      }
      return fetches.metricValue() instanceof Double count ? count : 0;
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
}
