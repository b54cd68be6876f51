package io.unveil.analyzer.flow;

import java.util.List;
import java.util.Map;

/**
 * Stores of the device (preferences, intents under way, files) as fields of {@link Atom.Globals}:
 * {@code store:name[key]}, with {@code [*]} for writes and {@code [?]} for reads whose key is
 * unknown.
 */
final class Stores {
  private static final String OBJECT = "Ljava/lang/Object;";

  private Stores() {}

  static String cell(String store, String key) {
    return "store:" + store + "[" + key + "]";
  }

  /** {@return what may be under one of {@code keys}; under any key when there are none} */
  static Value read(Atoms atoms, Heap heap, String store, List<String> keys) {
    if (keys.isEmpty()) {
      String any = cell(store, "?");
      return atoms.join(heap.get(atoms.globals(), any, OBJECT), alsoRead(atoms, heap, any));
    }
    Value result = heap.get(atoms.globals(), cell(store, "*"), OBJECT);
    for (String key : keys) {
      result = atoms.join(result, heap.get(atoms.globals(), cell(store, key), OBJECT));
    }
    return result;
  }

  /** Adds to what is under each of {@code keys}; under an unknown key when there are none. */
  static void write(Atoms atoms, Heap heap, String store, List<String> keys, Value value) {
    for (String key : keys.isEmpty() ? List.of("*") : keys) {
      String cell = cell(store, key);
      Value held = heap.get(atoms.globals(), cell, OBJECT);
      heap.put(atoms.globals(), cell, atoms.join(held, value));
    }
  }

  /**
   * {@return what a read of {@code cell} sees besides the cell itself, when a caller fills it in}
   */
  static Value alsoRead(Atoms atoms, Heap heap, String cell) {
    String store = cell.substring(0, cell.indexOf('[') + 1);
    Value result = heap.get(atoms.globals(), store + "*]", OBJECT);
    if (cell.endsWith("[?]")) {
      for (Map.Entry<String, Value> e : heap.fieldsOf(atoms.globals()).entrySet()) {
        if (e.getKey().startsWith(store)) {
          result = atoms.join(result, e.getValue());
        }
      }
    }
    return result;
  }
}
