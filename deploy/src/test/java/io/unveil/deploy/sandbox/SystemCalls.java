package io.unveil.deploy.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What workers ask of the kernel, as strace sees it: before any filter answers, so also what was
 * refused.
 */
final class SystemCalls {
  private static final Path STRACE = Path.of("/usr/bin/strace");

  /** All that could write a file, reach the network, or start or end another program. */
  private static final String WATCHED =
      Stream.of(
              "open openat openat2 creat truncate ftruncate rename renameat renameat2 link linkat",
              "symlink symlinkat unlink unlinkat mkdir mkdirat rmdir mknod mknodat chmod fchmod",
              "fchmodat chown fchown fchownat memfd_create execve execveat fork vfork kill tkill",
              "ptrace process_vm_writev io_uring_setup mount seccomp")
          .flatMap(names -> Stream.of(names.split(" ")))
          // Not every processor has them all.
          .map(name -> "?" + name)
          .collect(Collectors.joining(",", "%network,", ""));

  private static final Pattern CALL = Pattern.compile("\\d+ +(\\w+)\\((.*)");
  private static final Pattern OPENED = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\".*= \\d+.*");
  private static final Set<String> OPENING = Set.of("open", "openat", "openat2");
  private static final Pattern WRITING =
      Pattern.compile("O_(WRONLY|RDWR|CREAT|TRUNC|APPEND|TMPFILE)");

  private final Path home;
  private final Path logs;

  private SystemCalls(Path home, Path logs) {
    this.home = home;
    this.logs = logs;
  }

  /** {@return whether they can be watched here} */
  static boolean visible() {
    return Files.isExecutable(STRACE);
  }

  /**
   * A JDK whose {@code bin/java} is the real one under strace.
   *
   * @param folder an empty folder for it
   */
  static SystemCalls watchedBelow(Path folder) throws IOException {
    Path logs = Files.createDirectories(folder.resolve("logs"));
    Path home = folder.resolve("jdk");
    Path bin = Files.createDirectories(home.resolve("bin"));
    // As a grandchild (-D): the worker stays the child of its parent, as it must.
    String script =
        """
        #!/bin/sh
        exec %s -D -f -qq --seccomp-bpf -o '%s'/$$.log -e trace='%s' -e signal=none '%s' "$@"
        """
            .formatted(
                STRACE, logs, WATCHED, Path.of(System.getProperty("java.home"), "bin", "java"));
    Path java = Files.writeString(bin.resolve("java"), script);
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new SystemCalls(home, logs);
  }

  /** {@return the JDK that tells} */
  Path home() {
    return home;
  }

  /** {@return how many processes were watched} */
  int processes() throws IOException {
    return logs().size();
  }

  /** {@return the lines of all processes} */
  List<String> all() throws IOException {
    List<String> all = new ArrayList<>();
    for (Path log : logs()) {
      all.addAll(Files.readAllLines(log));
    }
    return all;
  }

  /**
   * {@return what no worker may try once its filter is set, tried or done, and files that it opened
   * elsewhere}
   *
   * @param readable folders and files that workers may read
   * @throws IllegalStateException when a worker set no filter
   */
  List<String> forbidden(List<Path> readable) throws IOException {
    List<String> found = new ArrayList<>();
    for (Path log : logs()) {
      List<String> lines = Files.readAllLines(log);
      int filter = filter(lines);
      if (filter < 0) {
        throw new IllegalStateException("a worker set no filter: " + log);
      }
      lines.stream()
          .skip(filter + 1L)
          .filter(line -> isForbidden(line, readable))
          .forEach(found::add);
    }
    return found;
  }

  private static int filter(List<String> lines) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).contains(" seccomp(SECCOMP_SET_MODE_FILTER")) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isForbidden(String line, List<Path> readable) {
    Matcher call = CALL.matcher(line);
    if (!call.matches()) {
      return false;
    }
    if (!OPENING.contains(call.group(1))) {
      return true;
    }
    if (WRITING.matcher(call.group(2)).find()) {
      return true;
    }
    Matcher opened = OPENED.matcher(call.group(2));
    return opened.find() && readable.stream().noneMatch(Path.of(opened.group(1))::startsWith);
  }

  private List<Path> logs() throws IOException {
    try (Stream<Path> files = Files.list(logs)) {
      return files.sorted().toList();
    }
  }
}
