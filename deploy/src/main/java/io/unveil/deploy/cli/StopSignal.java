package io.unveil.deploy.cli;

import java.util.concurrent.CompletionStage;

/** Asks a command that runs on and on to end: SIGTERM or SIGINT. */
@FunctionalInterface
public interface StopSignal {
  /**
   * From now on a signal does not end the process; it completes the result, and the process ends
   * when the command does.
   */
  CompletionStage<Void> catchSignals();
}
