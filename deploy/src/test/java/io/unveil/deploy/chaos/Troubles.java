package io.unveil.deploy.chaos;

import io.unveil.deploy.chaos.Event.Happened;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When something besides the death of one worker keeps records from being delivered: the broker is
 * away, stands still or has no disk; the store has none; a worker stands still or is slow; no
 * worker is ready.
 */
final class Troubles {
  private static final Pattern FAULT =
      Pattern.compile("(\\w+) (\\w+) \\d+ for (\\d+) ms(?:: ([a-z]+-?\\d*))?");
  private static final Pattern READY = Pattern.compile("(\\S+) is ready");
  private static final Set<String> HINDER =
      Set.of("PAUSE WORKER", "SLOW WORKER", "PAUSE BROKER", "FILL_DISK BROKER", "FILL_DISK INGEST");
  private static final long OPEN = Long.MAX_VALUE;

  /** From and to, in ms since 1970. */
  private record Span(long from, long to) {}

  private final List<Span> spans = new ArrayList<>();
  private final Set<String> readyWorkers = new HashSet<>();
  private long brokerAway = OPEN;
  private long workersAway = OPEN;

  private Troubles() {}

  static Troubles in(List<Event> history) {
    Troubles troubles = new Troubles();
    for (Event event : history) {
      if (event instanceof Happened(long at, String what)) {
        troubles.take(at, what);
      }
    }
    troubles.brokerBack(OPEN);
    troubles.workersBack(OPEN);
    return troubles;
  }

  /** {@return whether there was any from the one time to the other} */
  boolean between(long begin, long end) {
    return spans.stream().anyMatch(span -> span.from() <= end && begin <= span.to());
  }

  private void take(long at, String what) {
    Matcher ready = READY.matcher(what);
    Matcher fault = FAULT.matcher(what);
    if (ready.matches()) {
      ready(at, ready.group(1));
    } else if (fault.matches()) {
      String kind = fault.group(1) + " " + fault.group(2);
      if (HINDER.contains(kind)) {
        // Told when it was over.
        spans.add(new Span(at - Long.parseLong(fault.group(3)), at));
      } else if (kind.equals("KILL BROKER")) {
        brokerAway = Math.min(brokerAway, at);
      } else if (kind.equals("KILL WORKER")) {
        readyWorkers.remove(fault.group(4));
        if (readyWorkers.isEmpty()) {
          workersAway = Math.min(workersAway, at);
        }
      }
    }
  }

  private void ready(long at, String name) {
    if (name.startsWith("worker")) {
      readyWorkers.add(name);
      workersBack(at);
    } else if (name.startsWith("broker")) {
      brokerBack(at);
    }
  }

  private void brokerBack(long at) {
    if (brokerAway != OPEN) {
      spans.add(new Span(brokerAway, at));
      brokerAway = OPEN;
    }
  }

  private void workersBack(long at) {
    if (workersAway != OPEN) {
      spans.add(new Span(workersAway, at));
      workersAway = OPEN;
    }
  }
}
