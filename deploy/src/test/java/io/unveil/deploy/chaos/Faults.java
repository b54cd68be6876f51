package io.unveil.deploy.chaos;

import io.unveil.deploy.chaos.Fault.Act;
import io.unveil.deploy.chaos.Fault.Part;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Does to the fleet what the schedule says. */
final class Faults {
  private static final long SLICE_MS = 100;

  private final Fleet fleet;
  private final History history;
  private final TakeOver takeOver;
  private final Map<String, Integer> done = new ConcurrentHashMap<>();

  Faults(Fleet fleet, History history, TakeOver takeOver) {
    this.fleet = fleet;
    this.history = history;
    this.takeOver = takeOver;
  }

  /**
   * Works through the schedule; returns when told that it is enough, or at the end of its length,
   * which may be long after its last fault.
   */
  void run(List<Fault> schedule, Duration length, BooleanSupplier enough)
      throws InterruptedException {
    long start = System.currentTimeMillis();
    try (ExecutorService lasting = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Fault fault : schedule) {
        while (System.currentTimeMillis() - start < fault.at().toMillis()) {
          if (enough.getAsBoolean()) {
            return;
          }
          Thread.sleep(SLICE_MS);
        }
        lasting.execute(() -> inject(fault));
      }
      while (!enough.getAsBoolean() && System.currentTimeMillis() - start < length.toMillis()) {
        Thread.sleep(SLICE_MS);
      }
    }
  }

  /** {@return how often this happened} */
  int count(Act act, Part part) {
    return done.getOrDefault(key(act, part), 0);
  }

  /** {@return what happened how often, for people} */
  Map<String, Integer> counts() {
    return new java.util.TreeMap<>(done);
  }

  private static String key(Act act, Part part) {
    return act + " " + part;
  }

  private void inject(Fault fault) {
    try {
      Optional<String> hit =
          switch (fault.act()) {
            case KILL -> kill(fault);
            case PAUSE -> pause(fault);
            case SLOW -> slow(fault);
            case FILL_DISK -> fill(fault);
          };
      if (hit.isPresent()) {
        done.merge(key(fault.act(), fault.part()), 1, Integer::sum);
      }
      tell(fault + ": " + hit.orElse("nothing there that is ready"));
    } catch (IOException e) {
      tell(fault + ": " + e.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell(String what) {
    history.add(new Event.Happened(System.currentTimeMillis(), what));
  }

  private Optional<String> kill(Fault fault) throws IOException, InterruptedException {
    Optional<Member> target = fleet.ready(fault.part(), fault.which());
    if (target.isEmpty()) {
      return Optional.empty();
    }
    Member member = target.get();
    boolean killed = fault.part() == Part.WORKER ? takeOver.kill(member) : member.kill();
    return killed ? Optional.of(member.name()) : Optional.empty();
  }

  private Optional<String> pause(Fault fault) throws IOException, InterruptedException {
    Optional<Member> target = fleet.ready(fault.part(), fault.which());
    if (target.isPresent()) {
      target.get().signal("STOP");
      try {
        Thread.sleep(fault.lasting());
      } finally {
        target.get().signal("CONT");
      }
    }
    return target.map(Member::name);
  }

  private Optional<String> slow(Fault fault) throws IOException, InterruptedException {
    Optional<Member> target = fleet.ready(fault.part(), fault.which());
    if (target.isPresent()) {
      long end = System.nanoTime() + fault.lasting().toNanos();
      while (System.nanoTime() < end) {
        target.get().signal("STOP");
        TimeUnit.MILLISECONDS.sleep(9 * SLICE_MS);
        target.get().signal("CONT");
        TimeUnit.MILLISECONDS.sleep(SLICE_MS);
      }
    }
    return target.map(Member::name);
  }

  private Optional<String> fill(Fault fault) throws IOException, InterruptedException {
    Optional<Disk> disk = fleet.disk(fault.part());
    if (disk.isPresent()) {
      disk.get().fill();
      try {
        Thread.sleep(fault.lasting());
      } finally {
        disk.get().empty();
      }
    }
    return disk.map(_ -> "full");
  }
}
