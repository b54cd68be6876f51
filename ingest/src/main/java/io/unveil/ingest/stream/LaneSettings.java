package io.unveil.ingest.stream;

import java.time.Duration;

/**
 * Bounds of a {@link WorkLane}.
 *
 * @param deadline longest time of one attempt
 * @param grace how long an interrupted attempt may take to end before its thread is abandoned
 * @param attempts attempts within one delivery, 1 or more
 * @param backOff first wait after a failure of the surroundings (disk, store, broker); doubles up
 *     to 30 times this
 * @param missingDeliveries deliveries after which a sample that the store does not have is given up
 * @param requeueDeliveries deliveries after which a record whose surroundings fail is sent anew, so
 *     that the broker's own limit never turns a full disk into a verdict
 * @param maxAbandonedThreads abandoned threads still alive with which a lane takes no more work
 * @param poll longest wait for a record at one topic before the other is looked at
 * @param stop how long a stopping lane lets the current work go on before the record is released
 */
public record LaneSettings(
    Duration deadline,
    Duration grace,
    int attempts,
    Duration backOff,
    int missingDeliveries,
    int requeueDeliveries,
    int maxAbandonedThreads,
    Duration poll,
    Duration stop) {
  /** What {@code serve} uses. */
  public static final LaneSettings DEFAULT =
      new LaneSettings(
          Duration.ofSeconds(300),
          Duration.ofSeconds(3),
          3,
          Duration.ofSeconds(1),
          3,
          5,
          4,
          Duration.ofMillis(200),
          Duration.ofSeconds(10));

  /** Refuses what cannot work. */
  public LaneSettings {
    if (attempts < 1 || missingDeliveries < 1 || requeueDeliveries < 1 || maxAbandonedThreads < 1) {
      throw new IllegalArgumentException("counts of a lane must be 1 or more");
    }
    if (deadline.isNegative() || deadline.isZero() || poll.isNegative() || poll.isZero()) {
      throw new IllegalArgumentException("deadline and poll of a lane must be longer than zero");
    }
    if (requeueDeliveries >= ShareGroups.DELIVERY_LIMIT) {
      throw new IllegalArgumentException(
          "requeueDeliveries must be below the broker's limit of " + ShareGroups.DELIVERY_LIMIT);
    }
  }

  /** {@return the same with another deadline of one attempt} */
  public LaneSettings withDeadline(Duration longest) {
    return with(longest, attempts);
  }

  /** {@return the same with another deadline of one attempt and another number of attempts} */
  public LaneSettings with(Duration longest, int most) {
    return new LaneSettings(
        longest,
        grace,
        most,
        backOff,
        missingDeliveries,
        requeueDeliveries,
        maxAbandonedThreads,
        poll,
        stop);
  }
}
