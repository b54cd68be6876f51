package io.unveil.deploy.chaos;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What a run is told, in system properties; docs/chaos.md lists them.
 *
 * @param minutes how long faults happen
 * @param pace 2 doubles the time between faults
 * @param samples how many are submitted; 0 for as many as the time allows
 * @param deadline of one attempt at one sample: an endless loop takes all of it, the others a
 *     fraction
 * @param onePoisonIn one file in so many ends who reads it; 0 for none
 * @param bombs whether archives that ask for gigabytes are among the harmful files
 * @param upgrade whether the fleet gets a newer edition of the rules halfway
 * @param compare whether latency with and without poison is compared instead, without faults
 * @param outages whether long outages, one after another, take the place of the seeded schedule
 * @param rate of a comparison, healthy samples a second
 */
record ChaosOptions(
    Path root,
    Duration minutes,
    long seed,
    double pace,
    int samples,
    Duration deadline,
    int onePoisonIn,
    boolean bombs,
    boolean upgrade,
    boolean compare,
    boolean outages,
    double rate) {
  static ChaosOptions given() {
    boolean outages = Boolean.getBoolean("chaos.outages");
    return new ChaosOptions(
        Path.of(System.getProperty("unveil.root")).toAbsolutePath(),
        outages
            ? Schedule.OUTAGES
            : Duration.ofSeconds((long) (60 * decimal("chaos.minutes", "3"))),
        Long.parseLong(System.getProperty("chaos.seed", "1")),
        decimal("chaos.pace", "1"),
        Integer.parseInt(System.getProperty("chaos.samples", "0")),
        Duration.ofSeconds(Integer.getInteger("chaos.deadline", 10)),
        Integer.getInteger("chaos.one-poison-in", 20),
        Boolean.getBoolean("chaos.bombs"),
        Boolean.parseBoolean(System.getProperty("chaos.upgrade", "true")),
        Boolean.getBoolean("chaos.compare"),
        outages,
        decimal("chaos.rate", "2"));
  }

  private static double decimal(String property, String otherwise) {
    return Double.parseDouble(System.getProperty(property, otherwise));
  }
}
