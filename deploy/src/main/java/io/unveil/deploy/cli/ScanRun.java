package io.unveil.deploy.cli;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Scans inputs on several threads and hands the results over in the order of the inputs. At most
 * {@code WINDOW} results a thread are begun or wait, so memory does not grow with the number of
 * inputs.
 */
final class ScanRun<R> {
  private static final int WINDOW = 4;

  /**
   * Reserved, not committed: room for the deepest recursion that the analyzer's own bounds allow.
   */
  private static final long STACK_BYTES = 16L << 20;

  private final Function<Input, R> scan;
  private final int threads;

  /**
   * @param scan one input to one result, whatever happens; used by several threads at once
   */
  ScanRun(Function<Input, R> scan, int threads) {
    this.scan = scan;
    this.threads = threads;
  }

  /** What is done with each result, in order. */
  @FunctionalInterface
  interface Sink<R> {
    void take(R result) throws IOException;
  }

  /**
   * Scans all inputs.
   *
   * @throws IOException when {@code sink} throws it; the inputs left are not begun
   */
  void run(List<Input> inputs, Sink<R> sink) throws IOException, InterruptedException {
    ExecutorService pool =
        Executors.newFixedThreadPool(
            Math.min(threads, Math.max(1, inputs.size())),
            Thread.ofPlatform().name("scan-", 0).stackSize(STACK_BYTES).daemon().factory());
    try {
      Queue<Future<R>> begun = new ArrayDeque<>();
      Iterator<Input> left = inputs.iterator();
      while (left.hasNext() || !begun.isEmpty()) {
        while (left.hasNext() && begun.size() < WINDOW * threads) {
          Input next = left.next();
          begun.add(pool.submit(() -> scan.apply(next)));
        }
        sink.take(result(begun.remove()));
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private static <R> R result(Future<R> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a scan thread ended: " + e.getCause(), e.getCause());
    }
  }
}
