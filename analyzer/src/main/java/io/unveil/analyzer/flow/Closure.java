package io.unveil.analyzer.flow;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Everything that is reachable from a value: what a sink sends when it is given a container. */
final class Closure {
  /**
   * Objects visited for one value; enough for containers in containers, bounded for hostile graphs.
   */
  static final int MAX_OBJECTS = 128;

  private Closure() {}

  /**
   * {@return data, channels, constants and inputs reachable from {@code value} through what
   * containers hold}
   *
   * @param deep whether to go through the app's own fields as well, as a serialiser does
   */
  static Value of(Atoms atoms, Heap heap, Value value, boolean deep) {
    if (!needsWalk(atoms, value)) {
      return value;
    }
    return walk(atoms, heap, value, deep, false);
  }

  /** {@return what is reachable through what containers hold, with the objects themselves} */
  static Value objects(Atoms atoms, Heap heap, Value value) {
    return walk(atoms, heap, value, false, true);
  }

  private static Value walk(Atoms atoms, Heap heap, Value value, boolean deep, boolean objects) {
    Value result = Value.NOTHING;
    Deque<Integer> open = new ArrayDeque<>();
    Set<Integer> seen = new HashSet<>();
    push(atoms, value, open, seen);
    while (!open.isEmpty()) {
      int id = open.poll();
      Atom atom = atoms.get(id);
      if (objects || !(atom instanceof Atom.Allocation)) {
        result = atoms.join(result, Value.of(id));
      }
      if (Atoms.isObject(atom)) {
        for (Map.Entry<String, Value> e : heap.fieldsOf(id).entrySet()) {
          if (deep || Heap.isContent(e.getKey())) {
            push(atoms, e.getValue(), open, seen);
          }
        }
      }
    }
    atoms.walked(seen.size() >> 2);
    return result;
  }

  private static void push(Atoms atoms, Value value, Deque<Integer> open, Set<Integer> seen) {
    for (int i = 0; i < value.size(); i++) {
      if (seen.size() >= MAX_OBJECTS && !seen.contains(value.atom(i))) {
        atoms.countDropped();
      } else if (seen.add(value.atom(i))) {
        open.add(value.atom(i));
      }
    }
  }

  private static boolean needsWalk(Atoms atoms, Value value) {
    for (int i = 0; i < value.size(); i++) {
      if (Atoms.isObject(atoms.get(value.atom(i)))) {
        return true;
      }
    }
    return false;
  }

  /** {@return the atoms that are source data or may become it at a caller} */
  static Value dataOrInputs(Atoms atoms, Value closure) {
    return closure.without(id -> !(isData(atoms.get(id)) || Atoms.isInput(atoms.get(id))));
  }

  /** {@return the atoms that are channels or may become one at a caller} */
  static Value channelsOrInputs(Atoms atoms, Value closure) {
    return closure.without(
        id -> !(atoms.get(id) instanceof Atom.Channel || Atoms.isInput(atoms.get(id))));
  }

  /** {@return the atoms that are constants or may become one at a caller} */
  static Value constantsOrInputs(Atoms atoms, Value closure) {
    return closure.without(
        id -> !(Atoms.isConstant(atoms.get(id)) || Atoms.isInput(atoms.get(id))));
  }

  static boolean isData(Atom atom) {
    return atom instanceof Atom.Source || atom instanceof Atom.ProviderQuery;
  }
}
