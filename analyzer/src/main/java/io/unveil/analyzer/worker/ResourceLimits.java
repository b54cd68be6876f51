package io.unveil.analyzer.worker;

import io.unveil.analyzer.worker.NativeCalls.NativeException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The kernel's limits on one process ({@code setrlimit(2)}). Writable memory instead of address
 * space: a JVM reserves far more addresses than it fills.
 */
final class ResourceLimits {
  private static final int CPU_SECONDS = 0;
  private static final int FILE_BYTES = 1;
  private static final int WRITABLE_BYTES = 2;
  private static final int CORE_BYTES = 4;
  private static final int OPEN_FILES = 7;
  private static final long MOST_OPEN_FILES = 1_024;

  private final NativeCalls calls;

  ResourceLimits(NativeCalls calls) {
    this.calls = calls;
  }

  /**
   * Lowers the limits of this process for good.
   *
   * @param memoryBytes private memory that may be written, heap and all else
   * @param cpuSeconds processor time of its whole life
   */
  void lower(long memoryBytes, long cpuSeconds) throws NativeException {
    lower(CORE_BYTES, 0);
    lower(FILE_BYTES, 0);
    lower(OPEN_FILES, MOST_OPEN_FILES);
    lower(WRITABLE_BYTES, memoryBytes);
    lower(CPU_SECONDS, cpuSeconds);
  }

  private void lower(int resource, long most) throws NativeException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pair = arena.allocate(ValueLayout.JAVA_LONG, 2);
      calls.call(Syscall.PRLIMIT64, 0, resource, 0, pair.address());
      long hard = pair.getAtIndex(ValueLayout.JAVA_LONG, 1);
      long bound = Long.compareUnsigned(hard, most) < 0 ? hard : most;
      pair.setAtIndex(ValueLayout.JAVA_LONG, 0, bound);
      pair.setAtIndex(ValueLayout.JAVA_LONG, 1, bound);
      calls.call(Syscall.PRLIMIT64, 0, resource, pair.address(), 0);
    }
  }
}
