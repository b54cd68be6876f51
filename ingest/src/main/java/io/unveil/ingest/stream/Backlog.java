package io.unveil.ingest.stream;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.jspecify.annotations.Nullable;

/** How many records of samples on their way to a result no stage has finished yet. */
public final class Backlog {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final Admin admin;

  /** Asks through {@code admin}, which stays with the caller. */
  public Backlog(Admin admin) {
    this.admin = admin;
  }

  /**
   * {@return records that wait or are worked on, in all topics before the results}
   *
   * @throws ExecutionException when the broker refuses
   * @throws TimeoutException when it does not answer
   */
  long read() throws ExecutionException, InterruptedException, TimeoutException {
    return byStage().values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * {@return the same for each stage, in the order of the way: {@code unpack}, {@code analyze},
   * {@code dead-letters}, {@code judge}; what moves on meanwhile is counted twice, never missed}
   *
   * @throws ExecutionException when the broker refuses
   * @throws TimeoutException when it does not answer
   */
  public Map<String, Long> byStage()
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<String, Long> records = new LinkedHashMap<>();
    for (WorkGroup group : WorkGroup.values()) {
      records.put(group.stage(), work(group));
    }
    // Dead letters become results too.
    records.put(
        "dead-letters",
        behind(DeadLetterLoop.GROUP, List.of(Topic.DEAD_SUBMISSIONS, Topic.DEAD_UNPACKED)));
    records.put("judge", behind(JudgeLoop.GROUP, List.of(Topic.FACTS)));
    return records;
  }

  private long work(WorkGroup group)
      throws ExecutionException, InterruptedException, TimeoutException {
    List<Topic> topics = Arrays.stream(Priority.values()).map(group::source).toList();
    Map<TopicPartition, Long> ends = offsets(topics, OffsetSpec.latest());
    Map<TopicPartition, Long> starts = offsets(topics, OffsetSpec.earliest());
    Map<TopicPartition, SharePartitionOffsetInfo> shared = shared(group);
    long records = 0;
    for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
      long all = end.getValue() - starts.getOrDefault(end.getKey(), 0L);
      records += waiting(shared.get(end.getKey()), end.getValue(), all);
    }
    return records;
  }

  private static long waiting(@Nullable SharePartitionOffsetInfo shared, long end, long all) {
    // Without an offset the group has not begun with this partition.
    if (shared == null || shared.startOffset() < 0) {
      return all;
    }
    long lag = shared.lag().filter(l -> l >= 0).orElse(end - shared.startOffset());
    return Math.clamp(lag, 0, all);
  }

  private long behind(String group, List<Topic> topics)
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<TopicPartition, Long> ends = offsets(topics, OffsetSpec.latest());
    Map<TopicPartition, Long> starts = offsets(topics, OffsetSpec.earliest());
    Map<TopicPartition, OffsetAndMetadata> committed =
        group(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    long records = 0;
    for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
      OffsetAndMetadata position = committed.get(end.getKey());
      long from = position == null ? starts.getOrDefault(end.getKey(), 0L) : position.offset();
      records += Math.max(0, end.getValue() - from);
    }
    return records;
  }

  private Map<TopicPartition, SharePartitionOffsetInfo> shared(WorkGroup group)
      throws ExecutionException, InterruptedException, TimeoutException {
    return group(
        admin
            .listShareGroupOffsets(Map.of(group.groupId(), new ListShareGroupOffsetsSpec()))
            .partitionsToOffsetInfo(group.groupId()));
  }

  private Map<TopicPartition, Long> offsets(Collection<Topic> topics, OffsetSpec which)
      throws ExecutionException, InterruptedException, TimeoutException {
    List<String> names = topics.stream().map(Topic::topicName).toList();
    Map<TopicPartition, OffsetSpec> wanted =
        get(admin.describeTopics(names).allTopicNames()).values().stream()
            .flatMap(topic ->
                topic.partitions().stream()
                    .map(partition -> new TopicPartition(topic.name(), partition.partition())))
            .collect(Collectors.toMap(Function.identity(), _ -> which));
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (Map.Entry<TopicPartition, ListOffsetsResultInfo> found :
        get(admin.listOffsets(wanted).all()).entrySet()) {
      offsets.put(found.getKey(), found.getValue().offset());
    }
    return offsets;
  }

  /** A group that nobody has joined yet has no offsets. */
  private static <V> Map<TopicPartition, V> group(KafkaFuture<Map<TopicPartition, V>> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    try {
      return get(future);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return Map.of();
      }
      throw e;
    }
  }

  private static <T> T get(KafkaFuture<T> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    return future.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
  }
}
