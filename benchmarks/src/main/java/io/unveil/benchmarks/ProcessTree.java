package io.unveil.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a process and those that it started use. Linux only. */
final class ProcessTree {
  private static final Pattern SHARE = Pattern.compile("(?m)^Pss:\\s+(\\d+) kB");
  private static final Pattern LIVE = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");

  /** USER_HZ, which is 100 on all architectures that Java runs on. */
  private static final double CLOCK_TICKS = 100;

  private final ProcessHandle root;

  ProcessTree(ProcessHandle root) {
    this.root = root;
  }

  /**
   * {@return bytes in memory of all processes, what they share counted once (the sum of Pss)}
   *
   * @throws IOException when the kernel does not tell
   */
  long residentBytes() throws IOException {
    long bytes = 0;
    for (ProcessHandle process : processes()) {
      Path file = Path.of("/proc", Long.toString(process.pid()), "smaps_rollup");
      String text;
      try {
        text = Files.readString(file);
      } catch (IOException e) {
        if (process.isAlive()) {
          throw e;
        }
        continue;
      }
      Matcher share = SHARE.matcher(text);
      bytes += share.find() ? Long.parseLong(share.group(1)) << 10 : 0;
    }
    return bytes;
  }

  /** {@return bytes of the first process' heap that a full collection leaves} */
  long liveHeapBytes() throws IOException, InterruptedException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process asked =
        new ProcessBuilder(jcmd, Long.toString(root.pid()), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String text = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Matcher live = LIVE.matcher(text);
    if (asked.waitFor() != 0 || !live.find()) {
      throw new IOException("jcmd does not tell the heap of process " + root.pid());
    }
    return Long.parseLong(live.group(1));
  }

  /** {@return processor time of the first process, in seconds} */
  double own() {
    return root.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
  }

  /**
   * {@return processor time of all processes that live, and of those that the first one started and
   * that ended, in seconds}
   *
   * @throws IOException when the kernel does not tell
   */
  double processorSeconds() throws IOException {
    double living =
        processes().stream()
            .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
            .mapToDouble(time -> time.toNanos() / 1e9)
            .sum();
    return living + ofEnded();
  }

  /** Fields 16 and 17 of proc_pid_stat(5). */
  private double ofEnded() throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(root.pid()), "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) / CLOCK_TICKS;
  }

  /** {@return open files of the first process} */
  long openFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(root.pid()), "fd"))) {
      return files.count();
    }
  }

  /** {@return how many processes there are} */
  int size() {
    return processes().size();
  }

  private List<ProcessHandle> processes() {
    return Stream.concat(Stream.of(root), root.descendants()).toList();
  }
}
