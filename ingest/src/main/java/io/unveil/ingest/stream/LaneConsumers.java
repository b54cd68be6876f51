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
 * The two share consumers of a lane. Interactive work goes first; after {@value #BULK_EVERY}
 * interactive records in a row one bulk record does, so that nothing starves. Used by the lane's
 * thread only.
 *
 * <p>A poll that ends empty leaves a fetch on its way, which may still lock a record for this
 * client while it works on another. The fetch is short, so this is rare; such a record is handed
 * out after the work, and when its lock has run out meanwhile, {@link Delivery#keep} tells.
 */
final class LaneConsumers implements AutoCloseable {
  /** Interactive records in a row before a bulk record is taken. */
  static final int BULK_EVERY = 8;

  private static final Duration FETCH_WAIT = Duration.ofMillis(100);
  private static final Duration GLANCE = Duration.ofMillis(5);
  private static final Duration CLOSE = Duration.ofSeconds(5);

  private final Source interactive;
  private final Source bulk;
  private int interactiveInARow;
  private boolean busy;

  LaneConsumers(KafkaSettings kafka, WorkGroup group, String clientId) {
    interactive = new Source(kafka, group, Priority.INTERACTIVE, clientId);
    bulk = new Source(kafka, group, Priority.BULK, clientId);
  }

  /**
   * {@return the next record, or null when there was none at either topic}
   *
   * @param longest how long to wait at each topic
   */
  @Nullable Delivery next(Duration longest) {
    boolean bulkFirst = interactiveInARow >= BULK_EVERY;
    Source first = bulkFirst ? bulk : interactive;
    Source second = bulkFirst ? interactive : bulk;
    Delivery found = first.poll(busy ? GLANCE : longest);
    if (found == null) {
      found = second.poll(longest);
    }
    busy = found != null;
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

    Source(KafkaSettings kafka, WorkGroup group, Priority priority, String clientId) {
      this.priority = priority;
      Map<String, Object> config = kafka.consumer(clientId + "-" + priority);
      config.put(ConsumerConfig.GROUP_ID_CONFIG, group.groupId());
      config.put(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit");
      config.put(ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG, "record_limit");
      config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
      config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, Math.toIntExact(FETCH_WAIT.toMillis()));
      consumer = new KafkaShareConsumer<>(config);
      consumer.subscribe(List.of(group.source(priority).topicName()));
    }

    @Nullable Delivery poll(Duration longest) {
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
}
