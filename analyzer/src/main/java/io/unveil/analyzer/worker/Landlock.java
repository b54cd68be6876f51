package io.unveil.analyzer.worker;

import io.unveil.analyzer.worker.NativeCalls.NativeException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * File access by the kernel's Landlock (see the kernel's {@code userspace-api/landlock}): reading
 * below named places, writing nowhere, no TCP. It holds for the calling thread and the threads that
 * it starts afterwards, so it is set before the thread that reads samples exists.
 */
final class Landlock {
  private static final long READ_FILE = 1 << 2;
  private static final long READ_FOLDER = 1 << 3;

  /** Rights of files by version: up to {@code MAKE_SYM}, then refer, truncate, device control. */
  private static final long[] FILE_RIGHTS = {0x1FFF, 0x3FFF, 0x7FFF, 0x7FFF, 0xFFFF};

  private static final int WITH_NETWORK = 4;
  private static final long BIND_AND_CONNECT = 3;
  private static final int WITH_SCOPES = 6;
  private static final long ABSTRACT_SOCKETS = 1;

  private static final long VERSION_ASKED = 1;
  private static final long BENEATH = 1;
  private static final long THIS_FOLDER = -100;
  private static final long PATH_ONLY = 0x20_0000 | 0x8_0000;

  /** What a JVM looks at while it runs: its own process, its memory limit, random bytes. */
  private static final List<Path> SYSTEM =
      List.of(
          Path.of("/proc/self"),
          Path.of("/sys/fs/cgroup"),
          Path.of("/dev/null"),
          Path.of("/dev/urandom"),
          Path.of("/dev/random"));

  private final NativeCalls calls;

  Landlock(NativeCalls calls) {
    this.calls = calls;
  }

  /**
   * Restricts this thread and its children to reading below {@code readable}.
   *
   * @return the version of Landlock
   * @throws NativeException when the kernel has none, or it is switched off
   */
  int restrict(List<Path> readable) throws NativeException {
    int version = (int) calls.call(Syscall.LANDLOCK_CREATE_RULESET, 0, 0, VERSION_ASKED);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment rights = arena.allocate(ValueLayout.JAVA_LONG, 3);
      long files = FILE_RIGHTS[Math.min(version, FILE_RIGHTS.length) - 1];
      rights.setAtIndex(ValueLayout.JAVA_LONG, 0, files);
      rights.setAtIndex(ValueLayout.JAVA_LONG, 1, version < WITH_NETWORK ? 0 : BIND_AND_CONNECT);
      rights.setAtIndex(ValueLayout.JAVA_LONG, 2, version < WITH_SCOPES ? 0 : ABSTRACT_SOCKETS);
      int words = version < WITH_NETWORK ? 1 : version < WITH_SCOPES ? 2 : 3;
      long rules =
          calls.call(
              Syscall.LANDLOCK_CREATE_RULESET, rights.address(), (long) words * Long.BYTES, 0);
      try {
        for (Path path : SYSTEM) {
          allow(arena, rules, path);
        }
        for (Path path : readable) {
          allow(arena, rules, path);
        }
        calls.call(Syscall.LANDLOCK_RESTRICT_SELF, rules, 0);
      } finally {
        calls.call(Syscall.CLOSE, rules);
      }
    }
    return version;
  }

  /** What is not there cannot be read anyway. */
  private void allow(Arena arena, long rules, Path path) throws NativeException {
    MemorySegment name =
        arena.allocateFrom(path.toAbsolutePath().toString(), StandardCharsets.UTF_8);
    long file;
    try {
      file = calls.call(Syscall.OPENAT, THIS_FOLDER, name.address(), PATH_ONLY, 0);
    } catch (NativeException _) {
      return;
    }
    try {
      // struct landlock_path_beneath_attr is packed.
      MemorySegment rule = arena.allocate(12, Long.BYTES);
      boolean folder = Files.isDirectory(path);
      rule.set(ValueLayout.JAVA_LONG, 0, folder ? READ_FILE | READ_FOLDER : READ_FILE);
      rule.set(ValueLayout.JAVA_INT, Long.BYTES, (int) file);
      calls.call(Syscall.LANDLOCK_ADD_RULE, rules, BENEATH, rule.address(), 0);
    } finally {
      calls.call(Syscall.CLOSE, file);
    }
  }
}
