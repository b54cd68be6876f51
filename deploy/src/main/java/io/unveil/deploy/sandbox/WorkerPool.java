package io.unveil.deploy.sandbox;

import io.unveil.analyzer.worker.Reply;
import io.unveil.analyzer.worker.Request;
import io.unveil.deploy.sandbox.WorkerFailedException.Kind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Workers, as many as jobs at once, at most {@code most}. They are started when they are needed,
 * used again, and replaced when they are worn. One that failed is replaced beside other work, so
 * that the sample after a bad one need not wait for a start. Safe for many threads.
 */
final class WorkerPool implements AutoCloseable {
  /** A job that waited as long as this is worth the start of another worker. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final WorkerSettings settings;
  private final boolean once;
  private final Semaphore places;
  private final Deque<WorkerProcess> idle = new ArrayDeque<>();
  private List<String> layers = List.of();
  private List<String> missing = List.of();
  private long started;
  private int reserve;
  private boolean closed;
  private boolean watched;

  private WorkerPool(WorkerSettings settings, int soon, int most, boolean once) {
    this.settings = settings;
    this.once = once;
    this.places = new Semaphore(soon, true);
    this.reserve = most - soon;
  }

  /**
   * {@return workers that do many jobs}
   *
   * @param soon workers that are started as soon as there are jobs for them
   * @param most workers at once, when jobs wait long
   */
  static WorkerPool of(WorkerSettings settings, int soon, int most) {
    return new WorkerPool(settings, soon, most, false);
  }

  /** {@return one worker at a time, each for one job} */
  static WorkerPool once(WorkerSettings settings) {
    return new WorkerPool(settings, 1, 1, true);
  }

  /**
   * Does one job; waits for a worker when all are busy.
   *
   * @param stage told of each stage that begins
   * @param expected whether an answer is about what was asked; else the worker is not used again
   */
  Reply run(Request job, Consumer<String> stage, Predicate<Reply> expected)
      throws WorkerFailedException, InterruptedException {
    boolean failed = false;
    acquire();
    try {
      WorkerProcess worker = take();
      failed = true;
      Reply reply = worker.run(job, stage);
      if (!expected.test(reply)) {
        worker.close();
        throw new WorkerFailedException(
            Kind.PROTOCOL, "the worker answered about something else than it was asked", null);
      }
      failed = false;
      giveBack(worker);
      return reply;
    } finally {
      places.release();
      if (failed) {
        warmUp();
      }
    }
  }

  private void acquire() throws InterruptedException {
    while (mayGrow()) {
      if (places.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS) || grows()) {
        return;
      }
    }
    // Not in portions of time: each would begin at the end of the queue.
    places.acquire();
  }

  private synchronized boolean mayGrow() {
    return reserve > 0;
  }

  /** {@return whether there is one place more from now on, which the caller holds} */
  private synchronized boolean grows() {
    if (reserve == 0) {
      return false;
    }
    reserve--;
    return true;
  }

  /** Starts one beside other work when none is idle, so that the next job finds it ready. */
  void warmUp() {
    IoThreads.run(() -> {
      if (!places.tryAcquire()) {
        return;
      }
      try {
        if (wanted()) {
          giveBack(start());
        }
      } catch (WorkerFailedException _) {
        // The first job will meet the same and tell.
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      } finally {
        places.release();
      }
    });
  }

  private synchronized boolean wanted() {
    return !closed && !once && idle.isEmpty();
  }

  /** {@return names of the layers that held in the worker that was started last} */
  synchronized List<String> layers() {
    return layers;
  }

  /** {@return the layers that the system does not have, with the reason} */
  synchronized List<String> missing() {
    return missing;
  }

  /** {@return how many workers were started so far} */
  synchronized long started() {
    return started;
  }

  private WorkerProcess take() throws WorkerFailedException, InterruptedException {
    WorkerProcess found = once ? null : idle();
    return found == null ? start() : found;
  }

  /** {@return an idle one; null when one must be started} */
  private synchronized @Nullable WorkerProcess idle() {
    idle.removeIf(worker -> {
      boolean dead = !worker.alive();
      if (dead) {
        worker.close();
      }
      return dead;
    });
    return idle.poll();
  }

  private WorkerProcess start() throws WorkerFailedException, InterruptedException {
    WorkerProcess worker = WorkerProcess.start(settings);
    synchronized (this) {
      layers = worker.layers();
      missing = worker.missing();
      started++;
    }
    return worker;
  }

  private synchronized void giveBack(WorkerProcess worker) {
    if (closed || once || worker.worn()) {
      worker.close();
    } else {
      worker.rests();
      idle.push(worker);
      watch();
    }
  }

  private void watch() {
    if (!watched) {
      watched = true;
      IdleWatch.look(this::dropIdle, settings.bounds().idle());
    }
  }

  /** Ends those that had nothing to do for long. */
  private synchronized void dropIdle() {
    watched = false;
    idle.removeIf(worker -> {
      boolean drop = worker.restedFor(settings.bounds().idle());
      if (drop) {
        worker.close();
      }
      return drop;
    });
    if (!idle.isEmpty()) {
      watch();
    }
  }

  /** Ends all that are idle; busy ones end with their job. */
  @Override
  public synchronized void close() {
    closed = true;
    idle.forEach(WorkerProcess::close);
    idle.clear();
  }
}
