package io.unveil.analyzer.flow;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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

  /** Entries of the heap of the whole app. */
  static final int MAX_GLOBAL_ENTRIES = 200_000;

  /** Elements of a list that are told apart by their index. */
  private static final int MAX_ELEMENTS = 64;

  private static final String OBJECT = "Ljava/lang/Object;";

  /** What an array or container holds under an unknown index or key. */
  static final String CONTENT = "[*]";

  /** Stands for what an input container holds under any key; read, never written. */
  static final String ANY_CONTENT = "[?]";

  /**
   * The index under which a list gets its next element. While it is one number, the list's elements
   * stand under their indexes; once it is not, they may stand anywhere.
   */
  static final String NEXT = "$next";

  /** What was put into a field of which the name is not known. */
  static final String ANY_FIELD = "$any-field";

  /** The length of an array, where it is a constant. */
  static final String LENGTH = "$length";

  private final Atoms atoms;
  private final boolean closed;
  private final int limit;
  private final Set<Integer> own = new HashSet<>();
  private Map<Integer, Map<String, Value>> objects;
  private boolean shared;
  private int size;
  private long version;
  private final @Nullable Changes changes;
  private @Nullable ReadSet reads;
  private @Nullable Observer observer;
  private int aside = -1;
  private int sizeBefore;
  private Map<String, Value> whole = Map.of();

  /**
   * @param closed true for the heap of the whole app, where nothing comes from outside: a missing
   *     entry is nothing
   */
  Heap(Atoms atoms, boolean closed) {
    this.atoms = atoms;
    this.closed = closed;
    this.limit = closed ? MAX_GLOBAL_ENTRIES : MAX_ENTRIES;
    this.changes = closed ? new Changes() : null;
    this.objects = new HashMap<>();
  }

  private Heap(Heap other) {
    this.atoms = other.atoms;
    this.closed = other.closed;
    this.limit = other.limit;
    this.changes = null;
    this.objects = other.objects;
    this.size = other.size;
    this.shared = true;
  }

  /** {@return a heap with the same entries; what either writes from now on is its own} */
  Heap snapshot() {
    shared = true;
    own.clear();
    return new Heap(this);
  }

  /** {@return whether this is the heap of the whole app} */
  boolean isClosed() {
    return closed;
  }

  /** {@return the number of entries} */
  int size() {
    return size;
  }

  /** {@return a number that rises with every change} */
  long version() {
    return version;
  }

  /**
   * {@return what the one object holds in {@code field}; {@code type} is the field's declared type}
   */
  Value get(int object, String field, String type) {
    if (reads != null) {
      note(reads, object, field);
    }
    return peek(object, field, type);
  }

  /** {@return the same, without counting as read: what is only added to may change meanwhile} */
  Value peek(int object, String field, String type) {
    Value held = entriesOf(object).get(field);
    Atom atom = atoms.get(object);
    return switch (atom) {
      case Atom.Source _, Atom.ProviderQuery _ -> Value.of(object);
      case Atom.Parameter _, Atom.Globals _, Atom.InputField _ ->
          held != null ? held : onEntry(object, field, type);
      case Atom.Allocation _ -> held != null ? held : Value.NOTHING;
      case Atom.Channel _,
          Atom.Text _,
          Atom.TextOf _,
          Atom.Int _,
          Atom.ClassName _,
          Atom.Member _,
          Atom.Computed _ ->
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
    Value result = read(base, cell, OBJECT);
    for (int i = 0; !closed && i < base.size(); i++) {
      if (atoms.get(base.atom(i)) instanceof Atom.Allocation) {
        int later = atoms.inputField(base.atom(i), cell, OBJECT);
        result = atoms.join(result, Value.of(later));
      }
    }
    return result;
  }

  /** {@return everything that the containers of {@code base} hold under any key} */
  Value readContent(Value base) {
    Value result = read(base, ANY_CONTENT, OBJECT);
    for (int i = 0; i < base.size(); i++) {
      for (Map.Entry<String, Value> e : fieldsOf(base.atom(i)).entrySet()) {
        if (isContent(e.getKey())) {
          result = atoms.join(result, e.getValue());
        }
      }
    }
    return result;
  }

  /** {@return what the arrays and containers of {@code base} may hold under {@code key}} */
  Value readKey(Value base, String key) {
    return readCell(base, keyed(key), OBJECT);
  }

  /**
   * {@return what the arrays and containers of {@code base} may hold in the cell of a key} All that
   * a list holds, when its elements may have moved.
   *
   * @param type declared type of the elements
   */
  Value readCell(Value base, String cell, String type) {
    Value result = atoms.join(read(base, cell, type), read(base, CONTENT, type));
    for (int i = 0; i < base.size(); i++) {
      Value next = fieldsOf(base.atom(i)).get(NEXT);
      if (next != null && !isOneNumber(next)) {
        result = atoms.join(result, readContent(Value.of(base.atom(i))));
      }
    }
    return result;
  }

  /** Adds to a list's end; to anywhere in it when its length is not known. */
  void append(Value list, Value element) {
    Value next = list.size() == 1 ? fieldsOf(list.atom(0)).get(NEXT) : null;
    if (next != null
        && isOneNumber(next)
        && atoms.get(next.atom(0)) instanceof Atom.Int(long index)
        && index < MAX_ELEMENTS) {
      write(list, keyed(Long.toString(index)), OBJECT, element, true);
      write(list, NEXT, "I", atoms.number(index + 1), true);
    } else {
      write(list, CONTENT, OBJECT, element, false);
      reorder(list);
    }
  }

  /** The elements of a list may stand anywhere from now on. */
  void reorder(Value list) {
    write(list, NEXT, "I", atoms.computed(), true);
  }

  /** {@return whether the elements of a list among {@code lists} may have moved} */
  boolean isReordered(Value lists) {
    for (int i = 0; i < lists.size(); i++) {
      Value next = fieldsOf(lists.atom(i)).get(NEXT);
      if (next != null && !isOneNumber(next)) {
        return true;
      }
    }
    return false;
  }

  private boolean isOneNumber(Value value) {
    return value.size() == 1 && atoms.get(value.atom(0)) instanceof Atom.Int;
  }

  static String keyed(String key) {
    return "[" + key + "]";
  }

  static boolean isContent(String field) {
    return field.startsWith("[");
  }

  /** {@return the one object of {@code base}, or -1 when it has none or several} */
  int onlyObject(Value base) {
    int only = -1;
    for (int i = 0; i < base.size(); i++) {
      if (Atoms.isObject(atoms.get(base.atom(i)))) {
        if (only >= 0) {
          return -1;
        }
        only = base.atom(i);
      }
    }
    return only;
  }

  /** Writes: replaces when {@code base} is exactly one object and {@code strong}, else adds. */
  void write(Value base, String field, String type, Value value, boolean strong) {
    int objects = 0;
    for (int i = 0; i < base.size(); i++) {
      objects += Atoms.isObject(atoms.get(base.atom(i))) ? 1 : 0;
    }
    if (objects >= 8) {
      atoms.walked(objects >> 3);
    }
    Value held = Value.NOTHING;
    Value joined = value;
    for (int i = 0; i < base.size(); i++) {
      int object = base.atom(i);
      if (Atoms.isObject(atoms.get(object))) {
        if (observer != null) {
          observer.wrote(object, field, value);
        }
        if (!strong || objects != 1) {
          // Many objects that were written together hold the same value.
          Value before = peek(object, field, type);
          joined = before.is(held) ? joined : atoms.join(before, value);
          held = before;
        }
        put(object, field, joined);
      }
    }
  }

  /** Told of each value written to a field, also when it is there already. */
  interface Observer {
    void wrote(int object, String field, Value value);
  }

  void observer(Observer told) {
    observer = told;
  }

  /**
   * Shows only {@code view} of what {@code object} holds until {@link #restore}. Writes meanwhile
   * do not raise the version.
   */
  void show(int object, Map<String, Value> view) {
    aside = object;
    whole = entriesOf(object);
    sizeBefore = size;
    objects.put(object, new HashMap<>(view));
    own.add(object);
  }

  /** Ends {@link #show}: the object holds what it held before, and what was written meanwhile. */
  void restore() {
    int object = aside;
    Map<String, Value> seen = entriesOf(object);
    size = sizeBefore;
    aside = -1;
    objects.put(object, whole);
    own.remove(object);
    seen.forEach((field, value) ->
        put(object, field, atoms.join(whole.getOrDefault(field, Value.NOTHING), value)));
  }

  /** Replaces one entry; {@return whether that changed anything} */
  boolean put(int object, String field, Value value) {
    Value held = entriesOf(object).get(field);
    if (value.equals(held)) {
      return false;
    }
    if (held == null) {
      if (value.isNothing() && atoms.get(object) instanceof Atom.Allocation) {
        return false;
      }
      if (size >= limit) {
        atoms.countDropped();
        return false;
      }
      size++;
    }
    writable(object).put(field, value);
    if (object != aside) {
      changed(object, field);
    }
    return true;
  }

  private void changed(int object, String field) {
    version++;
    if (changes == null) {
      return;
    }
    if (object == atoms.globals()) {
      changes.global(field);
    } else {
      changes.object(object);
    }
  }

  /** From now on what is read is noted in {@code reads}; in nothing, when it is null. */
  void noteReads(@Nullable ReadSet reads) {
    this.reads = reads;
  }

  /** Counts {@code object} as read. */
  void noteRead(int object) {
    if (reads != null) {
      reads.object(object);
    }
  }

  /** {@return when what changed; null for the heap of one method} */
  @Nullable Changes changes() {
    return changes;
  }

  private void note(ReadSet reads, int object, String field) {
    if (object == atoms.globals()) {
      reads.global(field);
    } else {
      reads.object(object);
    }
  }

  private Map<String, Value> writable(int object) {
    if (shared) {
      objects = new HashMap<>(objects);
      shared = false;
    }
    if (own.add(object)) {
      Map<String, Value> copy = new HashMap<>(entriesOf(object));
      objects.put(object, copy);
      return copy;
    }
    return objects.computeIfAbsent(object, _ -> new HashMap<>());
  }

  /** Merges another path's heap into this one; {@return whether this one changed} */
  boolean merge(Heap other) {
    if (sharesObjectsWith(other)) {
      return false;
    }
    boolean changed = false;
    for (Map.Entry<Integer, Map<String, Value>> e : other.objects.entrySet()) {
      changed |= mergeObject(e.getKey(), e.getValue());
    }
    for (int object : List.copyOf(objects.keySet())) {
      if (!other.objects.containsKey(object)) {
        changed |= mergeObject(object, Map.of());
      }
    }
    return changed;
  }

  private boolean mergeObject(int object, Map<String, Value> other) {
    Map<String, Value> mine = entriesOf(object);
    if (isSame(mine, other)) {
      return false;
    }
    boolean changed = false;
    for (Map.Entry<String, Value> e : other.entrySet()) {
      Value held = mine.get(e.getKey());
      Value before = held != null ? held : onEntry(object, e.getKey(), OBJECT);
      changed |= put(object, e.getKey(), atoms.join(before, e.getValue()));
    }
    for (Map.Entry<String, Value> e : List.copyOf(mine.entrySet())) {
      if (!other.containsKey(e.getKey())) {
        changed |=
            put(object, e.getKey(), atoms.join(e.getValue(), onEntry(object, e.getKey(), OBJECT)));
      }
    }
    return changed;
  }

  @SuppressWarnings("ReferenceEquality")
  private boolean sharesObjectsWith(Heap other) {
    return other.objects == objects;
  }

  @SuppressWarnings("ReferenceEquality")
  private static boolean isSame(Map<String, Value> a, Map<String, Value> b) {
    return a == b;
  }

  private Value onEntry(int object, String field, String type) {
    return !closed && Atoms.isInput(atoms.get(object))
        ? Value.of(atoms.inputField(object, field, type))
        : Value.NOTHING;
  }

  /** {@return the entries of one object; copy before writing while walking them} */
  Map<String, Value> fieldsOf(int object) {
    if (reads != null) {
      if (object == atoms.globals()) {
        reads.globals();
      } else {
        reads.object(object);
      }
    }
    return entriesOf(object);
  }

  /** {@return the entries of the cells of one store, by cell} */
  Map<String, Value> cellsOf(String store) {
    if (reads != null) {
      reads.global(store);
    }
    Map<String, Value> cells = new LinkedHashMap<>();
    entriesOf(atoms.globals())
        .forEach((field, value) -> {
          if (field.startsWith(store)) {
            cells.put(field, value);
          }
        });
    return cells;
  }

  private Map<String, Value> entriesOf(int object) {
    return objects.getOrDefault(object, Map.of());
  }

  /** {@return whether some field holds {@code object}} */
  boolean holds(int object) {
    return objects.values().stream()
        .anyMatch(fields -> fields.values().stream().anyMatch(v -> v.contains(object)));
  }

  /** Visits all entries in no particular order. */
  void forEach(Visitor visitor) {
    objects.forEach((object, fields) -> fields.forEach((f, v) -> visitor.entry(object, f, v)));
  }

  /** One entry. */
  interface Visitor {
    void entry(int object, String field, Value value);
  }
}
