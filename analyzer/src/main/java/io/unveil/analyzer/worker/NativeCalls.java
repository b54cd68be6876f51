package io.unveil.analyzer.worker;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * System calls of Linux through the one function {@code syscall} of the C library: a single native
 * handle, because each costs milliseconds at the start of a process.
 */
final class NativeCalls {
  /** {@code ENOSYS}: the kernel has no such call. */
  static final int NOT_THERE = 38;

  /** {@code EOPNOTSUPP}: the kernel has it, and it is switched off. */
  static final int SWITCHED_OFF = 95;

  private static final int MOST_ARGUMENTS = 5;
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(StructLayout.PathElement.groupElement("errno"));

  private final Processor processor;
  private final MethodHandle syscall;
  private final MemorySegment state;

  private NativeCalls(Processor processor, MethodHandle syscall, MemorySegment state) {
    this.processor = processor;
    this.syscall = syscall;
    this.state = state;
  }

  /** A call failed. */
  static final class NativeException extends Exception {
    private static final long serialVersionUID = 1L;
    private final int errno;

    NativeException(Syscall call, int errno) {
      super(call.name().toLowerCase(java.util.Locale.ROOT) + " failed with errno " + errno);
      this.errno = errno;
    }

    int errno() {
      return errno;
    }
  }

  /**
   * Links the function.
   *
   * @throws java.util.NoSuchElementException when the C library has none
   */
  @SuppressWarnings("restricted") // the one place where native code is called
  static NativeCalls link(Processor processor, Arena arena) {
    Linker linker = Linker.nativeLinker();
    ValueLayout.OfLong word = ValueLayout.JAVA_LONG;
    MethodHandle syscall =
        linker.downcallHandle(
            linker.defaultLookup().find("syscall").orElseThrow(),
            FunctionDescriptor.of(word, word, word, word, word, word, word),
            Linker.Option.firstVariadicArg(1),
            Linker.Option.captureCallState("errno"));
    return new NativeCalls(processor, syscall, arena.allocate(STATE));
  }

  Processor processor() {
    return processor;
  }

  /**
   * Makes a call.
   *
   * @param arguments at most five; those left out are 0
   * @return what it returned, 0 or more
   * @throws NativeException when it returned -1
   */
  long call(Syscall call, long... arguments) throws NativeException {
    long[] all = java.util.Arrays.copyOf(arguments, MOST_ARGUMENTS);
    long result = invoke(call.number(processor), all);
    if (result < 0) {
      throw new NativeException(call, (int) ERRNO.get(state, 0L));
    }
    return result;
  }

  private long invoke(long number, long[] a) {
    try {
      return (long) syscall.invokeExact(state, number, a[0], a[1], a[2], a[3], a[4]);
    } catch (Error | RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new LinkageError("a native call throws nothing", e);
    }
  }
}
