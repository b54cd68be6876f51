package io.unveil.ingest.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait until everything is applied that was in the topics when they came. They register
 * from any thread; the rest belongs to the loop's thread.
 */
final class CatchUp {
  private final Queue<CompletableFuture<@Nullable Void>> newcomers = new ConcurrentLinkedQueue<>();
  private final List<Waiter> waiters = new ArrayList<>();

  private record Waiter(CompletableFuture<@Nullable Void> done, Map<TopicPartition, Long> until) {
    boolean reachedBy(Map<TopicPartition, Long> positions) {
      return until.entrySet().stream()
          .allMatch(end -> positions.getOrDefault(end.getKey(), 0L) >= end.getValue());
    }
  }

  /** {@return done once everything of now is applied; cancel it to wait no longer} */
  CompletableFuture<@Nullable Void> register() {
    CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
    newcomers.add(done);
    return done;
  }

  /** {@return whether somebody needs to know where the partitions end} */
  boolean asks() {
    return !newcomers.isEmpty();
  }

  /** Takes ends that were asked for after {@link #asks()} said yes. */
  void ends(int asked, Map<TopicPartition, Long> ends) {
    for (int i = 0; i < asked; i++) {
      CompletableFuture<@Nullable Void> done = newcomers.poll();
      if (done != null) {
        waiters.add(new Waiter(done, ends));
      }
    }
  }

  /** {@return how many ask; to be taken before the ends are} */
  int asking() {
    return newcomers.size();
  }

  /** Everything before these offsets is applied. */
  void applied(Map<TopicPartition, Long> positions) {
    waiters.removeIf(waiter -> {
      if (waiter.done().isDone()) {
        return true;
      }
      boolean reached = waiter.reachedBy(positions);
      return reached && waiter.done().complete(null);
    });
  }

  /** The positions were set back: whoever waits needs new ends. */
  void restart() {
    waiters.forEach(waiter -> newcomers.add(waiter.done()));
    waiters.clear();
  }
}
