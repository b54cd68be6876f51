package io.unveil.analyzer.flow;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What two interpreters must agree on about one method: the data and inputs that it returns, writes
 * and sends, the constants that it passes to catalogued calls. Objects made in the method have no
 * name that both know, so that only what they hold is compared.
 */
final class ComparableSummary {
  private final Atoms atoms;
  private final Summary summary;
  private final Map<String, Set<String>> parts = new TreeMap<>();

  private ComparableSummary(Atoms atoms, Summary summary) {
    this.atoms = atoms;
    this.summary = summary;
  }

  /**
   * {@return aspect to what was found; aspects are {@code returns}, {@code throws}, {@code writes
   * …}, {@code sink …}, {@code destination …}, {@code watched …}}
   */
  static Map<String, Set<String>> of(Atoms atoms, Summary summary) {
    ComparableSummary comparable = new ComparableSummary(atoms, summary);
    comparable.add();
    return comparable.parts;
  }

  private void add() {
    put("returns", data(summary.returned()));
    put("throws", data(summary.thrown()));
    summary
        .writes()
        .forEach((object, fields) -> {
          if (Atoms.isInput(atoms.get(object))) {
            fields.forEach((field, value) ->
                put("writes " + name(atoms.get(object)) + "." + cell(field), data(value)));
          }
        });
    for (Hit hit : summary.hits()) {
      switch (hit) {
        case Hit.Sink s -> {
          put("sink " + s.kind() + " " + s.site(), data(s.tainted()));
          put("destination " + s.kind() + " " + s.site(), all(s.destination()));
        }
        case Hit.Watched w -> {
          for (int i = 0; i < w.arguments().size(); i++) {
            put(
                "watched " + w.name() + " " + w.site() + " argument " + i,
                all(w.arguments().get(i)));
          }
        }
      }
    }
  }

  private void put(String aspect, Set<String> names) {
    if (!names.isEmpty()) {
      parts.computeIfAbsent(aspect, _ -> new TreeSet<>()).addAll(names);
    }
  }

  private Set<String> data(Value value) {
    Set<String> names = new TreeSet<>();
    Deque<Integer> open = new ArrayDeque<>();
    Set<Integer> seen = new HashSet<>();
    push(value, open, seen);
    while (!open.isEmpty()) {
      int id = open.poll();
      Atom atom = atoms.get(id);
      if (Atoms.isInput(atom) || Closure.isData(atom)) {
        names.add(name(atom));
      }
      if (atom instanceof Atom.Allocation) {
        summary.writes().getOrDefault(id, Map.of()).values().forEach(v -> push(v, open, seen));
      }
    }
    return names;
  }

  private static void push(Value value, Deque<Integer> open, Set<Integer> seen) {
    for (int i = 0; i < value.size(); i++) {
      if (seen.add(value.atom(i))) {
        open.add(value.atom(i));
      }
    }
  }

  private Set<String> all(Value value) {
    Set<String> names = new TreeSet<>();
    atoms.stream(value)
        .filter(a -> !(a instanceof Atom.Allocation))
        .forEach(a -> names.add(name(a)));
    return names;
  }

  /** Keys of stores that a caller knows are numbers of atoms, which only one analysis knows. */
  private String cell(String field) {
    if (!Stores.isCell(field)) {
      return field;
    }
    StringBuilder named = new StringBuilder(Stores.storeOf(field));
    for (String key : Stores.keysOf(field)) {
      int input = StoreKeys.isInput(key) ? Integer.parseInt(key.substring(1)) : -1;
      named.append('[').append(input < 0 ? key : name(atoms.get(input))).append(']');
    }
    return named.toString();
  }

  private String name(Atom atom) {
    return switch (atom) {
      case Atom.Parameter p -> "p" + p.index();
      case Atom.Globals _ -> "globals";
      case Atom.InputField f -> name(atoms.get(f.base())) + "." + cell(f.field());
      case Atom.Allocation _ -> "new";
      case Atom.Source s -> s.kind() + " " + s.site();
      case Atom.ProviderQuery q -> "query " + q.site() + " " + name(atoms.get(q.uri()));
      case Atom.Channel c -> "channel " + c.kind();
      case Atom.Text t -> '"' + t.value() + '"';
      case Atom.TextOf t -> '"' + Template.withoutHoles(t.text()) + '"';
      case Atom.Int n -> Long.toString(n.value());
      case Atom.ClassName c -> c.descriptor();
      case Atom.Member m -> m.toString();
      case Atom.Computed _ -> "computed";
    };
  }
}
