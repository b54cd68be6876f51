package io.unveil.ingest.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What a lane does now, for its own thread and for those who ask. */
final class LaneState {
  private enum Doing {
    STARTING,
    IDLE,
    WORKING,
    WAITING,
    STOPPED
  }

  private final String name;
  private final LaneSettings settings;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final List<Attempt<?>> abandoned = new ArrayList<>();
  private Doing doing = Doing.STARTING;
  private String problem = "";
  private long stopBy = Long.MAX_VALUE;

  LaneState(String name, LaneSettings settings) {
    this.name = name;
    this.settings = settings;
  }

  synchronized void idle() {
    set(Doing.IDLE, "");
  }

  synchronized void working() {
    set(Doing.WORKING, "");
  }

  /** {@code why} names no sample. */
  synchronized void waiting(String why) {
    set(Doing.WAITING, why);
  }

  synchronized void stopped() {
    set(Doing.STOPPED, "");
  }

  synchronized void abandon(Attempt<?> attempt) {
    abandoned.add(attempt);
  }

  synchronized int abandonedThreads() {
    abandoned.removeIf(attempt -> !attempt.alive());
    return abandoned.size();
  }

  boolean stuck() {
    return abandonedThreads() >= settings.maxAbandonedThreads();
  }

  synchronized void stop() {
    if (stop.getCount() > 0) {
      stopBy = System.nanoTime() + settings.stop().toNanos();
      stop.countDown();
    }
  }

  boolean stopping() {
    return stop.getCount() == 0;
  }

  /** {@return whether even the current record must be given back now} */
  synchronized boolean overdue() {
    return stopping() && System.nanoTime() - stopBy >= 0;
  }

  /** {@return false when the lane was stopped meanwhile, or its thread interrupted} */
  boolean pause(Duration time) {
    try {
      return !stop.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  synchronized StageHealth health() {
    int hanging = abandonedThreads();
    if (doing == Doing.STOPPED) {
      return new StageHealth(name, false, "stopped");
    }
    if (hanging >= settings.maxAbandonedThreads()) {
      return new StageHealth(
          name, false, hanging + " threads hang beyond their deadline; restart this process");
    }
    String threads = hanging == 0 ? "" : "; " + hanging + " threads hang beyond their deadline";
    return switch (doing) {
      case STARTING -> new StageHealth(name, false, "starting");
      case WAITING -> new StageHealth(name, false, problem + threads);
      case WORKING -> new StageHealth(name, true, "working" + threads);
      case IDLE, STOPPED -> new StageHealth(name, true, "waiting for work" + threads);
    };
  }

  private void set(Doing now, String why) {
    doing = now;
    problem = why;
  }
}
