package io.unveil.deploy.sandbox;

import io.unveil.deploy.sandbox.WorkerFailedException.Kind;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a process ended, in words. */
final class ExitText {
  /** Java reports a process that a signal ended as this plus the signal's number. */
  private static final int BY_SIGNAL = 128;

  /** What {@code -XX:+ExitOnOutOfMemoryError} ends a JVM with. */
  private static final int OUT_OF_MEMORY = 3;

  private static final Map<Integer, String> SIGNALS =
      Map.of(
          4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 9, "SIGKILL", 11, "SIGSEGV", 15, "SIGTERM", 24,
          "SIGXCPU", 25, "SIGXFSZ", 31, "SIGSYS");

  private ExitText() {}

  /** {@return such as {@code exit 3} or {@code SIGKILL}, null while it lives} */
  static @Nullable String of(Process process) {
    if (process.isAlive()) {
      return null;
    }
    int status = process.exitValue();
    return status <= BY_SIGNAL
        ? "exit " + status
        : SIGNALS.getOrDefault(status - BY_SIGNAL, "signal " + (status - BY_SIGNAL));
  }

  /**
   * {@return why a process that ended by itself did}
   *
   * @param complaints the beginning of what it wrote to standard error
   * @param heapBytes its largest heap
   */
  static WorkerFailedException failure(Process process, String complaints, long heapBytes) {
    int status = process.exitValue();
    String exit = String.valueOf(of(process));
    // A JVM that gets no memory from the system says so, and ends with 1 or a signal.
    boolean refused =
        complaints.contains("OutOfMemoryError") || complaints.contains("insufficient memory");
    if (status == OUT_OF_MEMORY || refused) {
      return new WorkerFailedException(
          Kind.MEMORY, "the worker's memory ran out (" + exit + ")", heapBytes, exit);
    }
    if (exit.equals("SIGXCPU")) {
      return new WorkerFailedException(
          Kind.CPU, "the worker's processor time ran out (" + exit + ")", exit);
    }
    return status > BY_SIGNAL
        ? new WorkerFailedException(Kind.SIGNAL, "the worker was ended by " + exit, exit)
        : new WorkerFailedException(Kind.DEFECT, "the worker ended with " + exit, exit);
  }
}
