package io.unveil.deploy.chaos;

import io.unveil.deploy.chaos.Checker.Verdict;
import io.unveil.deploy.chaos.Fault.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.KafkaException;
import tools.jackson.databind.JsonNode;

/**
 * One chaos run: starts the fleet, submits while the faults happen, lets everything finish, and
 * counts. Exit status 0 when every promise was kept, 1 when not, 2 when the fleet did not start.
 */
public final class ChaosRun {
  /** How long after the last fault a first result is in time. */
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** How long a result is waited for at all; what has none then is lost. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final Duration START = Duration.ofMinutes(5);

  private static final int MOST_TIMES_LONGER = 10;

  private final ChaosOptions options = ChaosOptions.given();
  private final Path folder;
  private final Path historyFile;
  private final ChaosSamples files;

  private ChaosRun() throws IOException {
    String now =
        LocalDateTime.now(ZoneId.systemDefault())
            .format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"));
    folder = Files.createDirectories(options.root().resolve("deploy/target/chaos").resolve(now));
    historyFile = folder.resolve("history.tsv");
    files = new ChaosSamples(options.seed(), options.onePoisonIn(), options.bombs());
  }

  /** Runs, and ends the process. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    System.exit(new ChaosRun().run());
  }

  private int run() throws IOException, InterruptedException {
    System.out.printf("chaos: seed %d, in %s%n", options.seed(), folder);
    Programs programs = Programs.prepare(options.root());
    try (History history = History.in(historyFile);
        Fleet fleet = Fleet.start(programs, options.deadline(), folder, history);
        Api api = new Api(fleet.http(Part.INGEST), fleet.http(Part.INDEXER));
        TakeOver takeOver = new TakeOver(fleet, history);
        ResultsWatch results = new ResultsWatch(fleet.kafka(), history, takeOver::record)) {
      if (!await(START, fleet::allReady)) {
        System.out.println("chaos: not all processes are ready; see " + folder.resolve("logs"));
        return 2;
      }
      System.out.println("chaos: all processes are ready");
      results.start();
      takeOver.start();
      return options.compare()
          ? compared(api, history, results)
          : faulted(new Scene(fleet, api, history, results, takeOver));
    }
  }

  /** What a run with faults works with. */
  private record Scene(
      Fleet fleet, Api api, History history, ResultsWatch results, TakeOver takeOver) {}

  private int compared(Api api, History history, ResultsWatch results)
      throws IOException, InterruptedException {
    Comparison comparison = new Comparison(api, files, history, results.seen(), options.rate());
    comparison.run(options.minutes());
    boolean all = await(PATIENCE, () -> results.seen().containsAll(comparison.accepted()));
    results.end();
    System.out.println("chaos: " + comparison.outcome(History.read(historyFile)));
    return all ? 0 : 1;
  }

  private int faulted(Scene scene) throws IOException, InterruptedException {
    int newRules = NextEdition.current() + 1;
    long begin = System.nanoTime();
    try (Upgrade upgrade =
        new Upgrade(scene.fleet(), scene.history(), () -> halfway(begin, scene.results()))) {
      if (options.upgrade()) {
        upgrade.start();
      }
      Submitters clients =
          new Submitters(
              scene.api(),
              files,
              scene.history(),
              scene.results().seen(),
              options.samples() == 0 ? Integer.MAX_VALUE : options.samples(),
              () -> upgrade.done() ? newRules : 0);
      clients.start();
      Faults faults = new Faults(scene.fleet(), scene.history(), scene.takeOver());
      faults.run(schedule(), longest(), () -> over(begin, clients));
      upgrade.stop();
      return ended(scene, clients, faults, newRules);
    }
  }

  private boolean halfway(long begin, ResultsWatch results) {
    return options.samples() == 0
        ? System.nanoTime() - begin >= options.minutes().toNanos() / 2
        : results.seen().size() >= options.samples() / 2;
  }

  private boolean over(long begin, Submitters clients) {
    return System.nanoTime() - begin >= options.minutes().toNanos()
        && (options.samples() == 0 || clients.done());
  }

  private int ended(Scene scene, Submitters clients, Faults faults, int newRules)
      throws IOException, InterruptedException {
    scene.fleet().heal();
    long lastFault = System.currentTimeMillis();
    ResultsWatch results = scene.results();
    System.out.printf(
        "chaos: no more faults; %d accepted, %d have a result%n",
        clients.accepted().size(), results.seen().size());
    clients.end();
    boolean all =
        await(
            PATIENCE,
            () ->
                results.seen().containsAll(clients.accepted())
                    && clients.again().stream().allMatch(sha -> results.judged(sha, newRules))
                    && indexed(scene.api(), clients.accepted().size()));
    System.out.printf(
        "chaos: %s after %d s%n",
        all ? "everything is there" : "NOT everything is there",
        (System.currentTimeMillis() - lastFault) / 1_000);
    Checker.End end = new Checker.End(documents(scene.api()), failures(scene.fleet().kafka()));
    results.end();
    List<Event> events = History.read(historyFile);
    Verdict verdict = Checker.check(events, end, lastFault + LIMIT.toMillis());
    long orphans = scene.takeOver().orphans();
    Outcome.print(
        verdict, end, Redelivery.of(events), faults, scene.fleet().endedByThemselves(), orphans);
    return verdict.kept() && verdict.submitted() > 0 && orphans == 0 ? 0 : 1;
  }

  private List<Fault> schedule() {
    if (options.outages()) {
      return Schedule.outages();
    }
    double pace = options.pace();
    long length = (long) (longest().toMillis() / pace);
    return Schedule.slowed(Schedule.of(options.seed(), Duration.ofMillis(length)), pace);
  }

  private Duration longest() {
    return options.minutes().multipliedBy(options.samples() == 0 ? 1 : MOST_TIMES_LONGER);
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

  private static Map<String, Checker.Failure> failures(String kafka) throws InterruptedException {
    for (int attempt = 0; attempt < 10; attempt++) {
      try {
        Map<String, Checker.Failure> failures = new HashMap<>();
        ResultsWatch.failures(kafka).forEach((sha, last) -> failures.put(sha, failure(last)));
        return failures;
      } catch (KafkaException _) {
        Thread.sleep(1_000);
      }
    }
    return Map.of();
  }

  private static Checker.Failure failure(JsonNode last) {
    return new Checker.Failure(
        last.at("/attempts").asInt(),
        last.at("/limit").asString(""),
        last.at("/stage").asString() + ": " + last.at("/reason").asString());
  }
}
