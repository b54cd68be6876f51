package io.unveil.deploy.chaos;

import io.unveil.deploy.chaos.Event.Accepted;
import io.unveil.deploy.chaos.Event.Kind;
import io.unveil.deploy.chaos.Event.Result;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Latency of healthy samples, from 202 to the first record in {@code apk.results}, without poison
 * and beside it: phases of the same length and rate, in turns, within one run and without faults.
 * Submissions come at fixed times, whatever became of those before.
 */
final class Comparison {
  private static final Duration PHASE = Duration.ofSeconds(30);
  private static final int WARM_UP = 60;
  private static final int HEALTHY_FOR_ONE_POISON = 19;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Api api;
  private final ChaosSamples samples;
  private final History history;
  private final Set<String> seen;
  private final double rate;
  private final Set<String> accepted = ConcurrentHashMap.newKeySet();
  private final Set<String> plain = new HashSet<>();
  private final Set<String> beside = new HashSet<>();
  private int next;
  private int poison;

  /**
   * @param seen the samples that have a result, which others add to
   * @param rate healthy samples a second
   */
  Comparison(Api api, ChaosSamples samples, History history, Set<String> seen, double rate) {
    this.api = api;
    this.samples = samples;
    this.history = history;
    this.seen = seen;
    this.rate = rate;
  }

  /** Runs the phases; {@link #accepted} are done when it returns. */
  void run(Duration length) throws InterruptedException {
    phase(new HashSet<>(), WARM_UP, 0);
    int count = (int) (PHASE.toMillis() / 1_000.0 * rate);
    long pairs = Math.max(1, length.toMillis() / PHASE.toMillis() / 2);
    for (int pair = 0; pair < pairs; pair++) {
      if (pair % 2 == 0) {
        phase(plain, count, 0);
        phase(beside, count, HEALTHY_FOR_ONE_POISON);
      } else {
        phase(beside, count, HEALTHY_FOR_ONE_POISON);
        phase(plain, count, 0);
      }
    }
  }

  /** {@return all samples that were accepted} */
  Set<String> accepted() {
    return accepted;
  }

  private void phase(Set<String> healthy, int count, int healthyForOnePoison)
      throws InterruptedException {
    long begin = System.nanoTime();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < count; i++) {
        ChaosSamples.File file = samples.healthy(next++);
        healthy.add(file.sha256());
        long due = begin + (long) (i / rate * 1e9);
        Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
        clients.execute(() -> submit(file));
        if (healthyForOnePoison > 0 && i % healthyForOnePoison == healthyForOnePoison / 2) {
          ChaosSamples.File bad = samples.poison(20 * poison++ + 10);
          clients.execute(() -> submit(bad));
        }
      }
    }
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!seen.containsAll(accepted) && System.nanoTime() < end) {
      Thread.sleep(200);
    }
  }

  private void submit(ChaosSamples.File file) {
    try {
      while (!api.submit(file, true)) {
        Thread.sleep(100);
      }
      history.add(new Accepted(System.currentTimeMillis(), file.sha256(), file.kind()));
      accepted.add(file.sha256());
    } catch (IOException e) {
      System.out.println("chaos: not accepted: " + e.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** {@return the figures of both kinds of phases, one line} */
  String outcome(List<Event> events) {
    List<Long> without = latencies(events, plain);
    List<Long> with = latencies(events, beside);
    long poisons =
        events.stream()
            .filter(event -> event instanceof Accepted a && a.kind() == Kind.POISON)
            .count();
    return String.format(
        Locale.ROOT,
        "compare: healthy=%d p50=%d ms p95=%d ms; beside %d poison: healthy=%d p50=%d ms p95=%d ms;"
            + " p95 ratio %.2f",
        without.size(),
        Quantile.of(without, 0.5),
        Quantile.of(without, 0.95),
        poisons,
        with.size(),
        Quantile.of(with, 0.5),
        Quantile.of(with, 0.95),
        Quantile.of(with, 0.95) / (double) Math.max(1, Quantile.of(without, 0.95)));
  }

  private static List<Long> latencies(List<Event> events, Set<String> of) {
    Map<String, Long> since = new HashMap<>();
    Map<String, Long> first = new HashMap<>();
    for (Event event : events) {
      switch (event) {
        case Accepted a -> since.putIfAbsent(a.sha256(), a.at());
        case Result r -> first.merge(r.sha256(), r.at(), Math::min);
        default -> {}
      }
    }
    List<Long> latencies = new ArrayList<>();
    for (String sha256 : of) {
      if (since.containsKey(sha256) && first.containsKey(sha256)) {
        latencies.add(Math.max(0, first.get(sha256) - since.get(sha256)));
      }
    }
    return latencies.stream().sorted().toList();
  }
}
