package io.unveil.analyzer.flow;

import io.unveil.unpacker.dex.BadCodeException;
import io.unveil.unpacker.dex.DexMethod;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes method summaries on demand. Recursion is solved as in Tarjan's algorithm: a method that
 * depends on one still in progress is provisional until the head of its cycle is stable.
 */
final class Solver {
  static final int MAX_ITERATIONS = 5;

  /**
   * Work units of reading one method, without the methods that it calls: what one method may take
   * of the app's budget. Looked at between instructions, and within a call between the writes of a
   * summary.
   */
  static final int MAX_METHOD_WORK = 2_000_000;

  private final Analysis analysis;
  private final Map<Body, Summary> done = new LinkedHashMap<>();
  private final Map<Body, Provisional> provisional = new HashMap<>();

  /** Where the next turn of a cycle begins. */
  private final Map<Body, Summary> lastTurn = new HashMap<>();

  private final Map<Body, Integer> depthOf = new HashMap<>();
  private final Map<Body, Summary> current = new HashMap<>();
  private final Set<DexMethod> failed = new HashSet<>();
  private final Deque<DexMethod> underWay = new ArrayDeque<>();
  private final Map<DexMethod, Set<DexMethod>> askedBy = new HashMap<>();
  private int depth;
  private int lowest = Integer.MAX_VALUE;

  private record Provisional(Summary summary, int dependsOnDepth) {}

  Solver(Analysis analysis) {
    this.analysis = analysis;
  }

  /** {@return methods that were interpreted} */
  int analysed() {
    return done.size();
  }

  Set<DexMethod> failed() {
    return failed;
  }

  /**
   * {@return what a call of {@code body} does, or null when the method cannot be read or the budget
   * is used up}
   */
  @Nullable Summary summary(Body body) {
    if (!underWay.isEmpty()) {
      askedBy.computeIfAbsent(body.method(), _ -> new HashSet<>()).add(underWay.peek());
    }
    Summary ready = done.get(body);
    if (ready != null) {
      return ready;
    }
    if (failed.contains(body.method())) {
      return null;
    }
    Provisional halfReady = provisional.get(body);
    if (halfReady != null) {
      lowest = Math.min(lowest, halfReady.dependsOnDepth);
      return halfReady.summary;
    }
    Integer inProgress = depthOf.get(body);
    if (inProgress != null) {
      lowest = Math.min(lowest, inProgress);
      return current.getOrDefault(body, Summary.BOTTOM);
    }
    if (!enterable()) {
      return null;
    }
    return solve(body);
  }

  private boolean enterable() {
    Budget budget = analysis.meter().budget();
    if (depth >= budget.maxCallDepth()) {
      analysis.meter().count("call-depth");
      return false;
    }
    return analysis.meter().spend(1);
  }

  private @Nullable Summary solve(Body body) {
    int outerLowest = lowest;
    int mine = depth;
    depthOf.put(body, mine);
    depth++;
    try {
      Summary summary = lastTurn.getOrDefault(body, Summary.BOTTOM);
      for (int i = 0; ; i++) {
        lowest = Integer.MAX_VALUE;
        current.put(body, summary);
        Summary next = interpret(body);
        if (next == null) {
          failed.add(body.method());
          forget(mine);
          return null;
        }
        boolean head = lowest == mine;
        boolean stable = lowest > mine || (next.equals(summary) && areAsLastTurn(mine));
        summary = next;
        if (lowest < mine) {
          provisional.put(body, new Provisional(summary, lowest));
          dependOnLowest(mine);
          return summary;
        }
        if (stable || i + 1 >= MAX_ITERATIONS) {
          if (!stable) {
            analysis.meter().count("recursion-not-stable");
          }
          settle(mine, head);
          done.put(body, summary);
          lastTurn.remove(body);
          return summary;
        }
        forget(mine);
      }
    } finally {
      depth--;
      depthOf.remove(body);
      current.remove(body);
      lowest = Math.min(outerLowest, lowest);
      if (lowest >= mine) {
        lowest = outerLowest;
      }
    }
  }

  /**
   * What depends on the method at this depth depends on what that one depends on: it leaves, and
   * another method will be at its depth.
   */
  private void dependOnLowest(int left) {
    analysis.meter().spend(provisional.size() >> 6);
    int depends = lowest;
    provisional.replaceAll(
        (_, p) -> p.dependsOnDepth < left ? p : new Provisional(p.summary, depends));
  }

  /** What depends on the method at this depth is read again when it is wanted. */
  private void forget(int headDepth) {
    provisional
        .entrySet()
        .removeIf(e -> {
          boolean depends = e.getValue().dependsOnDepth >= headDepth;
          if (depends) {
            lastTurn.put(e.getKey(), e.getValue().summary);
          }
          return depends;
        });
  }

  /**
   * {@return whether the whole cycle is stable} A cycle inside it may change when its head no
   * longer does.
   */
  private boolean areAsLastTurn(int headDepth) {
    return provisional.entrySet().stream()
        .filter(e -> e.getValue().dependsOnDepth >= headDepth)
        .allMatch(
            e -> e.getValue().summary.equals(lastTurn.getOrDefault(e.getKey(), Summary.BOTTOM)));
  }

  private void settle(int headDepth, boolean head) {
    if (!head) {
      return;
    }
    List<Body> settled = new ArrayList<>();
    provisional.forEach((m, p) -> {
      if (p.dependsOnDepth >= headDepth) {
        done.put(m, p.summary);
        lastTurn.remove(m);
        settled.add(m);
      }
    });
    settled.forEach(provisional::remove);
  }

  private @Nullable Summary interpret(Body body) {
    underWay.push(body.method());
    long left = analysis.meter().beginPart(MAX_METHOD_WORK);
    try {
      ExactKeys keys = new ExactKeys();
      MethodRun run;
      do {
        run = new MethodRun(analysis, body, keys);
        analysis.interpreterOf(body.method()).interpret(run);
      } while (keys.again());
      if (analysis.meter().isPartUsedUp()) {
        throw new Interpreter.NotInterpretable(analysis.meter().ended());
      }
      return run.summary();
    } catch (Interpreter.NotInterpretable e) {
      analysis.meter().count(String.valueOf(e.getMessage()));
      return null;
    } catch (BadCodeException e) {
      analysis.meter().count("bad-code");
      return null;
    } finally {
      analysis.meter().endPart(left);
      underWay.pop();
    }
  }

  /**
   * {@return those of {@code methods} that do not give here the summaries that {@code other} has}
   * What they call is not read again.
   */
  Set<DexMethod> readDifferently(Solver other, Set<DexMethod> methods) {
    Set<DexMethod> different = new HashSet<>(methods);
    other.done.keySet().forEach(body -> different.remove(body.method()));
    other.done.forEach((body, summary) -> {
      if (methods.contains(body.method()) && !different.contains(body.method())) {
        Summary again = interpret(body);
        if (again == null || !SummaryMatch.same(analysis.atoms(), body.method(), summary, again)) {
          different.add(body.method());
        }
      }
    });
    return different;
  }

  /** Takes over the summaries of {@code other} that do not depend on any of {@code changed}. */
  void adopt(Solver other, Set<DexMethod> changed) {
    Set<DexMethod> affected = new HashSet<>(changed);
    Deque<DexMethod> open = new ArrayDeque<>(changed);
    while (!open.isEmpty()) {
      for (DexMethod caller : other.askedBy.getOrDefault(open.poll(), Set.of())) {
        if (affected.add(caller)) {
          open.add(caller);
        }
      }
    }
    other.done.forEach((body, summary) -> {
      if (!affected.contains(body.method())) {
        done.put(body, summary);
      }
    });
  }
}
