package io.unveil.analyzer.flow;

import io.unveil.analyzer.model.MethodModel.Evaluator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Takes intents from this app to others of the device, and back. */
final class OtherApps {
  /** Objects that one intent carries; beyond it they are left out and counted. */
  static final int MAX_OBJECTS = 64;

  /** Intents that one app sends to others. */
  static final int MAX_INTENTS = 256;

  private static final String OBJECT = "Ljava/lang/Object;";
  private static final Set<Evaluator> LEAVING =
      EnumSet.of(
          Evaluator.START_ACTIVITY,
          Evaluator.START_FOR_RESULT,
          Evaluator.START_SERVICE,
          Evaluator.BIND_SERVICE,
          Evaluator.SEND_BROADCAST);

  private final Analysis analysis;
  private final Atoms atoms;
  private final Heap global;
  private final IntentRules rules;

  OtherApps(Analysis analysis, Heap global) {
    this.analysis = analysis;
    this.atoms = analysis.atoms();
    this.global = global;
    this.rules = new IntentRules(analysis, global);
  }

  /** Puts what others send under way here. */
  void receive(List<SentIntent> intents) {
    for (int i = 0; i < intents.size(); i++) {
      SentIntent sent = intents.get(i);
      sent.objects()
          .forEach((object, fields) ->
              fields.forEach((field, held) ->
                  global.write(atoms.value(object), field, OBJECT, value(held), false)));
      String how = sent.how().name().toLowerCase(Locale.ROOT);
      String cell = Stores.PREFIX + EntryPoints.INTENTS + "[" + how + "@other:" + i + "]";
      global.put(atoms.globals(), cell, atoms.value(sent.intent()));
    }
  }

  private Value value(Set<Atom> held) {
    Value value = Value.NOTHING;
    for (Atom atom : held) {
      value = atoms.join(value, atoms.value(atom));
    }
    return value;
  }

  /** {@return what this app sends that names none of its own components} */
  List<SentIntent> sent() {
    Map<String, SentIntent> sent = new TreeMap<>();
    String prefix = Stores.PREFIX + EntryPoints.INTENTS + "[";
    global
        .fieldsOf(atoms.globals())
        .forEach((cell, objects) -> {
          if (cell.startsWith(prefix) && !cell.contains("@other:")) {
            Evaluator how = IntentCalls.how(cell);
            for (int i = 0; LEAVING.contains(how) && i < objects.size(); i++) {
              if (atoms.get(objects.atom(i)) instanceof Atom.Allocation made
                  && made.type().equals(IntentRouting.INTENT)
                  && !staysHere(objects.atom(i))) {
                sent.put(cell + made, new SentIntent(how, made, objectsFrom(made)));
              }
            }
          }
        });
    if (sent.size() > MAX_INTENTS) {
      analysis.meter().count("intents-cut");
    }
    return sent.values().stream().limit(MAX_INTENTS).toList();
  }

  private boolean staysHere(int intent) {
    Value target = rules.target(intent);
    return !target.isNothing()
        && atoms.stream(target)
            .allMatch(a ->
                a instanceof Atom.ClassName(String name) && analysis.hierarchy().isAppClass(name));
  }

  private Map<Atom.Allocation, Map<String, Set<Atom>>> objectsFrom(Atom.Allocation intent) {
    Map<Atom.Allocation, Map<String, Set<Atom>>> objects = new LinkedHashMap<>();
    Deque<Atom.Allocation> open = new ArrayDeque<>(List.of(intent));
    while (!open.isEmpty()) {
      Atom.Allocation object = open.poll();
      if (objects.containsKey(object)) {
        continue;
      }
      if (objects.size() >= MAX_OBJECTS) {
        atoms.countDropped();
        break;
      }
      Map<String, Set<Atom>> fields = new HashMap<>();
      global
          .fieldsOf(atoms.id(object))
          .forEach((field, value) -> fields.put(field, carried(value, open)));
      objects.put(object, fields);
    }
    return objects;
  }

  private Set<Atom> carried(Value value, Deque<Atom.Allocation> open) {
    List<Atom> carried = new ArrayList<>();
    atoms.stream(value)
        .filter(
            a -> a instanceof Atom.Source || a instanceof Atom.Allocation || Atoms.isConstant(a))
        .forEach(carried::add);
    carried.sort(Comparator.comparing(Object::toString));
    carried.forEach(a -> {
      if (a instanceof Atom.Allocation object) {
        open.add(object);
      }
    });
    return new LinkedHashSet<>(carried);
  }
}
