package io.unveil.deploy.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One place of the fleet: a process that is started again whenever it ended. */
final class Member {
  private static final long PAUSE_BEFORE_RESTART_MS = 500;

  private final String name;
  private final Path logs;
  private List<String> command;
  private @Nullable Process process;
  private boolean ready;
  private boolean killed;
  private int starts;
  private int endedByItself;
  private long endedAt;

  Member(String name, List<String> command, Path logs) {
    this.name = name;
    this.command = List.copyOf(command);
    this.logs = logs;
  }

  String name() {
    return name;
  }

  /**
   * Starts the process when it does not run, and notices that it is ready or has ended.
   *
   * @return what changed, or null
   */
  synchronized @Nullable String look() throws IOException {
    Process running = process;
    if (running == null) {
      if (System.currentTimeMillis() - endedAt < PAUSE_BEFORE_RESTART_MS) {
        return null;
      }
      start();
      return null;
    }
    if (!running.isAlive()) {
      process = null;
      endedAt = System.currentTimeMillis();
      boolean wasReady = ready;
      ready = false;
      if (killed) {
        return null;
      }
      endedByItself++;
      return "%s ended by itself with status %d%s"
          .formatted(name, running.exitValue(), wasReady ? "" : " before it was ready");
    }
    if (!ready && said("ready at ")) {
      ready = true;
      return name + " is ready";
    }
    return null;
  }

  private void start() throws IOException {
    starts++;
    killed = false;
    Process started =
        new ProcessBuilder(command)
            .redirectOutput(log("out").toFile())
            .redirectError(log("err").toFile())
            .start();
    started.getOutputStream().close();
    process = started;
  }

  private Path log(String stream) {
    return logs.resolve("%s.%03d.%s".formatted(name, starts, stream));
  }

  private boolean said(String text) throws IOException {
    return new String(Files.readAllBytes(log("out")), StandardCharsets.UTF_8).contains(text);
  }

  synchronized boolean ready() {
    return ready && process != null && process.isAlive();
  }

  /** {@return how often the process ended although nobody killed it} */
  synchronized int endedByItself() {
    return endedByItself;
  }

  /** Starts with this command from the next start on. */
  synchronized void use(List<String> words) {
    command = List.copyOf(words);
  }

  /** {@return how often it was started} */
  synchronized int starts() {
    return starts;
  }

  /** {@return the processes that it has started and that live} */
  synchronized List<ProcessHandle> children() {
    return process == null ? List.of() : process.children().toList();
  }

  /** SIGTERM, after which it is expected to end. */
  synchronized void terminate() {
    if (process != null) {
      killed = true;
      process.destroy();
    }
  }

  /** SIGKILL, also to a stopped process. {@return whether there was one to kill} */
  synchronized boolean kill() throws InterruptedException {
    Process running = process;
    if (running == null || !running.isAlive()) {
      return false;
    }
    killed = true;
    running.destroyForcibly();
    return running.waitFor(30, TimeUnit.SECONDS);
  }

  /** Sends a signal by its name, such as {@code STOP}, to the process that runs now, if any. */
  void signal(String signal) throws IOException, InterruptedException {
    Process running;
    synchronized (this) {
      running = process;
    }
    if (running != null && running.isAlive()) {
      new ProcessBuilder("kill", "-" + signal, Long.toString(running.pid())).start().waitFor();
    }
  }
}
