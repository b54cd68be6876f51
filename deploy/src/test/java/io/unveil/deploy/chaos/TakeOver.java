package io.unveil.deploy.chaos;

import io.unveil.deploy.chaos.Event.Held;
import io.unveil.deploy.chaos.Event.Taken;
import io.unveil.deploy.chaos.Fault.Part;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Kills workers, notes what they were reading, and watches for the first sign that someone else has
 * it; also counts sandboxed workers that outlive who started them.
 */
final class TakeOver implements AutoCloseable {
  private static final long LOOK_MS = 25;
  private static final long IDLE_MS = 200;

  /** A process that a worker starts meanwhile is seen after this at the latest. */
  private static final int LOOKS_PER_LISTING = 10;

  private final Fleet fleet;
  private final History history;
  private final Map<String, Long> waiting = new ConcurrentHashMap<>();
  private final Set<ProcessHandle> left = ConcurrentHashMap.newKeySet();
  private final Thread thread = new Thread(this::watch, "take-over");
  private volatile boolean closed;

  TakeOver(Fleet fleet, History history) {
    this.fleet = fleet;
    this.history = history;
  }

  void start() {
    thread.start();
  }

  /**
   * SIGKILL. The process stands still for the moment in which is looked what it holds, so that it
   * cannot tell the broker meanwhile that it is done.
   *
   * @return whether there was one to kill
   */
  boolean kill(Member worker) throws IOException, InterruptedException {
    worker.signal("STOP");
    List<ProcessHandle> children = worker.children();
    Set<String> held = HeldSamples.of(children);
    long at = System.currentTimeMillis();
    boolean killed = worker.kill();
    left.addAll(children);
    for (String sha256 : held) {
      history.add(new Held(at, sha256));
      waiting.put(sha256, at);
    }
    return killed;
  }

  /**
   * Takes a record about a sample for a sign, when it is younger than the kill.
   *
   * @param at the record's own time
   */
  void record(String sha256, long at, String topic) {
    Long killed = waiting.get(sha256);
    if (killed != null && at > killed && waiting.remove(sha256, killed)) {
      history.add(new Taken(at, sha256, topic));
    }
  }

  /** {@return how many processes live that a killed worker had started} */
  long orphans() {
    return left.stream().filter(ProcessHandle::isAlive).count();
  }

  private void watch() {
    List<ProcessHandle> readers = List.of();
    int looks = 0;
    try {
      while (!closed) {
        if (waiting.isEmpty()) {
          looks = 0;
          Thread.sleep(IDLE_MS);
          continue;
        }
        if (looks++ % LOOKS_PER_LISTING == 0) {
          readers = fleet.children(Part.WORKER);
        }
        look(readers);
        Thread.sleep(LOOK_MS);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void look(List<ProcessHandle> readers) {
    Set<ProcessHandle> dead = new HashSet<>(left);
    List<ProcessHandle> others = readers.stream().filter(each -> !dead.contains(each)).toList();
    for (String sha256 : HeldSamples.of(others)) {
      Long killed = waiting.remove(sha256);
      if (killed != null) {
        history.add(new Taken(System.currentTimeMillis(), sha256, "worker"));
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join(10_000);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
