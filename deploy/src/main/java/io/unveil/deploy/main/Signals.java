package io.unveil.deploy.main;

import io.unveil.deploy.cli.ExitCode;
import io.unveil.deploy.cli.StopSignal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * SIGTERM and SIGINT. The JVM answers them by ending, after its shutdown hooks; while signals are
 * caught, our hook lets the command finish first, so that the process ends with the command's own
 * exit status. Ctrl-C pressed again while it finishes ends the process at once; that loses nothing
 * that was acknowledged.
 */
final class Signals implements StopSignal {
  /** Less than what service managers allow before they kill. */
  private static final long FINISH_SECONDS = 60;

  private final CompletableFuture<Void> stop = new CompletableFuture<>();
  private final CompletableFuture<Integer> status = new CompletableFuture<>();

  @Override
  public CompletionStage<Void> catchSignals() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::finish, "stop"));
    Interrupts.handle(this::interrupted);
    return stop;
  }

  /** Ends the process with what the command returned. */
  void end(int exitStatus) {
    status.complete(exitStatus);
    // While a signal ends the JVM this waits for ever, and the hook ends the process.
    System.exit(exitStatus);
  }

  private void interrupted() {
    if (stop.isDone()) {
      System.err.println("unveil: ended at once, before everything was written down");
      Runtime.getRuntime().halt(ExitCode.INTERNAL.status());
    }
    // Waits for the hook, which ends the process with what the command returns.
    Thread.ofPlatform().name("interrupted").start(() -> System.exit(ExitCode.OK.status()));
  }

  private void finish() {
    stop.complete(null);
    int last = ExitCode.INTERNAL.status();
    try {
      last = status.get(FINISH_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException _) {
      System.err.println("unveil: the server did not end in " + FINISH_SECONDS + " s; ended hard");
    }
    Runtime.getRuntime().halt(last);
  }
}
