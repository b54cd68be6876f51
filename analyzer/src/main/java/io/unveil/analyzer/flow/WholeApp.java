package io.unveil.analyzer.flow;

import io.unveil.analyzer.flow.EntryPoints.Entry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs all entry points against one heap of the whole app until what they leave for each other is
 * stable: Android may call them in any order that life cycles allow.
 */
final class WholeApp {
  private final Analysis analysis;
  private final Relevance relevance;
  private final Atoms atoms;
  private final Heap global;
  private final IntentRouting intents;
  private final EntryArguments arguments;
  private final Layouts layouts;
  private final Lifecycles order;
  private final Changes changes;
  private final List<@Nullable State> states = new ArrayList<>();
  private final Map<Reached, Hit> hits = new LinkedHashMap<>();

  /**
   * A hit as one entry point reaches it.
   *
   * @param entry the entry point
   * @param site the call
   * @param detail what tells hits at one call apart: source data, or arguments
   */
  record Reached(Entry entry, CodePoint site, Object detail) {}

  /**
   * One entry point as it last ran.
   *
   * @param reads what it read of the heap
   * @param heapTime when it began, by {@link Changes#now}
   * @param stageTime when it began, by {@link Lifecycles#version}
   * @param outliving whether others could see what its object holds
   */
  private record State(ReadSet reads, long heapTime, long stageTime, boolean outliving) {}

  WholeApp(Analysis analysis, Relevance relevance) {
    this.analysis = analysis;
    this.relevance = relevance;
    this.atoms = analysis.atoms();
    this.global = new Heap(atoms, true);
    this.changes = Objects.requireNonNull(global.changes());
    this.order = new Lifecycles(analysis, global);
    this.intents = new IntentRouting(analysis, global);
    this.arguments = new EntryArguments(analysis, global);
    this.layouts = analysis.layouts();
  }

  /** Runs to stability or to the end of the budget; {@return hits whose values are all known} */
  Map<Reached, Hit> run() {
    int rounds = analysis.meter().budget().maxRounds();
    arguments.start();
    intents.start();
    SharedDevice.View device = analysis.device();
    if (device != null) {
      new OtherApps(analysis, global).receive(device.device().to(device.name()));
    }
    boolean changed = true;
    int entriesBefore = -1;
    for (int round = 0; changed; round++) {
      if (round == rounds) {
        analysis.meter().count("rounds-not-stable");
        break;
      }
      long before = version();
      order.round();
      intents.route();
      changed = version() != before;
      for (int i = 0; i < analysis.entryPoints().count(); i++) {
        changed |= run(i);
      }
      int entriesNow = analysis.entryPoints().count();
      changed |= entriesNow != entriesBefore;
      entriesBefore = entriesNow;
      if (!changed && analysis.settle()) {
        Collections.fill(states, null);
        changed = true;
      }
    }
    return hits;
  }

  /** {@return the heap that is left} */
  Heap global() {
    return global;
  }

  private boolean run(int number) {
    while (states.size() <= number) {
      states.add(null);
    }
    Entry entry = analysis.entryPoints().entry(number);
    State last = states.get(number);
    boolean runs =
        last == null
            ? relevance.isRelevant(entry.method()) && layouts.mayRun(entry)
            : !isStable(entry, last);
    if (!runs) {
      return false;
    }
    analysis.recorder().call(null, entry.method());
    Body body = body(entry);
    Summary summary = analysis.solver().summary(body);
    if (summary == null || summary.isEmpty()) {
      return false;
    }
    long before = version();
    ReadSet reads = new ReadSet();
    states.set(
        number,
        new State(reads, changes.now(), order.version(), order.isOutliving(entry.object())));
    global.noteReads(reads);
    run(entry, body, summary);
    global.noteReads(null);
    return version() != before;
  }

  private boolean isStable(Entry entry, State last) {
    return !changes.since(last.heapTime, last.reads)
        && order.changed(entry.object()) <= last.stageTime
        && order.isOutliving(entry.object()) == last.outliving;
  }

  private void run(Entry entry, Body body, Summary summary) {
    MethodRun run = new MethodRun(analysis, body);
    run.heap(global);
    order.enter(entry);
    CodePoint site = new CodePoint(entry.method(), CodePoint.ENTRY);
    Value result =
        new Instantiation(analysis, site, arguments.of(entry), global).apply(summary, run, true);
    order.leave();
    arguments.returned(entry, result);
    for (int object : run.createdObjects()) {
      if (analysis.entryPoints().addCreated(object, entry)) {
        changes.object(object);
      }
    }
    for (Hit hit : run.hits()) {
      keep(entry, hit);
    }
  }

  /** {@return a number that rises when an entry point may see something new} */
  private long version() {
    return global.version() + order.version();
  }

  private Body body(Entry entry) {
    List<Value> receiver = entry.object() < 0 ? List.of() : List.of(Value.of(entry.object()));
    return analysis.calls().targets().body(entry.method(), receiver);
  }

  private void keep(Entry entry, Hit hit) {
    Object detail =
        switch (hit) {
          case Hit.Sink s -> s.tainted();
          case Hit.Watched w -> w.arguments();
        };
    hits.put(new Reached(entry, hit.site(), detail), hit);
  }
}
