package io.unveil.ingest.stream;

import io.unveil.ingest.stream.Topic.Retention;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * Where to read on, given what the sink remembers and what the topics are now. Pure.
 *
 * <p>A position is stored under {@code topic-partition} as {@code topicId:offset}, the offset being
 * that of the next record. A partition without one is read from its start. What the sink remembers
 * is void, and everything is read again into an empty sink, when
 *
 * <ul>
 *   <li>a topic was made anew (its id is another one),
 *   <li>a position lies behind the end of the partition, because records were lost with their
 *       broker or the topic was restored from a copy: the sink may know more than the topic,
 *   <li>a position in a compacted topic lies before the partition's start: records were deleted
 *       unread, and among them may have been removals of samples,
 *   <li>a position cannot be read.
 * </ul>
 *
 * <p>In a queue the same only loses hints: the start of the partition is as good.
 *
 * @param rebuild why the sink must be cleared first, or null; then every partition starts at its
 *     beginning
 * @param offsets where each partition starts
 * @param notices what else a person should know, one sentence each
 */
record StartPlan(
    @Nullable String rebuild, Map<TopicPartition, Long> offsets, List<String> notices) {
  /** First offset that is there, and the offset after the last. */
  record Bounds(long first, long end) {}

  static StartPlan of(
      Map<Topic, TopicShape> shapes,
      Map<TopicPartition, Bounds> bounds,
      Map<String, String> stored) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    List<String> notices = new ArrayList<>();
    String rebuild = null;
    for (Map.Entry<Topic, TopicShape> entry : shapes.entrySet()) {
      for (TopicPartition partition : partitions(entry.getKey(), entry.getValue())) {
        Bounds range = bounds.get(partition);
        if (range == null) {
          throw new IllegalArgumentException("no bounds of " + partition);
        }
        Start start =
            start(entry.getKey(), entry.getValue().id(), range, stored.get(key(partition)));
        offsets.put(partition, start.offset());
        if (start.trouble() != null) {
          String sentence = key(partition) + ": " + start.trouble();
          notices.add(sentence);
          rebuild = rebuild == null && start.rebuild() ? sentence : rebuild;
        }
      }
    }
    return rebuild == null
        ? new StartPlan(null, Map.copyOf(offsets), List.copyOf(notices))
        : new StartPlan(rebuild, beginnings(bounds), List.copyOf(notices));
  }

  /** {@return every partition of a topic} */
  static List<TopicPartition> partitions(Topic topic, TopicShape shape) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (int i = 0; i < shape.partitions(); i++) {
      partitions.add(new TopicPartition(topic.topicName(), i));
    }
    return partitions;
  }

  /** {@return the name under which a partition's position is stored} */
  static String key(TopicPartition partition) {
    return partition.topic() + "-" + partition.partition();
  }

  /** {@return a position as it is stored} */
  static String position(Uuid topicId, long offset) {
    return topicId + ":" + offset;
  }

  /** {@return the beginnings of all partitions} */
  static Map<TopicPartition, Long> beginnings(Map<TopicPartition, Bounds> bounds) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    bounds.forEach((partition, range) -> offsets.put(partition, range.first()));
    return Map.copyOf(offsets);
  }

  private record Start(long offset, boolean rebuild, @Nullable String trouble) {}

  private static Start start(Topic topic, Uuid id, Bounds range, @Nullable String stored) {
    if (stored == null) {
      return new Start(range.first(), false, null);
    }
    int colon = stored.lastIndexOf(':');
    long offset = colon < 0 ? -1 : offset(stored.substring(colon + 1));
    if (offset < 0) {
      return new Start(range.first(), true, "the stored position cannot be read");
    }
    if (!stored.substring(0, colon).equals(id.toString())) {
      return new Start(range.first(), true, "the topic was made anew");
    }
    boolean queue = topic.retention() == Retention.QUEUE;
    if (offset > range.end()) {
      String trouble = "ends at " + range.end() + ", before the stored position " + offset;
      return new Start(range.first(), !queue, trouble);
    }
    if (offset < range.first()) {
      String trouble = "starts at " + range.first() + ", after the stored position " + offset;
      return new Start(range.first(), !queue, trouble);
    }
    return new Start(offset, false, null);
  }

  private static long offset(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
