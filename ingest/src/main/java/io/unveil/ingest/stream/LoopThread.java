package io.unveil.ingest.stream;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The one thread of a loop: started once, told to stop, waited for. */
final class LoopThread {
  private static final Logger LOG = System.getLogger(LoopThread.class.getName());
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Thread thread;
  private final Runnable wakeup;
  private final AtomicBoolean started = new AtomicBoolean();
  private final CountDownLatch stop = new CountDownLatch(1);

  /**
   * @param body returns soon after {@link #stopping()}
   * @param wakeup ends a wait of {@code body} for the broker; called from other threads
   */
  LoopThread(String name, Runnable body, Runnable wakeup) {
    this.wakeup = wakeup;
    // Not a daemon: a batch under way is finished before the process ends.
    this.thread = Thread.ofPlatform().name("unveil-" + name).unstarted(body);
  }

  void start() {
    if (stopping() || !started.compareAndSet(false, true)) {
      throw new IllegalStateException(thread.getName() + " was started or closed before");
    }
    thread.start();
  }

  boolean stopping() {
    return stop.getCount() == 0;
  }

  /** Waits, but not longer than until it must stop. */
  void pause(Duration duration) throws InterruptedException {
    boolean stopped = stop.await(duration.toMillis(), TimeUnit.MILLISECONDS);
    if (stopped) {
      throw new InterruptedException("stopping");
    }
  }

  /** Asks politely, then by interrupt, and returns when the thread has ended or is past hope. */
  void close() {
    stop.countDown();
    if (!started.get()) {
      return;
    }
    wakeup.run();
    try {
      if (!thread.join(PATIENCE)) {
        thread.interrupt();
        if (!thread.join(PATIENCE)) {
          LOG.log(Level.WARNING, "{0} does not stop; the process can end", thread.getName());
        }
      }
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }
}
