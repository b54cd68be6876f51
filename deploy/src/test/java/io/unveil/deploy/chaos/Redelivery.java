package io.unveil.deploy.chaos;

import io.unveil.deploy.chaos.Event.Held;
import io.unveil.deploy.chaos.Event.Result;
import io.unveil.deploy.chaos.Event.Taken;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * How soon after the kill of a worker process the samples that it was reading were delivered again:
 * from SIGKILL to the first sign of it, in ms.
 *
 * @param all every sample held at a kill, ascending; {@link Long#MAX_VALUE} for one without a sign
 * @param undisturbed those of them for which nobody hindered the delivery, see {@link Troubles}
 */
record Redelivery(List<Long> all, List<Long> undisturbed) {
  private static final long NEVER = Long.MAX_VALUE;

  /** Copies and sorts. */
  Redelivery {
    all = all.stream().sorted().toList();
    undisturbed = undisturbed.stream().sorted().toList();
  }

  static Redelivery of(List<Event> history) {
    Map<String, TreeSet<Long>> signs = signs(history);
    Troubles troubles = Troubles.in(history);
    List<Long> all = new ArrayList<>();
    List<Long> undisturbed = new ArrayList<>();
    for (Event event : history) {
      if (event instanceof Held(long at, String sha256)) {
        Long sign = signs.getOrDefault(sha256, new TreeSet<>()).higher(at);
        long wait = sign == null ? NEVER : sign - at;
        all.add(wait);
        if (!troubles.between(at, sign == null ? NEVER : sign)) {
          undisturbed.add(wait);
        }
      }
    }
    return new Redelivery(all, undisturbed);
  }

  private static Map<String, TreeSet<Long>> signs(List<Event> history) {
    Map<String, TreeSet<Long>> signs = new HashMap<>();
    for (Event event : history) {
      switch (event) {
        case Taken(long at, String sha256, _) -> add(signs, sha256, at);
        case Result result -> add(signs, result.sha256(), result.at());
        default -> {}
      }
    }
    return signs;
  }

  private static void add(Map<String, TreeSet<Long>> signs, String sha256, long at) {
    signs.computeIfAbsent(sha256, _ -> new TreeSet<>()).add(at);
  }

  @Override
  public String toString() {
    return "held by killed workers: "
        + text(all)
        + "; of these without another fault until then: "
        + text(undisturbed);
  }

  private static String text(List<Long> sorted) {
    return String.format(
        Locale.ROOT,
        "%d, delivered again after p50 %s s, p99 %s s, longest %s s",
        sorted.size(),
        seconds(Quantile.of(sorted, 0.5)),
        seconds(Quantile.of(sorted, 0.99)),
        seconds(Quantile.of(sorted, 1)));
  }

  private static String seconds(long millis) {
    return millis == NEVER ? "never" : String.format(Locale.ROOT, "%.1f", millis / 1e3);
  }
}
