package io.unveil.analyzer.flow;

import io.unveil.analyzer.flow.EntryPoints.Entry;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
  private final Map<Entry, Long> stableAt = new HashMap<>();
  private final Map<Reached, Hit> hits = new LinkedHashMap<>();

  /**
   * A hit as one entry point reaches it.
   *
   * @param entry the entry point
   * @param site the call
   * @param detail what tells hits at one call apart: source data, or arguments
   */
  record Reached(Entry entry, CodePoint site, Object detail) {}

  WholeApp(Analysis analysis, Relevance relevance) {
    this.analysis = analysis;
    this.relevance = relevance;
    this.atoms = analysis.atoms();
    this.global = new Heap(atoms, true);
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
        changed |= run(analysis.entryPoints().entry(i));
      }
      int entriesNow = analysis.entryPoints().count();
      changed |= entriesNow != entriesBefore;
      entriesBefore = entriesNow;
      if (!changed && analysis.settle()) {
        stableAt.clear();
        changed = true;
      }
    }
    return hits;
  }

  /** {@return the heap that is left} */
  Heap global() {
    return global;
  }

  private boolean run(Entry entry) {
    if (!relevance.isRelevant(entry.method()) || !layouts.mayRun(entry)) {
      return false;
    }
    analysis.recorder().call(null, entry.method());
    Summary summary = analysis.solver().summary(body(entry));
    if (summary == null || summary.isEmpty()) {
      return false;
    }
    long before = version();
    if (Long.valueOf(before).equals(stableAt.get(entry))) {
      return false;
    }
    MethodRun run = new MethodRun(analysis, body(entry));
    run.heap(global);
    order.enter(entry);
    CodePoint site = new CodePoint(entry.method(), CodePoint.ENTRY);
    Value result =
        new Instantiation(analysis, site, arguments.of(entry), global).apply(summary, run, true);
    order.leave();
    arguments.returned(entry, result);
    for (int object : run.createdObjects()) {
      analysis.entryPoints().addCreated(object, entry);
    }
    for (Hit hit : run.hits()) {
      keep(entry, hit);
    }
    if (version() == before) {
      stableAt.put(entry, before);
    }
    return version() != before;
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
