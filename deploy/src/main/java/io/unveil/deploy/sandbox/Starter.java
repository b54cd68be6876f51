package io.unveil.deploy.sandbox;

import io.unveil.deploy.sandbox.WorkerFailedException.Kind;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The one thread that starts processes. Linux sends the signal that tells a child of its parent's
 * death when the <em>thread</em> that started it ends, so that thread must live as long as we do.
 */
final class Starter {
  private static final ExecutorService THREAD =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("worker-start").daemon().factory());

  private Starter() {}

  static Process start(ProcessBuilder command) throws WorkerFailedException, InterruptedException {
    try {
      return THREAD.submit(command::start).get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException reason) {
        throw new WorkerFailedException(
            Kind.START, "a worker cannot be started: " + reason.getMessage(), null);
      }
      throw new IllegalStateException("a worker cannot be started", e.getCause());
    }
  }
}
