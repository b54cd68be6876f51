package io.unveil.analyzer.worker;

import io.unveil.analyzer.worker.NativeCalls.NativeException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Takes rights from this process, one layer after the other. A layer that the system does not have
 * is named with its reason and left out; it never keeps a worker from working.
 */
final class SandboxLayers {
  private static final long PARENT_DEATH_SIGNAL = 1;
  private static final long KILL = 9;
  private static final long NO_NEW_PRIVILEGES = 38;
  private static final long SET_FILTER = 1;
  private static final long ALL_THREADS = 1;
  private static final int INSTRUCTION_BYTES = 8;

  private final List<String> active = new ArrayList<>();
  private final List<String> missing = new ArrayList<>();

  /**
   * What holds.
   *
   * @param active names of the layers that are set
   * @param missing {@code name: reason} of those that are not
   */
  record Set(List<String> active, List<String> missing) {}

  /** The parent is gone already. */
  static final class OrphanException extends Exception {
    private static final long serialVersionUID = 1L;

    OrphanException() {
      super("the process that started this worker has ended");
    }
  }

  private interface Layer {
    String set() throws NativeException;
  }

  /**
   * Sets all layers that the system has. Called on the thread that starts the one which reads
   * samples, and before it does.
   */
  static Set set(Request.Configure given) throws OrphanException {
    SandboxLayers layers = new SandboxLayers();
    layers.active.add("process");
    var processor = Processor.of(System.getProperty("os.name"), System.getProperty("os.arch"));
    if (processor.isEmpty()) {
      layers.missing.add("kernel: the sandbox knows Linux on x86-64 and AArch64 only");
      return layers.result();
    }
    try {
      NativeCalls calls = NativeCalls.link(processor.get(), Arena.global());
      layers.all(calls, given);
    } catch (NoSuchElementException | UnsupportedOperationException | LinkageError e) {
      layers.missing.add("kernel: native calls do not work here (" + e.getMessage() + ")");
    }
    return layers.result();
  }

  private void all(NativeCalls calls, Request.Configure given) throws OrphanException {
    layer("parent-death", () -> parentDeath(calls));
    if (parent(calls) != given.parentProcess()) {
      throw new OrphanException();
    }
    layer(
        "rlimits",
        () -> {
          new ResourceLimits(calls).lower(given.memoryBytes(), given.cpuSeconds());
          return "rlimits";
        });
    layer(
        "no-new-privileges",
        () -> {
          calls.call(Syscall.PRCTL, NO_NEW_PRIVILEGES, 1);
          return "no-new-privileges";
        });
    List<Path> readable = given.readable().stream().map(Path::of).toList();
    layer("landlock", () -> "landlock-" + new Landlock(calls).restrict(readable));
    layer("seccomp", () -> seccomp(calls));
  }

  private static String parentDeath(NativeCalls calls) throws NativeException {
    calls.call(Syscall.PRCTL, PARENT_DEATH_SIGNAL, KILL);
    return "parent-death";
  }

  private static long parent(NativeCalls calls) {
    try {
      return calls.call(Syscall.GETPPID);
    } catch (NativeException e) {
      throw new AssertionError("getppid(2) cannot fail", e);
    }
  }

  private static String seccomp(NativeCalls calls) throws NativeException {
    List<SeccompFilter.Instruction> program =
        SeccompFilter.program(calls.processor(), (int) calls.call(Syscall.GETPID));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment code = arena.allocate((long) program.size() * INSTRUCTION_BYTES, Long.BYTES);
      for (int i = 0; i < program.size(); i++) {
        SeccompFilter.Instruction one = program.get(i);
        long at = (long) i * INSTRUCTION_BYTES;
        code.set(ValueLayout.JAVA_SHORT, at, (short) one.code());
        code.set(ValueLayout.JAVA_BYTE, at + 2, (byte) one.whenTrue());
        code.set(ValueLayout.JAVA_BYTE, at + 3, (byte) one.whenFalse());
        code.set(ValueLayout.JAVA_INT, at + 4, one.operand());
      }
      MemorySegment head = arena.allocate(16, Long.BYTES);
      head.set(ValueLayout.JAVA_SHORT, 0, (short) program.size());
      head.set(ValueLayout.JAVA_LONG, Long.BYTES, code.address());
      long thread = calls.call(Syscall.SECCOMP, SET_FILTER, ALL_THREADS, head.address());
      if (thread != 0) {
        throw new NativeException(Syscall.SECCOMP, (int) thread);
      }
    }
    return "seccomp";
  }

  private void layer(String name, Layer layer) {
    try {
      active.add(layer.set());
    } catch (NativeException e) {
      missing.add(name + ": " + reason(e));
    }
  }

  private static String reason(NativeException e) {
    return switch (e.errno()) {
      case NativeCalls.NOT_THERE -> "this kernel has none";
      case NativeCalls.SWITCHED_OFF -> "switched off in this kernel";
      default -> String.valueOf(e.getMessage());
    };
  }

  private Set result() {
    return new Set(List.copyOf(active), List.copyOf(missing));
  }
}
