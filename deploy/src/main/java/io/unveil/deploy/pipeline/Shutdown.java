package io.unveil.deploy.pipeline;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Closes what was opened, in reverse order; one part that fails does not keep the others open.
 * Parts of one step are closed at the same time, because each may take seconds to finish its work.
 */
final class Shutdown implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Shutdown.class.getName());

  private final Deque<List<? extends AutoCloseable>> steps = new ArrayDeque<>();

  /** Adds one part. {@return it} */
  synchronized <T extends AutoCloseable> T add(T part) {
    steps.push(List.of(part));
    return part;
  }

  /** Adds parts that are closed together. {@return them} */
  synchronized <T extends AutoCloseable> List<T> addAll(List<T> parts) {
    steps.push(List.copyOf(parts));
    return parts;
  }

  @Override
  public synchronized void close() {
    while (!steps.isEmpty()) {
      List<? extends AutoCloseable> step = steps.pop();
      if (step.size() == 1) {
        close(step.getFirst());
        continue;
      }
      List<Runnable> closing = new ArrayList<>();
      step.forEach(part -> closing.add(() -> close(part)));
      try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
        closing.forEach(each::execute);
      }
    }
  }

  private static void close(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      LOG.log(Level.WARNING, "closing {0}: {1}", part.getClass().getSimpleName(), e.getMessage());
    }
  }
}
