package io.unveil.analyzer.flow;

import io.unveil.analyzer.flow.EntryPoints.Entry;
import io.unveil.analyzer.model.MethodModel;
import io.unveil.analyzer.model.Port;
import io.unveil.unpacker.dex.DexMethod;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs all entry points against one heap of the whole app until what they leave for each other is
 * stable: Android may call them in any order.
 */
final class WholeApp {
  private static final String OBJECT = "Ljava/lang/Object;";

  private final Analysis analysis;
  private final Relevance relevance;
  private final Atoms atoms;
  private final Heap global;
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
  }

  /** Runs to stability or to the end of the budget; {@return hits whose values are all known} */
  Map<Reached, Hit> run() {
    int rounds = analysis.meter().budget().maxRounds();
    boolean changed = true;
    int entriesBefore = -1;
    for (int round = 0; changed; round++) {
      if (round == rounds) {
        analysis.meter().count("rounds-not-stable");
        break;
      }
      changed = false;
      for (int i = 0; i < analysis.entryPoints().count(); i++) {
        changed |= run(analysis.entryPoints().entry(i));
      }
      int entriesNow = analysis.entryPoints().count();
      changed |= entriesNow != entriesBefore;
      entriesBefore = entriesNow;
    }
    return hits;
  }

  /** {@return the heap that is left} */
  Heap global() {
    return global;
  }

  private boolean run(Entry entry) {
    if (!relevance.isRelevant(entry.method())) {
      return false;
    }
    analysis.recorder().call(null, entry.method());
    Summary summary = analysis.solver().summary(body(entry));
    if (summary == null || summary.isEmpty()) {
      return false;
    }
    long before = global.version();
    receiveIntents(entry.object());
    MethodRun run = new MethodRun(analysis, body(entry));
    run.heap(global);
    CodePoint site = new CodePoint(entry.method(), CodePoint.ENTRY);
    Value result =
        new Instantiation(analysis, site, arguments(entry), global).apply(summary, run, true);
    returned(entry, global, result);
    for (int object : run.createdObjects()) {
      analysis.entryPoints().addCreated(object, entry);
    }
    for (Hit hit : run.hits()) {
      keep(entry, hit);
    }
    return global.version() != before;
  }

  private Body body(Entry entry) {
    List<Value> receiver = entry.object() < 0 ? List.of() : List.of(Value.of(entry.object()));
    return analysis.calls().targets().body(entry.method(), receiver);
  }

  private void receiveIntents(int object) {
    if (object < 0) {
      return;
    }
    Value receiver = Value.of(object);
    List<String> keys = new ArrayList<>(analysis.entryPoints().intentKeys(object));
    for (String action : atoms.texts(global.read(receiver, EntryPoints.ACTIONS, OBJECT))) {
      keys.add(EntryPoints.actionKey(action));
    }
    Value sent = Stores.read(atoms, global, EntryPoints.INTENTS, keys);
    global.write(receiver, EntryPoints.RECEIVED, OBJECT, sent, false);
  }

  private List<Value> arguments(Entry entry) {
    DexMethod method = entry.method();
    List<Value> values = new ArrayList<>();
    Value receiver = entry.object() < 0 ? Value.NOTHING : Value.of(entry.object());
    if (!method.isStatic()) {
      values.add(receiver);
    }
    List<String> types = method.parameterTypes();
    for (int i = 0; i < types.size(); i++) {
      String cell = EntryPoints.argumentCell(method.id().name() + "," + i);
      Value value = global.read(receiver, cell, OBJECT);
      if (types.get(i).equals("Landroid/content/Intent;")) {
        value = atoms.join(value, global.read(receiver, EntryPoints.RECEIVED, OBJECT));
      }
      values.add(atoms.join(value, source(entry, i)));
    }
    return values;
  }

  private Value source(Entry entry, int parameter) {
    MethodModel.Source source = entry.overridden() == null ? null : entry.overridden().source();
    if (source == null
        || source.port().root() != Port.Root.ARGUMENT
        || source.port().argument() != parameter) {
      return Value.NOTHING;
    }
    CodePoint site = new CodePoint(entry.method(), CodePoint.ENTRY);
    return atoms.value(
        new Atom.Source(
            source.kind(),
            site,
            entry.method().id().toString(),
            null,
            source.permission(),
            List.of()));
  }

  private void returned(Entry entry, Heap heap, Value result) {
    if (entry.object() < 0 || result.isNothing()) {
      return;
    }
    heap.write(Value.of(entry.object()), EntryPoints.RESULT, OBJECT, result, false);
    if (entry.overridden() == null) {
      return;
    }
    for (MethodModel.Flow flow : entry.overridden().flows()) {
      if (flow.from().root() == Port.Root.RETURN && flow.to().access() == Port.Access.CALLBACK) {
        String cell = EntryPoints.argumentCell(String.valueOf(flow.to().key()));
        heap.write(Value.of(entry.object()), cell, OBJECT, result, false);
      }
    }
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
