package io.unveil.analyzer.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Stores of the device (preferences, tables, files, intents under way) as fields of {@link
 * Atom.Globals}: {@code store:name[key]} or {@code store:name[key][key]}. A key is a text in which
 * {@code *} stands for an unknown part, or names the input that a caller knows ({@link StoreKeys}).
 * A read sees every cell whose keys may be the same.
 */
final class Stores {
  static final String PREFIX = "store:";

  /** Cells that one call may mean; with more, the key is unknown. */
  private static final int MAX_CELLS = 16;

  private static final String OBJECT = "Ljava/lang/Object;";

  private Stores() {}

  static boolean isCell(String field) {
    return field.startsWith(PREFIX);
  }

  /** {@return the cells for every choice of keys; {@code keys} has a list of choices per key} */
  static List<String> cells(String store, List<List<String>> keys) {
    List<String> cells = List.of(PREFIX + store);
    for (List<String> choices : keys.isEmpty() ? List.of(List.of("*")) : keys) {
      List<String> longer = new ArrayList<>();
      boolean tooMany = choices.isEmpty() || cells.size() * choices.size() > MAX_CELLS;
      for (String key : tooMany ? List.of("*") : choices) {
        cells.forEach(c -> longer.add(c + "[" + key.replace('[', '(').replace(']', ')') + "]"));
      }
      cells = longer;
    }
    return cells;
  }

  /** {@return what may be under one of {@code keys}; under any key when there are none} */
  static Value read(Atoms atoms, Heap heap, String store, List<String> keys) {
    return readCells(atoms, heap, cells(store, List.of(keys)));
  }

  /** {@return what reads of {@code cells} may see} */
  static Value readCells(Atoms atoms, Heap heap, List<String> cells) {
    Value result = Value.NOTHING;
    for (String cell : cells) {
      result = atoms.join(result, readCell(atoms, heap, cell));
    }
    return result;
  }

  private static Value readCell(Atoms atoms, Heap heap, String cell) {
    Value result = heap.get(atoms.globals(), cell, OBJECT);
    for (Map.Entry<String, Value> e : heap.cellsOf(prefixOf(cell)).entrySet()) {
      if (mayBeSame(keysOf(e.getKey()), keysOf(cell))) {
        result = atoms.join(result, e.getValue());
      }
    }
    return result;
  }

  /** Adds to what is under each of {@code keys}; under an unknown key when there are none. */
  static void write(Atoms atoms, Heap heap, String store, List<String> keys, Value value) {
    writeCells(atoms, heap, cells(store, List.of(keys)), value);
  }

  /** Adds to what is in each of {@code cells}: nothing is overwritten in a store. */
  static void writeCells(Atoms atoms, Heap heap, List<String> cells, Value value) {
    for (String cell : cells) {
      Value held = heap.peek(atoms.globals(), cell, OBJECT);
      heap.put(atoms.globals(), cell, atoms.join(held, value));
    }
  }

  /** {@return {@code value} written to {@code cell}, without what the cell held on entry} */
  static Value added(Atoms atoms, String cell, Value value) {
    return value.without(id ->
        atoms.get(id) instanceof Atom.InputField f
            && f.base() == atoms.globals()
            && f.field().equals(cell));
  }

  static String storeOf(String cell) {
    return cell.substring(PREFIX.length(), cell.indexOf('['));
  }

  /** {@return how all cells of the same store begin} */
  static String prefixOf(String cell) {
    return cell.substring(0, cell.indexOf('[') + 1);
  }

  static List<String> keysOf(String cell) {
    int open = cell.indexOf('[');
    return List.of(cell.substring(open + 1, cell.length() - 1).split("]\\[", -1));
  }

  private static boolean mayBeSame(List<String> a, List<String> b) {
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      if (!mayBeSame(a.get(i), b.get(i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * {@return whether two keys may be the same text: what stands before and behind unknown parts}
   */
  static boolean mayBeSame(String a, String b) {
    if (a.equals(b) || StoreKeys.isInput(a) || StoreKeys.isInput(b)) {
      return true;
    }
    int inA = a.indexOf('*');
    int inB = b.indexOf('*');
    if (inA < 0 && inB < 0) {
      return false;
    }
    String headA = inA < 0 ? a : a.substring(0, inA);
    String headB = inB < 0 ? b : b.substring(0, inB);
    String tailA = inA < 0 ? a : a.substring(a.lastIndexOf('*') + 1);
    String tailB = inB < 0 ? b : b.substring(b.lastIndexOf('*') + 1);
    boolean heads =
        inA < 0
            ? a.startsWith(headB)
            : inB < 0 ? b.startsWith(headA) : headA.startsWith(headB) || headB.startsWith(headA);
    boolean tails =
        inA < 0
            ? a.endsWith(tailB)
            : inB < 0 ? b.endsWith(tailA) : tailA.endsWith(tailB) || tailB.endsWith(tailA);
    return heads && tails;
  }
}
