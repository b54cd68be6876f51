package io.unveil.analyzer.flow;

import io.unveil.unpacker.dex.DexMethod;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Whether two readings of one method say exactly the same of it. Only the objects that the method
 * makes itself have other places in lifted code: those of one class are paired in the order of the
 * code. A wrong pairing gives summaries that differ, never ones that agree by mistake: all that is
 * said of the objects is compared.
 */
final class SummaryMatch {
  private final Atoms atoms;
  private final DexMethod method;
  private final Map<Integer, Integer> pairs = new HashMap<>();

  private SummaryMatch(Atoms atoms, DexMethod method) {
    this.atoms = atoms;
    this.method = method;
  }

  /**
   * {@return whether the summaries are the same}
   *
   * @param dalvik as the {@link DexInterpreter} reads {@code method}
   * @param jvm as the {@link JvmInterpreter} reads it, in the same analysis's atoms
   */
  static boolean same(Atoms atoms, DexMethod method, Summary dalvik, Summary jvm) {
    SummaryMatch match = new SummaryMatch(atoms, method);
    return match.pair(dalvik, jvm) && match.renamed(jvm).equals(unordered(dalvik));
  }

  /** A summary without the order in which its parts were found. */
  private record Unordered(
      Value returned,
      Object exact,
      Value thrown,
      Map<Integer, Map<String, Value>> writes,
      Set<Hit> hits,
      Set<Integer> created,
      Set<Integer> wanted) {}

  private static Unordered unordered(Summary s) {
    return new Unordered(
        s.returned(),
        String.valueOf(s.exact()),
        s.thrown(),
        s.writes(),
        new HashSet<>(s.hits()),
        s.created(),
        s.wanted());
  }

  private boolean pair(Summary dalvik, Summary jvm) {
    Set<Integer> ofDalvik = atomsOf(dalvik);
    Set<Integer> ofJvm = atomsOf(jvm);
    Map<String, Map<Integer, Integer>> left = madeOnlyIn(ofDalvik, ofJvm);
    Map<String, Map<Integer, Integer>> right = madeOnlyIn(ofJvm, ofDalvik);
    if (!left.keySet().equals(right.keySet())) {
      return false;
    }
    for (Map.Entry<String, Map<Integer, Integer>> e : right.entrySet()) {
      List<Integer> ours = new ArrayList<>(left.getOrDefault(e.getKey(), Map.of()).values());
      List<Integer> theirs = new ArrayList<>(e.getValue().values());
      if (ours.size() != theirs.size()) {
        return false;
      }
      for (int i = 0; i < ours.size(); i++) {
        pairs.put(theirs.get(i), ours.get(i));
      }
    }
    return true;
  }

  /**
   * {@return by class and place, the objects of {@code these} that the method makes itself} Objects
   * that calls make have the call's place in both readings.
   */
  private Map<String, Map<Integer, Integer>> madeOnlyIn(Set<Integer> these, Set<Integer> others) {
    Map<String, Map<Integer, Integer>> made = new HashMap<>();
    for (int id : these) {
      if (!others.contains(id)
          && atoms.get(id) instanceof Atom.Allocation a
          && a.site().method() == method
          && a.context().isEmpty()) {
        made.computeIfAbsent(a.type(), _ -> new TreeMap<>()).put(Math.abs(a.site().pc()), id);
      }
    }
    return made;
  }

  private Set<Integer> atomsOf(Summary summary) {
    Deque<Value> open = new ArrayDeque<>(List.of(summary.returned(), summary.thrown()));
    Set<Integer> seen = new HashSet<>(summary.created());
    summary
        .writes()
        .forEach((object, fields) -> {
          seen.add(object);
          open.addAll(fields.values());
        });
    for (Hit hit : summary.hits()) {
      open.addAll(valuesOf(hit));
    }
    open.forEach(value -> {
      for (int i = 0; i < value.size(); i++) {
        seen.add(value.atom(i));
      }
    });
    return seen;
  }

  private static List<Value> valuesOf(Hit hit) {
    return switch (hit) {
      case Hit.Sink s -> List.of(s.tainted(), s.receiver(), s.destination());
      case Hit.Watched w -> w.arguments();
    };
  }

  private Unordered renamed(Summary s) {
    Map<Integer, Map<String, Value>> writes = new LinkedHashMap<>();
    s.writes()
        .forEach((object, fields) -> {
          Map<String, Value> renamed = new HashMap<>();
          fields.forEach((field, value) -> renamed.put(field, renamed(value)));
          writes.put(renamed(object), renamed);
        });
    Set<Hit> hits = new HashSet<>();
    s.hits().forEach(hit -> hits.add(renamed(hit)));
    Set<Integer> created = new HashSet<>();
    s.created().forEach(id -> created.add(renamed(id)));
    return new Unordered(
        renamed(s.returned()),
        String.valueOf(s.exact()),
        renamed(s.thrown()),
        writes,
        hits,
        created,
        s.wanted());
  }

  private Hit renamed(Hit hit) {
    return switch (hit) {
      case Hit.Sink s ->
          s.through(
              s.chain(), renamed(s.tainted()), renamed(s.receiver()), renamed(s.destination()));
      case Hit.Watched w ->
          new Hit.Watched(
              w.name(),
              w.call(),
              w.site(),
              w.chain(),
              w.arguments().stream().map(v -> renamed(v)).toList());
    };
  }

  private Value renamed(Value value) {
    Value renamed = Value.NOTHING;
    for (int i = 0; i < value.size(); i++) {
      renamed = atoms.join(renamed, Value.of(renamed(value.atom(i))));
    }
    return renamed;
  }

  private int renamed(int id) {
    if (atoms.get(id) instanceof Atom.InputField f && renamed(f.base()) != f.base()) {
      return atoms.inputField(renamed(f.base()), f.field(), f.type());
    }
    return pairs.getOrDefault(id, id);
  }
}
