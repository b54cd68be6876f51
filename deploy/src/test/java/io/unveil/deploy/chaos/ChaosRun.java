package io.unveil.deploy.chaos;

import io.unveil.deploy.chaos.Checker.Verdict;
import io.unveil.deploy.chaos.Fault.Act;
import io.unveil.deploy.chaos.Fault.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.KafkaException;

/**
 * One chaos run: starts the fleet, submits while the faults happen, lets everything finish, and
 * counts. Exit status 0 when every promise was kept, 1 when not, 2 when the fleet did not start.
 *
 * <p>System properties: {@code chaos.minutes} of faults, {@code chaos.seed}, {@code chaos.samples}
 * to submit (0: as many as the time allows; otherwise the faults go on until all are submitted),
 * {@code chaos.pace} (2 doubles the time between faults), {@code chaos.bombs}, {@code unveil.root}.
 */
public final class ChaosRun {
  /** How long after the last fault a first result is in time. */
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** How long a result is waited for at all; what has none then is lost. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final Duration START = Duration.ofMinutes(5);
  private static final int MOST_TIMES_LONGER = 10;

  private final Duration minutes = Duration.ofSeconds((long) (60 * decimal("chaos.minutes", "3")));
  private final long seed = Long.parseLong(System.getProperty("chaos.seed", "1"));
  private final double pace = decimal("chaos.pace", "1");
  private final int samples = Integer.parseInt(System.getProperty("chaos.samples", "0"));
  private final Path root = Path.of(System.getProperty("unveil.root")).toAbsolutePath();
  private final Path folder;

  private ChaosRun() throws IOException {
    String now =
        LocalDateTime.now(ZoneId.systemDefault())
            .format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"));
    folder = Files.createDirectories(root.resolve("deploy/target/chaos").resolve(now));
  }

  private static double decimal(String property, String otherwise) {
    return Double.parseDouble(System.getProperty(property, otherwise));
  }

  /** Runs, and ends the process. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    System.exit(new ChaosRun().run());
  }

  private int run() throws IOException, InterruptedException {
    System.out.printf("chaos: seed %d, %d s of faults, in %s%n", seed, minutes.toSeconds(), folder);
    Path file = folder.resolve("history.tsv");
    ChaosSamples files = new ChaosSamples(seed, Boolean.getBoolean("chaos.bombs"));
    try (History history = History.in(file);
        Fleet fleet = Fleet.start(root, folder, history);
        Api api = new Api(fleet.http(Part.INGEST), fleet.http(Part.INDEXER));
        ResultsWatch results = new ResultsWatch(fleet.kafka(), history)) {
      if (!await(START, fleet::allReady)) {
        System.out.println("chaos: not all processes are ready; see " + folder.resolve("logs"));
        return 2;
      }
      System.out.println("chaos: all processes are ready");
      results.start();
      Submitters clients =
          new Submitters(
              api, files, history, results.seen(), samples == 0 ? Integer.MAX_VALUE : samples);
      clients.start();
      Faults faults = new Faults(fleet, history);
      long begin = System.nanoTime();
      faults.run(
          schedule(),
          () -> System.nanoTime() - begin >= minutes.toNanos() && (samples == 0 || clients.done()));
      fleet.heal();
      long lastFault = System.currentTimeMillis();
      System.out.printf(
          "chaos: no more faults; %d accepted, %d have a result%n",
          clients.accepted().size(), results.seen().size());
      clients.end();
      boolean all =
          await(
              PATIENCE,
              () ->
                  results.seen().containsAll(clients.accepted())
                      && indexed(api, clients.accepted().size()));
      System.out.printf(
          "chaos: %s after %d s%n",
          all ? "everything is there" : "NOT everything is there",
          (System.currentTimeMillis() - lastFault) / 1_000);
      Checker.End end = new Checker.End(documents(api), attempts(fleet.kafka()));
      results.end();
      List<Event> events = History.read(file);
      return report(
          Checker.check(events, end, lastFault + LIMIT.toMillis()),
          Healing.of(events),
          faults,
          fleet.endedByThemselves());
    }
  }

  private List<Fault> schedule() {
    long most = minutes.toMillis() * (samples == 0 ? 1 : MOST_TIMES_LONGER);
    return Schedule.slowed(Schedule.of(seed, Duration.ofMillis((long) (most / pace))), pace);
  }

  private static boolean await(Duration patience, BooleanSupplier condition)
      throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      Thread.sleep(500);
    }
    return true;
  }

  private static boolean indexed(Api api, int samples) {
    try {
      return api.total("state:(reported OR failed)") >= samples;
    } catch (IOException _) {
      return false;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static List<Checker.Document> documents(Api api) throws InterruptedException {
    for (int attempt = 0; attempt < 60; attempt++) {
      try {
        return api.documents();
      } catch (IOException _) {
        Thread.sleep(1_000);
      }
    }
    return List.of();
  }

  private static Map<String, Integer> attempts(String kafka) throws InterruptedException {
    for (int attempt = 0; attempt < 10; attempt++) {
      try {
        return ResultsWatch.attempts(kafka);
      } catch (KafkaException _) {
        Thread.sleep(1_000);
      }
    }
    return Map.of();
  }

  private int report(Verdict verdict, Healing healing, Faults faults, int endedByThemselves) {
    System.out.println("chaos: faults " + faults.counts());
    System.out.printf(
        "chaos: processes that ended without being killed: %d; results written more than once:"
            + " %d%n",
        endedByThemselves, verdict.repeatedRecords());
    System.out.println("chaos: " + healing);
    show("lost", verdict.lost());
    show("duplicated", verdict.duplicated());
    show("late", verdict.late());
    show("healthyParked", verdict.healthyParked());
    show("olderOverNewer", verdict.olderOverNewer());
    show("poisonNotParked", verdict.poisonNotParked());
    System.out.printf(
        Locale.ROOT,
        "chaos: submitted=%d reported=%d lost=%d duplicated=%d late=%d healthyParked=%d"
            + " olderOverNewer=%d workerKills=%d indexerKills=%d brokerKills=%d%n",
        verdict.submitted(),
        verdict.reported(),
        verdict.lost().size(),
        verdict.duplicated().size(),
        verdict.late().size(),
        verdict.healthyParked().size(),
        verdict.olderOverNewer().size(),
        faults.count(Act.KILL, Part.WORKER),
        faults.count(Act.KILL, Part.INDEXER),
        faults.count(Act.KILL, Part.BROKER));
    return verdict.kept() && verdict.submitted() > 0 ? 0 : 1;
  }

  private static void show(String what, List<String> samples) {
    if (!samples.isEmpty()) {
      System.out.printf(
          "chaos: %s %d: %s%n", what, samples.size(), samples.stream().limit(20).toList());
    }
  }
}
