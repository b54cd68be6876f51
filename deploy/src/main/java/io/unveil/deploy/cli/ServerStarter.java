package io.unveil.deploy.cli;

/** Starts the whole pipeline in this process. */
@FunctionalInterface
public interface ServerStarter {
  /**
   * Starts, and returns when it is ready to take samples.
   *
   * @throws StartException when it cannot; whatever was begun is closed again
   * @throws InterruptedException when told to give up
   */
  Server start(ServeOptions options) throws StartException, InterruptedException;
}
