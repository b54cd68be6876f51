package io.unveil.ingest.stream;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One attempt at a piece of work, on a thread of its own that can be abandoned. */
final class Attempt<R> {
  /** As large as that of a scanning thread of the command line. */
  private static final long STACK_BYTES = 16L << 20;

  private final FutureTask<R> task;
  private final Thread thread;

  private Attempt(FutureTask<R> task, Thread thread) {
    this.task = task;
    this.thread = thread;
  }

  static <R> Attempt<R> start(String threadName, Callable<R> work) {
    FutureTask<R> task = new FutureTask<>(work);
    Thread thread =
        Thread.ofPlatform().name(threadName).daemon(true).stackSize(STACK_BYTES).start(task);
    return new Attempt<>(task, thread);
  }

  /** {@return whether it ended within {@code longest}} */
  boolean await(Duration longest) throws InterruptedException {
    try {
      task.get(Math.max(1, longest.toMillis()), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      return true;
    }
  }

  /**
   * {@return the result of an attempt that ended}
   *
   * @throws ExecutionException with what the work threw
   */
  R result() throws ExecutionException, InterruptedException {
    return task.get();
  }

  void interrupt() {
    thread.interrupt();
  }

  boolean alive() {
    return thread.isAlive();
  }
}
