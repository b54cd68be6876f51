package io.unveil.deploy.chaos;

import io.unveil.deploy.chaos.Fault.Part;
import java.io.IOException;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * A rolling upgrade amid the faults: one process after the other is ended as a service manager does
 * it and comes back with the next edition of the rules. Readers before writers, as docs/messages.md
 * says.
 */
final class Upgrade implements AutoCloseable {
  private static final List<Part> ORDER = List.of(Part.INDEXER, Part.WORKER, Part.INGEST);
  private static final long LOOK_MS = 200;

  private final Fleet fleet;
  private final History history;
  private final BooleanSupplier due;
  private final Thread thread = new Thread(this::run, "upgrade");
  private volatile boolean done;
  private volatile boolean closed;

  /**
   * @param due tells when it is time
   */
  Upgrade(Fleet fleet, History history, BooleanSupplier due) {
    this.fleet = fleet;
    this.history = history;
    this.due = due;
  }

  void start() {
    thread.start();
  }

  /** {@return whether every process has the next edition} */
  boolean done() {
    return done;
  }

  private void run() {
    try {
      while (!closed && !due.getAsBoolean()) {
        Thread.sleep(LOOK_MS);
      }
      for (Part part : ORDER) {
        for (Member member : fleet.all(part)) {
          upgrade(part, member);
        }
      }
      done = !closed;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      System.out.println("chaos: no upgrade: " + e.getMessage());
    }
  }

  private void upgrade(Part part, Member member) throws IOException, InterruptedException {
    if (closed) {
      return;
    }
    member.use(fleet.command(Programs.Edition.NEXT, part, member.name()));
    long before = member.starts();
    member.terminate();
    while (!closed && !(member.starts() > before && member.ready())) {
      Thread.sleep(LOOK_MS);
    }
    history.add(
        new Event.Happened(
            System.currentTimeMillis(), "UPGRADE " + part + " 0 for 0 ms: " + member.name()));
  }

  @Override
  public void close() {
    stop();
  }

  /** Leaves every process with the edition that it has now. */
  void stop() {
    closed = true;
    try {
      thread.join(10_000);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
