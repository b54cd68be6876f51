package io.unveil.ingest.stream;

import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;

/**
 * A record that a lane holds. It is held as long as its lock is renewed; once the lock is lost,
 * someone else may have the record and nothing about it may be published. Used by the lane's thread
 * only.
 */
final class Delivery {
  private final ShareConsumer<String, byte[]> consumer;
  private final Priority priority;
  private final Duration lock;
  private ConsumerRecord<String, byte[]> record;
  private long heldSince;
  private boolean lost;

  /**
   * @param heldSince {@link System#nanoTime} at which the lock was certainly fresh
   */
  Delivery(
      ShareConsumer<String, byte[]> consumer,
      ConsumerRecord<String, byte[]> record,
      Priority priority,
      long heldSince) {
    this.consumer = consumer;
    this.record = record;
    this.priority = priority;
    this.heldSince = heldSince;
    this.lock =
        consumer.acquisitionLockTimeoutMs().map(Duration::ofMillis).orElse(ShareGroups.LOCK);
  }

  ConsumerRecord<String, byte[]> record() {
    return record;
  }

  Priority priority() {
    return priority;
  }

  /** {@return how often the broker delivered the record, this time included} */
  int deliveries() {
    return record.deliveryCount().map(Short::intValue).orElse(1);
  }

  /** {@return how long to wait before the lock must be renewed; zero or less: now} */
  Duration untilRenewal() {
    return lock.dividedBy(3).minusNanos(System.nanoTime() - heldSince);
  }

  /**
   * Renews the lock when it is time to; the broker's answer is what counts, also after this process
   * was stopped for long.
   *
   * @return whether the record is still ours
   */
  boolean keep() {
    if (!lost && untilRenewal().toNanos() <= 0) {
      lost = !renew();
    }
    return !lost;
  }

  /**
   * Tells the broker what became of the record.
   *
   * @return whether it was still ours
   */
  boolean acknowledge(AcknowledgeType type) {
    if (lost) {
      return false;
    }
    lost = true;
    return tell(type);
  }

  /**
   * After a renewal the client hands the same record out once more; until then nothing can be said
   * about it.
   */
  private boolean renew() {
    long now = System.nanoTime();
    if (!tell(AcknowledgeType.RENEW)) {
      return false;
    }
    heldSince = now;
    while (System.nanoTime() - now < lock.toNanos()) {
      ConsumerRecords<String, byte[]> polled = consumer.poll(lock.dividedBy(3));
      for (ConsumerRecord<String, byte[]> other : polled) {
        if (sameAs(other)) {
          record = other;
          return true;
        }
        consumer.acknowledge(other, AcknowledgeType.RELEASE);
      }
      consumer.commitSync(lock);
    }
    return false;
  }

  private boolean sameAs(ConsumerRecord<String, byte[]> other) {
    return other.offset() == record.offset()
        && other.partition() == record.partition()
        && other.topic().equals(record.topic());
  }

  private boolean tell(AcknowledgeType type) {
    try {
      consumer.acknowledge(record, type);
    } catch (IllegalStateException e) {
      return false;
    }
    return consumer.commitSync(lock).values().stream()
        .noneMatch(Optional<KafkaException>::isPresent);
  }
}
