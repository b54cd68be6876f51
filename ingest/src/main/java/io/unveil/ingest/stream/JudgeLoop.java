package io.unveil.ingest.stream;

import io.unveil.analyzer.facts.AppFacts;
import io.unveil.analyzer.facts.Generation;
import io.unveil.analyzer.report.ScanReport;
import io.unveil.ingest.store.ApkStore;
import io.unveil.ingest.stream.Judging.Decision;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/**
 * Turns facts into results: reads {@link Topic#FACTS} as a member of the group {@value #GROUP},
 * publishes to {@link Topic#RESULTS}, and only then commits its offsets. Every record ends as a
 * published result, failed when it cannot be judged; a record is delivered again after a crash, and
 * then gives the same result again. When the broker or the store is away, nothing is skipped: the
 * loop leaves the group, so that another process may take over, and comes back after a while.
 *
 * <p>The group uses the protocol of KIP-848, which the brokers that have share groups all speak:
 * its members do not stop for each other, and a dead one is noticed after the broker's session
 * timeout.
 */
public final class JudgeLoop implements StreamLoop {
  /** The consumer group. */
  public static final String GROUP = "unveil-judge";

  private static final Logger LOG = System.getLogger(JudgeLoop.class.getName());

  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration CHECK_EVERY = Duration.ofSeconds(5);
  private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  /** With facts of at most 512 KiB inline: some 8 MiB at once. */
  private static final int BATCH = 16;

  private final KafkaSettings kafka;
  private final Judging judging;
  private final StreamEvents events;
  private final SessionLoop loop;

  private final AtomicLong unusable = new AtomicLong();

  /**
   * A loop that is not started yet.
   *
   * @param store where large facts are
   * @param judge facts → report; deterministic, called from one thread
   * @param generation what {@code judge} and the engine around it are; failures are booked under it
   * @param known results that must not be replaced by lower ones
   * @param events told of every published result before its offset is committed
   */
  public JudgeLoop(
      KafkaSettings kafka,
      ApkStore store,
      Function<AppFacts, ScanReport> judge,
      Generation generation,
      KnownResults known,
      StreamEvents events) {
    this.kafka = kafka;
    this.judging = new Judging(store, judge, generation, known, InstantSource.system());
    this.events = events;
    this.loop = new SessionLoop(Judging.STAGE, this::session);
  }

  @Override
  public void start() {
    loop.start(kafka);
  }

  @Override
  public StageHealth health() {
    long skipped = unusable.get();
    String about =
        skipped == 0 ? "" : "; " + skipped + " records without a usable key were skipped";
    return new StageHealth(Judging.STAGE, loop.ready(), loop.detail() + about);
  }

  @Override
  public void close() {
    loop.close();
  }

  /** Works until told to stop, or until something fails that is not the fault of a record. */
  private void session() throws IOException, InterruptedException {
    Consumer<String, byte[]> in = new KafkaConsumer<>(consumerSettings());
    Producer<String, byte[]> out = null;
    try {
      loop.wakeup(in::wakeup);
      out = new KafkaProducer<>(kafka.producer("unveil-judge"));
      in.subscribe(List.of(Topic.FACTS.topicName()));
      check(in);
      long checkAt = System.nanoTime() + CHECK_EVERY.toNanos();
      while (!loop.stopping()) {
        if (System.nanoTime() - checkAt >= 0) {
          check(in);
          checkAt = System.nanoTime() + CHECK_EVERY.toNanos();
          // Not at once: a record that fails does so each time soon after the beginning.
          loop.steady();
        }
        ConsumerRecords<String, byte[]> batch = in.poll(POLL);
        if (!batch.isEmpty()) {
          publish(batch, out);
          in.commitSync();
        }
      }
    } finally {
      if (out != null) {
        out.close(CLOSE_TIMEOUT);
      }
      in.close(CloseOptions.timeout(CLOSE_TIMEOUT));
    }
  }

  private Map<String, Object> consumerSettings() {
    Map<String, Object> settings = kafka.consumer("unveil-judge");
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
    settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    // Without committed offsets every sample is judged again, which changes nothing.
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, BATCH);
    settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 << 20);
    settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 2 << 20);
    return settings;
  }

  /** A poll does not say that the broker is away; a question does. */
  private void check(Consumer<String, byte[]> in) throws IOException {
    if (!in.listTopics(CHECK_TIMEOUT).containsKey(Topic.FACTS.topicName())) {
      throw new IOException("topic " + Topic.FACTS.topicName() + " does not exist yet");
    }
    loop.tell(true, "judging " + in.assignment().size() + " partitions");
  }

  /** Returns when the broker has acknowledged a result for every record. */
  private void publish(ConsumerRecords<String, byte[]> batch, Producer<String, byte[]> out)
      throws IOException, InterruptedException {
    List<Sent> sent = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record : batch) {
      Sent last = send(record, judging.decide(record), out);
      if (last != null) {
        sent.add(last);
      }
    }
    for (Sent each : sent) {
      confirm(each, out);
    }
  }

  /** A result on its way. */
  private record Sent(
      ConsumerRecord<String, byte[]> facts,
      ResultMessage result,
      Future<RecordMetadata> acknowledged) {}

  private @Nullable Sent send(
      ConsumerRecord<String, byte[]> facts, Decision decision, Producer<String, byte[]> out)
      throws InterruptedException {
    switch (decision) {
      case Decision.Publish(ResultMessage result, FailureRecord failure) -> {
        if (failure != null) {
          record(failure, out);
        }
        return new Sent(facts, result, out.send(ResultRecords.of(result)));
      }
      case Decision.GiveUp(FailureRecord failure) -> record(failure, out);
      case Decision.Nothing _ ->
          LOG.log(Level.DEBUG, "{0}: a better result is there", Codec.where(facts));
      case Decision.Unusable _ -> {
        unusable.incrementAndGet();
        LOG.log(Level.WARNING, "{0}: the key is no SHA-256; skipped", Codec.where(facts));
      }
    }
    return null;
  }

  /** The failure record is there before anything else says that the sample was given up. */
  private static void record(FailureRecord failure, Producer<String, byte[]> out)
      throws InterruptedException {
    String where = failure.topic() + "-" + failure.partition() + "@" + failure.offset();
    LOG.log(Level.WARNING, "{0}: not judged; the failure record says why", where);
    await(send(Topic.FAILURES, failure.sha256(), Codec.FAILURE.write(failure), out));
  }

  private static Future<RecordMetadata> send(
      Topic topic, String key, byte[] value, Producer<String, byte[]> out) {
    return out.send(new ProducerRecord<>(topic.topicName(), key, value));
  }

  private void confirm(Sent sent, Producer<String, byte[]> out)
      throws IOException, InterruptedException {
    try {
      await(sent.acknowledged());
    } catch (RecordTooLargeException e) {
      Sent instead = send(sent.facts(), judging.tooLarge(sent.facts(), sent.result()), out);
      if (instead != null) {
        await(instead.acknowledged());
        judged(instead.result());
      }
      return;
    }
    judged(sent.result());
  }

  private void judged(ResultMessage result) {
    Duration since = Duration.between(result.submittedAt(), result.judgedAt());
    events.judged(result.report(), since.isNegative() ? Duration.ZERO : since);
  }

  private static void await(Future<RecordMetadata> acknowledged) throws InterruptedException {
    try {
      Outbox.await(acknowledged, KafkaSettings.STAGE_DELIVERY_TIMEOUT);
    } catch (TimeoutException e) {
      throw new KafkaException("the producer is past use", e);
    }
  }
}
