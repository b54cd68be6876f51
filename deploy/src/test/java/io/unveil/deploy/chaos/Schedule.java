package io.unveil.deploy.chaos;

import static io.unveil.deploy.chaos.Fault.Act.FILL_DISK;
import static io.unveil.deploy.chaos.Fault.Act.KILL;
import static io.unveil.deploy.chaos.Fault.Act.PAUSE;
import static io.unveil.deploy.chaos.Fault.Act.SLOW;
import static io.unveil.deploy.chaos.Fault.Part.BROKER;
import static io.unveil.deploy.chaos.Fault.Part.INDEXER;
import static io.unveil.deploy.chaos.Fault.Part.INGEST;
import static io.unveil.deploy.chaos.Fault.Part.WORKER;

import io.unveil.deploy.chaos.Fault.Act;
import io.unveil.deploy.chaos.Fault.Part;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * Which faults happen when: the same for the same seed. A longer schedule begins with the shorter
 * one, and each kind of fault has its own random numbers.
 */
final class Schedule {
  /**
   * How often one kind of fault happens.
   *
   * @param seconds between two of them on average; half to one and a half times that each time
   * @param shortest how long it lasts at least, in ms
   * @param longest how long it lasts at most, in ms
   */
  private record Rhythm(Act act, Part part, int seconds, int shortest, int longest) {}

  private static final List<Rhythm> RHYTHMS =
      List.of(
          new Rhythm(KILL, WORKER, 10, 0, 0),
          new Rhythm(KILL, INDEXER, 75, 0, 0),
          new Rhythm(KILL, BROKER, 130, 0, 0),
          new Rhythm(KILL, INGEST, 90, 0, 0),
          new Rhythm(PAUSE, WORKER, 60, 2_000, 20_000),
          new Rhythm(PAUSE, INDEXER, 120, 2_000, 12_000),
          new Rhythm(PAUSE, BROKER, 150, 1_000, 10_000),
          new Rhythm(SLOW, WORKER, 90, 5_000, 15_000),
          new Rhythm(FILL_DISK, INGEST, 100, 2_000, 8_000),
          new Rhythm(FILL_DISK, BROKER, 200, 2_000, 8_000),
          new Rhythm(FILL_DISK, INDEXER, 150, 2_000, 8_000));

  /** How long {@link #outages} takes. */
  static final Duration OUTAGES = Duration.ofSeconds(330);

  private Schedule() {}

  /** {@return a minute without broker, then full disks of half a minute, one after another} */
  static List<Fault> outages() {
    return List.of(
        outage(20, PAUSE, BROKER, 60),
        outage(120, FILL_DISK, INGEST, 30),
        outage(190, FILL_DISK, INDEXER, 30),
        outage(260, FILL_DISK, BROKER, 30));
  }

  private static Fault outage(int at, Act act, Part part, int lasting) {
    return new Fault(Duration.ofSeconds(at), act, part, 0, Duration.ofSeconds(lasting));
  }

  /**
   * {@return the same faults with more time between them, each lasting as long as before}
   *
   * @param pace 1 changes nothing, 2 doubles the time between them
   */
  static List<Fault> slowed(List<Fault> faults, double pace) {
    return faults.stream()
        .map(f ->
            new Fault(
                Duration.ofMillis((long) (f.at().toMillis() * pace)),
                f.act(),
                f.part(),
                f.which(),
                f.lasting()))
        .toList();
  }

  /** {@return all faults of a time of this length, in their order} */
  static List<Fault> of(long seed, Duration length) {
    List<Fault> all = new ArrayList<>();
    for (int i = 0; i < RHYTHMS.size(); i++) {
      add(all, RHYTHMS.get(i), new Random(seed * 31 + i), length);
    }
    all.sort(Comparator.comparing(Fault::at).thenComparing(Fault::act).thenComparing(Fault::part));
    return List.copyOf(all);
  }

  private static void add(List<Fault> all, Rhythm rhythm, Random random, Duration length) {
    long mean = rhythm.seconds() * 1_000L;
    long at = mean / 4 + random.nextLong(mean);
    while (at < length.toMillis()) {
      long lasting = rhythm.shortest() + random.nextLong(rhythm.longest() - rhythm.shortest() + 1L);
      all.add(
          new Fault(
              Duration.ofMillis(at),
              rhythm.act(),
              rhythm.part(),
              random.nextInt(1_000),
              Duration.ofMillis(lasting)));
      at += mean / 2 + random.nextLong(mean);
    }
  }
}
