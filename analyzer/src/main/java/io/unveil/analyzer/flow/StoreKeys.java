package io.unveil.analyzer.flow;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.regex.Pattern;

/**
 * What names a place in a store: the texts that a value may be, in one form for each store, or the
 * input that a caller knows.
 */
final class StoreKeys {
  /** Cell that holds the text of an object: a builder's, a file's path, a statement's SQL. */
  static final String TEXT = "$text";

  /** Texts that one key may be; with more it is unknown. */
  private static final int MAX_CHOICES = 8;

  private static final char INPUT = '\u0001';
  private static final String STRING = "Ljava/lang/String;";

  /** The card, by the names that Android has given it. */
  private static final Pattern CARD =
      Pattern.compile("/(?:storage/emulated/0|storage/sdcard0?|mnt/sdcard|sdcard0)(?=/|$)");

  /** The folder of an app, by the names that Android has given it; others' are not open to it. */
  private static final Pattern OWN_FOLDER =
      Pattern.compile("^/data/(?:data|user(?:_de)?/\\d++)/[\\w.]++(?=/|$)");

  private StoreKeys() {}

  static boolean isInput(String key) {
    return !key.isEmpty() && key.charAt(0) == INPUT;
  }

  /**
   * {@return the keys that {@code value} may be for {@code store}, sorted; {@code *} if unknown}
   */
  static List<String> of(Atoms atoms, Heap heap, String store, Value value) {
    Set<String> keys = new LinkedHashSet<>();
    for (int i = 0; i < value.size(); i++) {
      add(atoms, heap, store, value.atom(i), keys);
    }
    boolean unknown = keys.isEmpty() || keys.contains("*") || keys.size() > MAX_CHOICES;
    return unknown ? List.of("*") : keys.stream().sorted().toList();
  }

  private static void add(Atoms atoms, Heap heap, String store, int id, Set<String> keys) {
    switch (atoms.get(id)) {
      case Atom.Text(String text) -> keys.addAll(named(store, text));
      case Atom.Int(long number) -> keys.add(Long.toString(number));
      case Atom.ClassName(String descriptor) -> keys.add(descriptor);
      case Atom.Parameter _, Atom.InputField _, Atom.TextOf _ ->
          keys.add(INPUT + Integer.toString(id));
      case Atom.Allocation _ -> {
        Value text = heap.get(id, TEXT, STRING);
        if (text.isNothing()) {
          keys.add("*");
        }
        for (int i = 0; i < text.size(); i++) {
          // Hostile code can make an object its own text.
          if (atoms.get(text.atom(i)) instanceof Atom.Allocation) {
            keys.add("*");
          } else {
            add(atoms, heap, store, text.atom(i), keys);
          }
        }
      }
      case Atom.Source _, Atom.ProviderQuery _, Atom.Channel _ -> {
        // Data that is part of a text is beside the text itself, which names the place.
      }
      case Atom.Globals _, Atom.Member _, Atom.Computed _ -> keys.add("*");
    }
  }

  /**
   * {@return the cells that {@code cell} of a callee is, once its inputs are filled in} None while
   * the field that names it is still to be written by code that runs later.
   */
  static List<String> filled(Analysis analysis, Heap heap, String cell, IntFunction<Value> fill) {
    if (cell.indexOf(INPUT) < 0) {
      return List.of(cell);
    }
    String store = Stores.storeOf(cell);
    List<List<String>> keys = new ArrayList<>();
    for (String key : Stores.keysOf(cell)) {
      if (!isInput(key)) {
        keys.add(List.of(key));
        continue;
      }
      Value filled = fill.apply(Integer.parseInt(key.substring(1)));
      if (filled.isNothing() && heap.isClosed() && !analysis.isSettled()) {
        analysis.postpone();
        return List.of();
      }
      keys.add(of(analysis.atoms(), heap, store, filled));
    }
    return Stores.cells(store, keys);
  }

  private static List<String> named(String store, String text) {
    return switch (store) {
      case "sqlite" -> SqlTables.of(text);
      case "file" -> List.of(path(text));
      case "prefs" -> List.of(text.endsWith("_preferences") ? "<default>" : text);
      case "provider" -> List.of(provider(text));
      default -> List.of(text);
    };
  }

  private static String path(String text) {
    String path = text.startsWith("file://") ? text.substring(7) : text;
    boolean relative = !path.startsWith("/") && !path.startsWith("<") && !path.startsWith("*");
    path = plain(relative ? "<files>/" + path : path);
    path = CARD.matcher(path).replaceFirst("/sdcard");
    path = OWN_FOLDER.matcher(path).replaceFirst("<data>");
    path = path.startsWith("<data>/files") ? moved(path, "<data>/files", "<files>") : path;
    return path.startsWith("<data>/cache") ? moved(path, "<data>/cache", "<cache>") : path;
  }

  private static String moved(String path, String from, String to) {
    boolean whole = path.length() == from.length() || path.charAt(from.length()) == '/';
    return whole ? to + path.substring(from.length()) : path;
  }

  /** {@return the path without empty segments, {@code .} and {@code ..}} */
  private static String plain(String path) {
    if (!path.contains("//") && !path.contains("/.") && !path.endsWith("/")) {
      return path;
    }
    Deque<String> segments = new ArrayDeque<>();
    for (String segment : path.split("/")) {
      if (!segment.equals("..")) {
        if (!segment.isEmpty() && !segment.equals(".")) {
          segments.add(segment);
        }
        continue;
      }
      String last = segments.pollLast();
      if (last != null && last.contains("*")) {
        // What is not known may be several folders deep.
        segments.clear();
        segments.add("*");
      } else if (last != null && (last.equals("<files>") || last.equals("<cache>"))) {
        segments.add("<data>");
      }
    }
    String joined = String.join("/", segments);
    return path.startsWith("/") ? "/" + joined : joined;
  }

  /** Authority and first segment: the rows of a provider are addressed below the table's URI. */
  private static String provider(String text) {
    String[] parts = text.split("/", 5);
    int kept = Math.min(parts.length, 4);
    return String.join("/", List.of(parts).subList(0, kept)).toLowerCase(Locale.ROOT);
  }
}
