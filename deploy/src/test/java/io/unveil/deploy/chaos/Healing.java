package io.unveil.deploy.chaos;

import io.unveil.deploy.chaos.Event.Accepted;
import io.unveil.deploy.chaos.Event.Happened;
import io.unveil.deploy.chaos.Event.Result;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How soon after the kill of a worker those samples had a result that were under way then. What the
 * dead worker held is among them, so this is no less than the time until it was delivered again;
 * queueing, work and other faults are in it too.
 *
 * @param samples that were under way at a kill, all kills together
 * @param median in ms
 * @param p99 in ms
 * @param longest in ms
 */
record Healing(int samples, long median, long p99, long longest) {
  private static final String KILL = "KILL WORKER ";

  static Healing of(List<Event> history) {
    Map<String, Long> accepted = new HashMap<>();
    Map<String, Long> first = new HashMap<>();
    for (Event event : history) {
      switch (event) {
        case Accepted a -> accepted.putIfAbsent(a.sha256(), a.at());
        case Result r -> first.merge(r.sha256(), r.at(), Math::min);
        case Happened _ -> {}
      }
    }
    List<Long> waits = new ArrayList<>();
    for (Event event : history) {
      if (event instanceof Happened kill
          && kill.what().startsWith(KILL)
          && !kill.what().endsWith("ready")) {
        first.forEach((sha, result) -> {
          if (accepted.getOrDefault(sha, Long.MAX_VALUE) < kill.at() && result > kill.at()) {
            waits.add(result - kill.at());
          }
        });
      }
    }
    waits.sort(null);
    return new Healing(
        waits.size(), quantile(waits, 0.5), quantile(waits, 0.99), quantile(waits, 1));
  }

  private static long quantile(List<Long> sorted, double share) {
    return sorted.isEmpty()
        ? 0
        : sorted.get((int) Math.min(sorted.size() - 1L, (long) (share * sorted.size())));
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "samples under way when a worker was killed: %d; until their result: median %.1f s, p99"
            + " %.1f s, longest %.1f s",
        samples,
        median / 1e3,
        p99 / 1e3,
        longest / 1e3);
  }
}
