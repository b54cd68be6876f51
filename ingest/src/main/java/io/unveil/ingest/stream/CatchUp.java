package io.unveil.ingest.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.common.TopicPartition;

/**
 * Those who wait until everything is applied that was in the topics when they came. They register
 * from any thread; the rest belongs to the loop's thread.
 */
final class CatchUp {
  private final Queue<CompletableFuture<Boolean>> newcomers = new ConcurrentLinkedQueue<>();
  private final List<Waiter> waiters = new ArrayList<>();

  private volatile boolean ended;

  private record Waiter(CompletableFuture<Boolean> done, Map<TopicPartition, Long> until) {
    boolean reachedBy(Map<TopicPartition, Long> positions) {
      return until.entrySet().stream()
          .allMatch(end -> positions.getOrDefault(end.getKey(), 0L) >= end.getValue());
    }
  }

  /**
   * {@return true once everything of now is applied, false when the loop has ended; cancel it to
   * wait no longer}
   */
  CompletableFuture<Boolean> register() {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    newcomers.add(done);
    if (ended) {
      done.complete(false);
    }
    return done;
  }

  /** {@return whether somebody needs to know where the partitions end} */
  boolean asks() {
    return !newcomers.isEmpty();
  }

  /** Takes ends that were asked for after {@link #asks()} said yes. */
  void ends(int asked, Map<TopicPartition, Long> ends) {
    for (int i = 0; i < asked; i++) {
      CompletableFuture<Boolean> done = newcomers.poll();
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
      return reached && waiter.done().complete(true);
    });
  }

  /** The positions were set back: whoever waits needs new ends. */
  void restart() {
    waiters.forEach(waiter -> newcomers.add(waiter.done()));
    waiters.clear();
  }

  /** The loop has ended: nobody needs to wait any more. */
  void end() {
    restart();
    ended = true;
    newcomers.forEach(done -> done.complete(false));
  }
}
