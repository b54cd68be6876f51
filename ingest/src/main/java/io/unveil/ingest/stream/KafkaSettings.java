package io.unveil.ingest.stream;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * How to reach the broker, and what every client of the stream has in common. Keys are text, values
 * bytes.
 *
 * @param bootstrapServers {@code host:port}, several separated by commas
 * @param properties Kafka's own client properties for security and tuning; they give way only to
 *     what durability and the formats rest on
 */
public record KafkaSettings(String bootstrapServers, Map<String, String> properties) {
  /**
   * Largest message in bytes before compression, for producers and topics. Facts and package facts
   * above 512 KiB travel by reference; reports do not.
   */
  public static final int MAX_MESSAGE_BYTES = 16 << 20;

  /** How long a producer of a stage tries before it reports failure. */
  public static final Duration STAGE_DELIVERY_TIMEOUT = Duration.ofSeconds(60);

  /** Every sender waits for the acknowledgement; what others send meanwhile is one batch anyway. */
  private static final Duration LINGER = Duration.ZERO;

  /** Refuses a blank address. */
  public KafkaSettings {
    if (bootstrapServers.isBlank()) {
      throw new IllegalArgumentException("no bootstrap servers; give host:port of a Kafka broker");
    }
    properties = Map.copyOf(properties);
  }

  /** {@return settings without further properties} */
  public static KafkaSettings of(String bootstrapServers) {
    return new KafkaSettings(bootstrapServers, Map.of());
  }

  /** {@return properties of an admin client} */
  public Map<String, Object> admin(String clientId) {
    Map<String, Object> admin = new HashMap<>(properties);
    admin.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    admin.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
    admin.putIfAbsent(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
    return admin;
  }

  /** {@return properties of a consumer, in a group of any kind or in none} */
  public Map<String, Object> consumer(String clientId) {
    Map<String, Object> consumer = admin(clientId);
    consumer.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
    consumer.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    consumer.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return consumer;
  }

  /** {@return properties of a producer that tries for {@link #STAGE_DELIVERY_TIMEOUT}} */
  public Map<String, Object> producer(String clientId) {
    return producer(clientId, STAGE_DELIVERY_TIMEOUT);
  }

  /**
   * {@return properties of a producer: acknowledged by all replicas, idempotent, zstd}
   *
   * @param timeout after which a send has failed at the latest, at least a second
   */
  public Map<String, Object> producer(String clientId, Duration timeout) {
    Map<String, Object> producer = admin(clientId);
    producer.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
    producer.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    producer.put(ProducerConfig.ACKS_CONFIG, "all");
    producer.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    producer.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
    producer.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_MESSAGE_BYTES);
    producer.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, LINGER.toMillis());
    limit(producer, timeout);
    return producer;
  }

  /** A send first waits for metadata and room, then for the acknowledgement: a third and two. */
  private static void limit(Map<String, Object> producer, Duration timeout) {
    if (timeout.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("timeout of a producer below a second: " + timeout);
    }
    int third = Math.toIntExact(timeout.toMillis() / 3);
    producer.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, third);
    producer.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, third);
    producer.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 2 * third);
  }
}
