package io.unveil.deploy.chaos;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the topic of results from its start, through every outage, into the history. */
final class ResultsWatch implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final String RESULTS = "apk.results";

  /** Where the stages before the judge write. */
  private static final List<String> EARLIER =
      List.of("apk.unpacked", "apk.unpacked.interactive", "apk.facts");

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final String kafka;
  private final History history;
  private final Signs signs;
  private final Map<String, Integer> seen = new ConcurrentHashMap<>();
  private final Map<TopicPartition, Long> positions = new HashMap<>();
  private final Thread thread = new Thread(this::run, "results");
  private volatile boolean closed;

  /** Told of every record about a sample, with the record's own time. */
  interface Signs {
    void record(String sha256, long at, String topic);
  }

  ResultsWatch(String kafka, History history, Signs signs) {
    this.kafka = kafka;
    this.history = history;
    this.signs = signs;
  }

  void start() {
    thread.start();
  }

  /** {@return the samples of which a result was seen} */
  Set<String> seen() {
    return seen.keySet();
  }

  /** {@return whether a result by this revision of the rules, or a later one, was seen} */
  boolean judged(String sha256, int rules) {
    return seen.getOrDefault(sha256, -1) >= rules;
  }

  private void run() {
    while (!closed) {
      try (KafkaConsumer<String, byte[]> consumer = consumer(kafka)) {
        List<TopicPartition> partitions =
            Stream.concat(Stream.of(RESULTS), EARLIER.stream())
                .flatMap(topic -> partitions(consumer, topic).stream())
                .toList();
        consumer.assign(partitions);
        partitions.forEach(each -> consumer.seek(each, positions.getOrDefault(each, 0L)));
        while (!closed) {
          consumer.poll(Duration.ofMillis(200)).forEach(this::take);
        }
      } catch (KafkaException e) {
        LockSupport.parkNanos(500_000_000L);
      }
    }
  }

  private void take(ConsumerRecord<String, byte[]> record) {
    positions.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
    signs.record(record.key(), record.timestamp(), record.topic());
    if (!record.topic().equals(RESULTS)) {
      return;
    }
    String rank = rank(record);
    boolean failed = rank.endsWith("!");
    String generation = failed ? rank.substring(0, rank.length() - 1) : rank;
    history.add(
        new Event.Result(
            record.timestamp(),
            record.key(),
            record.partition(),
            record.offset(),
            generation,
            failed));
    int rules = Integer.parseInt(generation.substring(generation.lastIndexOf('.') + 1));
    seen.merge(record.key(), rules, Math::max);
  }

  private static String rank(ConsumerRecord<String, byte[]> record) {
    return new String(record.headers().lastHeader("unveil.rank").value(), StandardCharsets.UTF_8);
  }

  /**
   * {@return of each sample that was given up, the last failure record}
   *
   * @throws KafkaException when the broker does not answer
   */
  static Map<String, JsonNode> failures(String kafka) {
    Map<String, JsonNode> failures = new HashMap<>();
    try (KafkaConsumer<String, byte[]> consumer = consumer(kafka)) {
      List<TopicPartition> partitions = partitions(consumer, "apk.failures");
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, TIMEOUT);
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(500))) {
          JsonNode failure = JSON.readTree(record.value());
          failures.put(failure.at("/sha256").asString(), failure);
        }
      }
    }
    return failures;
  }

  private static List<TopicPartition> partitions(KafkaConsumer<?, ?> consumer, String topic) {
    return IntStream.range(0, consumer.partitionsFor(topic, TIMEOUT).size())
        .mapToObj(n -> new TopicPartition(topic, n))
        .toList();
  }

  private static KafkaConsumer<String, byte[]> consumer(String kafka) {
    return new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            kafka,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "none",
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
            false),
        new StringDeserializer(),
        new ByteArrayDeserializer());
  }

  /** Reads no more; what was read is in the history. */
  void end() {
    closed = true;
    try {
      thread.join(20_000);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    end();
  }
}
