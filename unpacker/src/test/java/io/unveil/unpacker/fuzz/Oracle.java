package io.unveil.unpacker.fuzz;

import com.sun.management.ThreadMXBean;
import io.unveil.unpacker.MalformedApkException;
import java.lang.management.ManagementFactory;

/**
 * What must hold for every input: nothing but {@link MalformedApkException} escapes, memory stays
 * within {@value #MAX_GROWTH} times the input and {@value #SLACK_BYTES} bytes, and, while fuzzing,
 * one MiB of input takes no more than a second of processor time.
 */
final class Oracle {
  private static final int MAX_GROWTH = 64;
  private static final long SLACK_BYTES = 16 << 20;
  private static final long NANOS_PER_MIB = 1_000_000_000L;
  private static final int MIB = 1 << 20;

  /** The first runs of code load, instrument and compile it, which is not the input's doing. */
  private static final int MEASUREMENTS = 3;

  /** Set by {@code unpacker/fuzz}; a test asserts no time. */
  private static final boolean TIMED = Boolean.getBoolean("unveil.fuzz.timed");

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Oracle() {}

  /** A reader of hostile bytes. */
  @FunctionalInterface
  interface Target {
    /**
     * @throws MalformedApkException the one way to refuse bytes
     */
    void read(byte[] input) throws MalformedApkException;
  }

  /**
   * Reads one input.
   *
   * @throws AssertionError when it takes too much memory or time
   */
  static void check(byte[] input, Target target) {
    String excess = excess(input, target);
    for (int i = 1; i < MEASUREMENTS && !excess.isEmpty(); i++) {
      excess = excess(input, target);
    }
    if (!excess.isEmpty()) {
      throw new AssertionError(excess + " for " + input.length + " bytes of input");
    }
  }

  /** Reads the input once; returns what it took too much of, or an empty string. */
  private static String excess(byte[] input, Target target) {
    long cpu = THREADS.getCurrentThreadCpuTime();
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    try {
      target.read(input);
    } catch (MalformedApkException _) {
      // The declared way to end.
    }
    allocated = THREADS.getCurrentThreadAllocatedBytes() - allocated;
    cpu = THREADS.getCurrentThreadCpuTime() - cpu;
    if (allocated > MAX_GROWTH * (long) input.length + SLACK_BYTES) {
      return allocated + " bytes of memory";
    }
    boolean slow = cpu > NANOS_PER_MIB * Math.max(input.length, MIB) / MIB;
    return TIMED && slow ? cpu / 1_000_000 + " ms of processor time" : "";
  }
}
