package io.unveil.deploy.sandbox;

import io.unveil.unpacker.Limits;
import java.util.List;

/** A process that has a worker, and waits to be killed. */
final class ParentProbe {
  private ParentProbe() {}

  /** Prints the worker's process id. */
  public static void main(String[] arguments) throws Exception {
    WorkerProcess worker =
        WorkerProcess.start(
            new WorkerSettings(
                WorkerLaunch.ofThisProcess(),
                List.of(),
                Limits.DEFAULT,
                WorkerSettings.Bounds.DEFAULT));
    System.out.println(worker.pid());
    Thread.sleep(600_000);
  }
}
