package io.unveil.indexer;

import java.io.Closeable;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Runs one thing again and again on a thread of its own, until closed. */
final class Ticker implements Closeable {
  private static final System.Logger LOG = System.getLogger(Ticker.class.getName());

  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  Ticker(Duration pause, Runnable work) {
    this.thread =
        Thread.ofPlatform().daemon().name("index-ticker").unstarted(() -> run(pause, work));
  }

  void start() {
    thread.start();
  }

  /** Says a problem that no caller can be told. */
  static void report(Exception problem) {
    LOG.log(System.Logger.Level.ERROR, problem.getMessage());
  }

  /** Waits for a run that is under way, and does not interrupt it: it may be writing. */
  @Override
  public void close() {
    closing.countDown();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(Duration pause, Runnable work) {
    try {
      while (!closing.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
        once(work);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * A defect ends one run and not all of them: nothing would become visible or durable any more.
   */
  private static void once(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "the index could not be refreshed", e);
    }
  }
}
