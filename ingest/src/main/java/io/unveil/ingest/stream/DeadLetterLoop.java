package io.unveil.ingest.stream;

import io.unveil.ingest.store.ApkStore.StoredApk;
import io.unveil.ingest.stream.Failures.Cause;
import io.unveil.ingest.stream.Failures.Place;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Gives a result to every sample whose record the broker parked itself, because process after
 * process died while working on it. What the lanes reject is parked too, but they have told why
 * already.
 */
public final class DeadLetterLoop implements StreamLoop {
  /** The consumer group. Its name is permanent. */
  static final String GROUP = "unveil-dead-letters";

  /** Kafka's words when a lane rejected the record; see docs/messages.md. */
  static final String REJECTED = "Offset rejected by client.";

  static final String HEADER_TOPIC = "__dlq.errors.topic";
  static final String HEADER_PARTITION = "__dlq.errors.partition";
  static final String HEADER_OFFSET = "__dlq.errors.offset";
  static final String HEADER_DELIVERIES = "__dlq.errors.delivery.count";
  static final String HEADER_MESSAGE = "__dlq.errors.message";

  private static final Logger LOG = System.getLogger(DeadLetterLoop.class.getName());
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration CLOSE = Duration.ofSeconds(5);
  private static final Duration JOIN = Duration.ofSeconds(15);
  private static final String NAME = "dead-letters";

  private final LaneContext context;
  private final Failures failures;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Object lifecycle = new Object();
  private @Nullable Thread thread;
  private volatile StageHealth health = new StageHealth(NAME, false, "starting");

  /** A loop that works when {@link #start} was called. */
  public DeadLetterLoop(LaneContext context) {
    this.context = context;
    this.failures = new Failures(context);
  }

  @Override
  public void start() {
    synchronized (lifecycle) {
      if (thread != null || stop.getCount() == 0) {
        throw new IllegalStateException("the loop of dead letters was started or closed before");
      }
      thread = Thread.ofPlatform().name("unveil-" + NAME).daemon(true).start(this::live);
    }
  }

  @Override
  public StageHealth health() {
    return health;
  }

  @Override
  public void close() {
    Thread running;
    synchronized (lifecycle) {
      stop.countDown();
      running = thread;
    }
    try {
      if (running != null && !running.join(JOIN)) {
        running.interrupt();
      }
    } catch (InterruptedException e) {
      running.interrupt();
      Thread.currentThread().interrupt();
    }
  }

  private void live() {
    try {
      do {
        read();
      } while (!stop.await(context.settings().backOff().toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    health = new StageHealth(NAME, false, "stopped");
  }

  /** Reads until it is stopped or something fails; then everything not committed comes again. */
  private void read() throws InterruptedException {
    Map<String, Object> config = context.kafka().consumer("unveil-" + NAME);
    config.put(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
    config.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer");
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(config);
    try {
      consumer.subscribe(
          Arrays.stream(WorkGroup.values()).map(g -> g.deadLetters().topicName()).toList());
      while (stop.getCount() > 0) {
        ConsumerRecords<String, byte[]> polled = consumer.poll(POLL);
        health = new StageHealth(NAME, true, "waiting for dead letters");
        for (ConsumerRecord<String, byte[]> letter : polled) {
          context.outbox().send(messages(letter));
        }
        consumer.commitSync();
      }
    } catch (IOException | RuntimeException | Error e) {
      health =
          new StageHealth(
              NAME,
              false,
              "starts anew after " + e.getClass().getSimpleName() + "; check the broker");
      LOG.log(Level.WARNING, "the loop of dead letters starts anew after {0}", e.getClass());
      LOG.log(Level.DEBUG, "dead letters", e);
    } finally {
      consumer.close(CloseOptions.timeout(CLOSE));
    }
  }

  private List<ProducerRecord<String, byte[]>> messages(ConsumerRecord<String, byte[]> letter)
      throws IOException {
    if (header(letter, HEADER_MESSAGE).equals(REJECTED)) {
      return List.of();
    }
    if (letter.key() != null && purged(letter.key())) {
      return List.of();
    }
    WorkGroup group = group(letter.topic());
    String key = letter.key();
    String sha256 = Failures.isSha256(key) ? key : null;
    int deliveries = (int) number(letter, HEADER_DELIVERIES);
    Cause cause =
        new Cause(
            "delivered %d times without an answer: each time the process died or was cut off from the broker while it held this sample"
                .formatted(deliveries),
            "deliveries",
            null);
    Place place =
        new Place(
            header(letter, HEADER_TOPIC),
            (int) number(letter, HEADER_PARTITION),
            number(letter, HEADER_OFFSET),
            sha256);
    List<ProducerRecord<String, byte[]>> messages = new ArrayList<>();
    messages.add(failures.record(group, place, cause, 0, deliveries));
    if (sha256 != null && !known(sha256)) {
      LOG.log(Level.WARNING, "{0} became a dead letter of {1}", sha256, group.stage());
      failures.result(group, sha256, null, cause.reason(), null).ifPresent(messages::add);
    }
    return messages;
  }

  /** Without its bytes it can only be of the time before. */
  private boolean purged(String sha256) throws IOException {
    if (!Failures.isSha256(sha256)) {
      return false;
    }
    Instant since = context.store().find(sha256).map(StoredApk::firstStored).orElse(Instant.MIN);
    return context.known().purged(sha256, since);
  }

  /** A lane that lost its lock may have published before the record was parked. */
  private boolean known(String sha256) {
    return context
        .known()
        .rank(sha256)
        .filter(rank -> rank.generation().compareTo(context.generation()) >= 0)
        .isPresent();
  }

  private static WorkGroup group(String topicName) {
    return Arrays.stream(WorkGroup.values())
        .filter(group -> group.deadLetters().topicName().equals(topicName))
        .findAny()
        .orElseThrow();
  }

  private static String header(ConsumerRecord<?, ?> letter, String name) {
    Header header = letter.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
  }

  /** {@return the number, or 0 when there is none: a letter that someone else put there} */
  private static long number(ConsumerRecord<?, ?> letter, String name) {
    String text = header(letter, name);
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
  }
}
