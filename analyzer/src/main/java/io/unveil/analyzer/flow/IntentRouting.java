package io.unveil.analyzer.flow;

import io.unveil.analyzer.flow.Components.Part;
import io.unveil.analyzer.model.MethodModel.Evaluator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Takes what was sent to who gets it, once the whole app is known: explicit and implicit intents,
 * broadcasts, results, binders.
 */
final class IntentRouting {
  static final String INTENT = "Landroid/content/Intent;";

  /** Cell of a component that holds who waits for its result. */
  private static final String CALLERS = "$callers";

  private static final String OBJECT = "Ljava/lang/Object;";
  private static final String RESULT = "$result";
  private static final String BINDER = "$binder";
  private static final String CALLBACK = "$callback";

  private final Analysis analysis;
  private final Atoms atoms;
  private final Heap global;
  private final IntentRules rules;
  private final Changes changes;
  private final Map<Delivery, Receivers> receivers = new HashMap<>();

  /** One intent, sent in one way. */
  private record Delivery(Evaluator how, int intent) {}

  /**
   * Who gets an intent, as long as what was read to know it stays.
   *
   * @param known how many objects with callbacks there were
   */
  private record Receivers(Set<Integer> objects, ReadSet reads, long time, int known) {}

  IntentRouting(Analysis analysis, Heap global) {
    this.analysis = analysis;
    this.atoms = analysis.atoms();
    this.global = global;
    this.changes = Objects.requireNonNull(global.changes());
    this.rules = new IntentRules(analysis, global);
  }

  /** Gives each component the intent that somebody outside may start it with. */
  void start() {
    for (Part part : components()) {
      if (!part.kind().equals("provider")
          && atoms.get(part.object()) instanceof Atom.Allocation made) {
        int intent = atoms.id(new Atom.Allocation(made.site(), INTENT, List.of()));
        global.write(
            Value.of(part.object()), EntryPoints.RECEIVED, OBJECT, Value.of(intent), false);
      }
    }
  }

  private List<Part> components() {
    return analysis.entryPoints().components().all();
  }

  /** Delivers everything that is under way by now. */
  void route() {
    String prefix = Stores.PREFIX + EntryPoints.INTENTS + "[";
    for (Map.Entry<String, Value> e : List.copyOf(global.fieldsOf(atoms.globals()).entrySet())) {
      if (e.getKey().startsWith(prefix)) {
        deliver(IntentCalls.how(e.getKey()), e.getValue());
      }
    }
    for (Part part : components()) {
      Value component = Value.of(part.object());
      Value result = global.read(component, RESULT, OBJECT);
      if (!result.isNothing()) {
        returnResult(global.read(component, CALLERS, OBJECT), result);
      }
    }
  }

  private void deliver(Evaluator how, Value objects) {
    List<Integer> intents = new ArrayList<>();
    Value parties = Value.NOTHING;
    for (int i = 0; i < objects.size(); i++) {
      int object = objects.atom(i);
      if (isArray(object)) {
        Value held = global.readContent(Value.of(object));
        for (int k = 0; k < held.size(); k++) {
          intents.add(held.atom(k));
        }
      } else if (isSent(object, how)) {
        intents.add(object);
      } else {
        parties = atoms.join(parties, Value.of(object));
      }
    }
    for (int intent : intents) {
      send(how, intent, parties);
    }
  }

  private boolean isArray(int object) {
    return Atoms.typeOf(atoms.get(object)).startsWith("[");
  }

  /** An object of which only reflection knows the class may be an intent. */
  private boolean isSent(int object, Evaluator how) {
    String type = Atoms.typeOf(atoms.get(object));
    return type.equals(INTENT)
        || type.equals(OBJECT)
        || (how == Evaluator.SEND_INTENT && !rules.target(object).isNothing())
        || analysis.hierarchy().isSubtype(type, INTENT);
  }

  private void send(Evaluator how, int intent, Value parties) {
    Set<Integer> reached = reached(how, intent);
    for (int object : reached) {
      global.write(Value.of(object), EntryPoints.RECEIVED, OBJECT, Value.of(intent), false);
    }
    switch (how) {
      case START_FOR_RESULT -> expectResult(intent, waiting(parties), reached);
      case BIND_SERVICE -> connect(parties, reached);
      default -> {}
    }
  }

  private Set<Integer> reached(Evaluator how, int intent) {
    int known = analysis.entryPoints().objects().size();
    Receivers last = receivers.get(new Delivery(how, intent));
    if (last != null && last.known == known && !changes.since(last.time, last.reads)) {
      return last.objects;
    }
    ReadSet reads = new ReadSet();
    long now = changes.now();
    global.noteReads(reads);
    Set<Integer> found = find(how, intent);
    global.noteReads(null);
    receivers.put(new Delivery(how, intent), new Receivers(found, reads, now, known));
    return found;
  }

  private Set<Integer> find(Evaluator how, int intent) {
    Set<Integer> reached = new LinkedHashSet<>();
    switch (how) {
      case START_ACTIVITY, START_FOR_RESULT -> rules.components("activity", intent, reached);
      case START_SERVICE, BIND_SERVICE -> rules.components("service", intent, reached);
      case SEND_BROADCAST -> {
        rules.components("receiver", intent, reached);
        rules.registered(EntryPoints.FILTERS, intent, reached);
      }
      case SEND_LOCAL_BROADCAST -> rules.registered(EntryPoints.LOCAL_FILTERS, intent, reached);
      default -> rules.named(intent, reached);
    }
    return reached;
  }

  private Value waiting(Value parties) {
    return atoms.join(parties, global.read(parties, CALLBACK, OBJECT));
  }

  /** What nobody in the app takes goes to another app, which may give back what it was given. */
  private void expectResult(int intent, Value waiting, Set<Integer> reached) {
    for (int object : reached) {
      global.write(Value.of(object), CALLERS, OBJECT, waiting, false);
    }
    if (reached.isEmpty()) {
      returnResult(waiting, Value.of(intent));
    }
  }

  private void returnResult(Value waiting, Value result) {
    for (int i = 0; i < waiting.size(); i++) {
      String type = Atoms.typeOf(atoms.get(waiting.atom(i)));
      boolean callback =
          analysis.hierarchy().isSubtype(type, "Landroidx/activity/result/ActivityResultCallback;");
      String cell = EntryPoints.argumentCell("onActivityResult," + (callback ? 0 : 2));
      global.write(Value.of(waiting.atom(i)), cell, OBJECT, result, false);
    }
  }

  private void connect(Value parties, Set<Integer> services) {
    String cell = EntryPoints.argumentCell("onServiceConnected,1");
    for (int service : services) {
      Value binder = global.read(Value.of(service), BINDER, OBJECT);
      for (int i = 0; !binder.isNothing() && i < parties.size(); i++) {
        String type = Atoms.typeOf(atoms.get(parties.atom(i)));
        if (analysis.hierarchy().isSubtype(type, "Landroid/content/ServiceConnection;")) {
          global.write(Value.of(parties.atom(i)), cell, OBJECT, binder, false);
        }
      }
    }
  }
}
