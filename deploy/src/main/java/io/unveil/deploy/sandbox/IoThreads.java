package io.unveil.deploy.sandbox;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Threads that read and write pipes, which cannot be interrupted while they wait. */
final class IoThreads {
  private static final long STACK_BYTES = 1 << 20;
  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(
          Thread.ofPlatform().name("worker-io-", 0).stackSize(STACK_BYTES).daemon().factory());

  private IoThreads() {}

  static void run(Runnable task) {
    var _ = THREADS.submit(task);
  }
}
