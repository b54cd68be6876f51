package io.unveil.ingest.stream;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * A thread that opens a session with the broker and works in it. When that fails it waits, says so,
 * and opens the next, until it is closed. It also keeps what {@link StageHealth} tells of the loop.
 *
 * <p>What only a restart of the process mends, a broken sink or an {@link Error}, ends the thread.
 */
final class SessionLoop {
  private static final Logger LOG = System.getLogger(SessionLoop.class.getName());

  private final String name;
  private final Work work;
  private final LoopThread thread;

  /** Of the loop's thread. */
  private final Backoff backoff = new Backoff();

  private volatile @Nullable Runnable wakeup;
  private volatile boolean ready;
  private volatile String detail = "not started";

  /** What is done in a session. */
  interface Work {
    /** Works until {@link #stopping()}; a return or an exception leads to the next session. */
    void session() throws IOException, InterruptedException;

    /** The thread ends; no session follows. */
    default void ended() {}
  }

  SessionLoop(String name, Work work) {
    this.name = name;
    this.work = work;
    this.thread = new LoopThread(name, this::run, this::wakeup);
  }

  void start(KafkaSettings kafka) {
    detail = "connecting to " + kafka.bootstrapServers();
    thread.start();
  }

  boolean stopping() {
    return thread.stopping();
  }

  /** Sets what ends a wait for the broker, called from other threads; null outside sessions. */
  void wakeup(@Nullable Runnable wakeup) {
    this.wakeup = wakeup;
  }

  /** Sets what {@link #ready()} and {@link #detail()} return. */
  void tell(boolean ready, String detail) {
    this.ready = ready;
    this.detail = detail;
  }

  boolean ready() {
    return ready;
  }

  String detail() {
    return detail;
  }

  /** It works: the wait after the next failure is short again. */
  void steady() {
    backoff.reset();
  }

  /** Is not ready, says why, and waits before the next try. */
  void retryLater(Exception e) throws InterruptedException {
    Duration wait = backoff.next();
    tell(false, "waiting: " + e.getMessage() + "; next try in " + wait.toMillis() + " ms");
    LOG.log(Level.WARNING, "{0}: {1}", name, detail);
    thread.pause(wait);
  }

  /** Is not ready because of something that comes by itself; nothing to warn of. */
  void await(String what, Duration wait) throws InterruptedException {
    tell(false, "waiting for " + what);
    thread.pause(wait);
  }

  void close() {
    thread.close();
    tell(false, "closed");
  }

  private void wakeup() {
    Runnable current = wakeup;
    if (current != null) {
      current.run();
    }
  }

  private void run() {
    try {
      while (!thread.stopping()) {
        session();
      }
    } catch (InterruptedException | InterruptException e) {
      LOG.log(Level.DEBUG, name + " interrupted", e);
    } catch (SinkBrokenException e) {
      stopped(e, "stopped: " + e.getMessage());
    } catch (Error e) {
      stopped(e, "stopped by " + e.getClass().getName());
    } finally {
      work.ended();
    }
  }

  private void session() throws InterruptedException, SinkBrokenException {
    try {
      work.session();
    } catch (WakeupException e) {
      LOG.log(Level.DEBUG, name + " woken up", e);
    } catch (SinkBrokenException | InterruptException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      retryLater(e);
    } finally {
      wakeup = null;
    }
  }

  private void stopped(Throwable e, String what) {
    tell(false, what + "; restart the process");
    LOG.log(Level.ERROR, name + " stopped", e);
  }
}
