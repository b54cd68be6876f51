package io.unveil.deploy.sandbox;

import io.unveil.unpacker.Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How workers run.
 *
 * @param launch what is started
 * @param roots files and folders below which samples lie
 * @param limits bounds on what one sample may make a worker do
 * @param bounds bounds on a worker as a process
 */
public record WorkerSettings(WorkerLaunch launch, List<Path> roots, Limits limits, Bounds bounds) {
  /** Copies the list. */
  public WorkerSettings {
    roots = List.copyOf(roots);
  }

  /**
   * Bounds on a worker.
   *
   * @param heapBytes largest heap
   * @param memoryBytes largest private memory, heap and all else; more kills it
   * @param deadline longest time of one job; then it is killed
   * @param start longest time until it is ready
   * @param jobs jobs after which it is replaced
   * @param age time after which it is replaced
   * @param idle how long one without work is kept
   */
  public record Bounds(
      long heapBytes,
      long memoryBytes,
      Duration deadline,
      Duration start,
      int jobs,
      Duration age,
      Duration idle) {
    /** What {@code scan} and {@code serve} use. */
    public static final Bounds DEFAULT =
        new Bounds(
            768L << 20,
            1280L << 20,
            Duration.ofSeconds(300),
            Duration.ofSeconds(30),
            10_000,
            Duration.ofHours(1),
            Duration.ofMinutes(1));

    /** {@return the same with another deadline of one job} */
    public Bounds withDeadline(Duration longest) {
      return new Bounds(heapBytes, memoryBytes, longest, start, jobs, age, idle);
    }

    /** {@return the same with another number of jobs after which a worker is replaced} */
    public Bounds withJobs(int most) {
      return new Bounds(heapBytes, memoryBytes, deadline, start, most, age, idle);
    }
  }
}
