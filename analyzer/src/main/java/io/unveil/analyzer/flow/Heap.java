package io.unveil.analyzer.flow;

import java.util.HashMap;
import java.util.Map;

/**
 * What the fields of objects hold at one program point: (object atom, field) to value. A missing
 * entry of an input object means "as on entry", of an allocation "nothing". Copied on the first
 * write after {@link #snapshot}.
 */
final class Heap {
  /**
   * Entries that one program point may have; beyond it writes are dropped and counted by the
   * caller.
   */
  static final int MAX_ENTRIES = 4_096;

  /** What a container holds under an unknown key. */
  static final String CONTENT = "$content";

  /** Stands for what an input container holds under any key; read, never written. */
  static final String ANY_CONTENT = "$content?";

  /** Elements of an array under an unknown index. */
  static final String ELEMENTS = "[*]";

  private record Cell(int object, String field) {
    @Override
    public int hashCode() {
      return object * 31 + field.hashCode();
    }
  }

  private final Atoms atoms;
  private Map<Cell, Value> cells;
  private Map<Integer, Map<String, Value>> contents;
  private final boolean closed;
  private boolean shared;

  /**
   * @param closed true for the heap of the whole app, where nothing comes from outside: a missing
   *     entry is nothing
   */
  Heap(Atoms atoms, boolean closed) {
    this.atoms = atoms;
    this.closed = closed;
    this.cells = new HashMap<>();
    this.contents = Map.of();
  }

  private Heap(Heap other) {
    this.atoms = other.atoms;
    this.closed = other.closed;
    this.cells = other.cells;
    this.contents = Map.of();
    this.shared = true;
    other.shared = true;
  }

  /** {@return a heap with the same entries; both are copied only when written} */
  Heap snapshot() {
    return new Heap(this);
  }

  int size() {
    return cells.size();
  }

  /**
   * {@return what the one object holds in {@code field}; {@code type} is the field's declared type}
   */
  Value get(int object, String field, String type) {
    Value held = cells.get(new Cell(object, field));
    Atom atom = atoms.get(object);
    return switch (atom) {
      case Atom.Source _, Atom.ProviderQuery _ -> Value.of(object);
      case Atom.Parameter _, Atom.Globals _, Atom.InputField _ ->
          held != null ? held : onEntry(object, field, type);
      case Atom.Allocation _ -> held != null ? held : Value.NOTHING;
      case Atom.Channel _, Atom.Text _, Atom.Int _, Atom.ClassName _, Atom.Computed _ ->
          Value.NOTHING;
    };
  }

  /** {@return what {@code field} holds in any of the objects of {@code base}} */
  Value read(Value base, String field, String type) {
    Value result = Value.NOTHING;
    for (int i = 0; i < base.size(); i++) {
      result = atoms.join(result, get(base.atom(i), field, type));
    }
    return result;
  }

  /**
   * {@return what the cell holds now, and what callbacks that run later leave in it} Objects made
   * here are read again when the whole app is known.
   */
  Value readLater(Value base, String cell) {
    Value result = read(base, cell, "Ljava/lang/Object;");
    for (int i = 0; !closed && i < base.size(); i++) {
      if (atoms.get(base.atom(i)) instanceof Atom.Allocation) {
        int later = atoms.inputField(base.atom(i), cell, "Ljava/lang/Object;");
        result = atoms.join(result, Value.of(later));
      }
    }
    return result;
  }

  /** {@return everything that the containers of {@code base} hold under any key} */
  Value readContent(Value base) {
    Value result = read(base, ANY_CONTENT, "Ljava/lang/Object;");
    for (int i = 0; i < base.size(); i++) {
      for (Map.Entry<String, Value> e : fieldsOf(base.atom(i)).entrySet()) {
        if (isContent(e.getKey())) {
          result = atoms.join(result, e.getValue());
        }
      }
    }
    return result;
  }

  /** {@return what the containers of {@code base} may hold under {@code key}} */
  Value readKey(Value base, String key) {
    String object = "Ljava/lang/Object;";
    return atoms.join(read(base, keyed(key), object), read(base, CONTENT, object));
  }

  static String keyed(String key) {
    return CONTENT + "[" + key + "]";
  }

  static boolean isContent(String field) {
    return field.startsWith(CONTENT) || field.startsWith("[");
  }

  /** Writes: replaces when {@code base} is exactly one object and {@code strong}, else adds. */
  void write(Value base, String field, String type, Value value, boolean strong) {
    int objects = 0;
    for (int i = 0; i < base.size(); i++) {
      objects += Atoms.isObject(atoms.get(base.atom(i))) ? 1 : 0;
    }
    for (int i = 0; i < base.size(); i++) {
      int object = base.atom(i);
      if (Atoms.isObject(atoms.get(object))) {
        put(
            object,
            field,
            strong && objects == 1 ? value : atoms.join(get(object, field, type), value));
      }
    }
  }

  /** Replaces one entry. */
  void put(int object, String field, Value value) {
    Cell cell = new Cell(object, field);
    Value held = cells.get(cell);
    if (value.equals(held) || (held == null && cells.size() >= MAX_ENTRIES)) {
      return;
    }
    if (held == null && value.isNothing() && atoms.get(object) instanceof Atom.Allocation) {
      return;
    }
    own();
    cells.put(cell, value);
  }

  private void own() {
    if (shared) {
      cells = new HashMap<>(cells);
      shared = false;
    }
    contents = Map.of();
  }

  /** Merges another path's heap into this one; {@return whether this one changed} */
  boolean merge(Heap other) {
    if (sharesCellsWith(other)) {
      return false;
    }
    boolean changed = false;
    Map<Cell, Value> mine = cells;
    for (Map.Entry<Cell, Value> e : other.cells.entrySet()) {
      Cell cell = e.getKey();
      Value held = mine.get(cell);
      Value before = held != null ? held : onEntry(cell.object, cell.field, "Ljava/lang/Object;");
      Value joined = atoms.join(before, e.getValue());
      if (held == null
          ? !joined.isNothing() || Atoms.isInput(atoms.get(cell.object))
          : !joined.is(held)) {
        changed |= replace(cell, joined, held);
      }
    }
    for (Map.Entry<Cell, Value> e : mine.entrySet()) {
      Cell cell = e.getKey();
      if (!other.cells.containsKey(cell)) {
        Value joined =
            atoms.join(e.getValue(), onEntry(cell.object, cell.field, "Ljava/lang/Object;"));
        if (!joined.is(e.getValue())) {
          changed |= replace(cell, joined, e.getValue());
        }
      }
    }
    return changed;
  }

  @SuppressWarnings("ReferenceEquality")
  private boolean sharesCellsWith(Heap other) {
    return other.cells == cells;
  }

  private boolean replace(Cell cell, Value joined, @org.jspecify.annotations.Nullable Value held) {
    if (joined.equals(held) || (held == null && cells.size() >= MAX_ENTRIES)) {
      return false;
    }
    own();
    cells.put(cell, joined);
    return true;
  }

  private Value onEntry(int object, String field, String type) {
    return !closed && Atoms.isInput(atoms.get(object))
        ? Value.of(atoms.inputField(object, field, type))
        : Value.NOTHING;
  }

  /** {@return the entries of one object} */
  Map<String, Value> fieldsOf(int object) {
    if (contents.isEmpty() && !cells.isEmpty()) {
      Map<Integer, Map<String, Value>> byObject = new HashMap<>();
      cells.forEach(
          (c, v) -> byObject.computeIfAbsent(c.object, _ -> new HashMap<>()).put(c.field, v));
      contents = byObject;
    }
    return contents.getOrDefault(object, Map.of());
  }

  /** Visits all entries in no particular order. */
  void forEach(Visitor visitor) {
    cells.forEach((c, v) -> visitor.entry(c.object, c.field, v));
  }

  /** One entry. */
  interface Visitor {
    void entry(int object, String field, Value value);
  }
}
