package io.unveil.deploy.sandbox;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Looks for idle workers later, on one thread for all pools. */
final class IdleWatch {
  private static final ScheduledExecutorService THREAD =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("worker-idle").daemon().factory());

  private IdleWatch() {}

  static void look(Runnable look, Duration after) {
    var _ = THREAD.schedule(look, after.toMillis() + 1, TimeUnit.MILLISECONDS);
  }
}
