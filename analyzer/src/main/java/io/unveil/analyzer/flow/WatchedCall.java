package io.unveil.analyzer.flow;

import io.unveil.analyzer.facts.CallFact;
import io.unveil.analyzer.facts.Step;
import io.unveil.analyzer.flow.EntryPoints.Entry;
import io.unveil.analyzer.flow.WholeApp.Reached;
import io.unveil.unpacker.dex.DexMethod;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** One catalogued call, all ways to it together: the union of what its arguments may be. */
final class WatchedCall {
  private final Hit.Watched first;
  private final List<Set<String>> arguments = new ArrayList<>();
  private final Set<Entry> entries = new LinkedHashSet<>();
  private final Set<DexMethod> deciding = new LinkedHashSet<>();

  private WatchedCall(Hit.Watched first) {
    this.first = first;
  }

  /** What the two interpreters must agree on. */
  record Key(String name, CodePoint site, List<Set<String>> arguments) {}

  /** {@return the catalogued calls among {@code hits}, by place} */
  static Collection<WatchedCall> of(Atoms atoms, Map<Reached, Hit> hits) {
    Map<CodePoint, WatchedCall> calls = new LinkedHashMap<>();
    hits.forEach((reached, hit) -> {
      if (hit instanceof Hit.Watched w) {
        calls.computeIfAbsent(w.site(), _ -> new WatchedCall(w)).add(atoms, reached.entry(), w);
      }
    });
    return calls.values();
  }

  private void add(Atoms atoms, Entry entry, Hit.Watched hit) {
    entries.add(entry);
    deciding.add(entry.method());
    hit.chain().forEach(p -> deciding.add(p.method()));
    deciding.add(hit.site().method());
    for (int i = 0; i < hit.arguments().size(); i++) {
      if (arguments.size() <= i) {
        arguments.add(new TreeSet<>());
      }
      Set<String> constants = arguments.get(i);
      atoms.stream(hit.arguments().get(i)).forEach(a -> addConstant(constants, a));
    }
  }

  private static void addConstant(Set<String> constants, Atom atom) {
    switch (atom) {
      case Atom.Text t -> constants.add(t.value());
      case Atom.TextOf t -> constants.add(Template.withoutHoles(t.text()));
      case Atom.Int n -> constants.add(Long.toString(n.value()));
      case Atom.ClassName c -> constants.add(className(c.descriptor()));
      default -> {}
    }
  }

  private static String className(String descriptor) {
    return descriptor.startsWith("L")
        ? descriptor.substring(1, descriptor.length() - 1).replace('/', '.')
        : descriptor;
  }

  Key key() {
    return new Key(first.name(), first.site(), List.copyOf(arguments));
  }

  /**
   * {@return the methods that decide the arguments: those on the ways to the call, and the entry
   * points}
   */
  Set<DexMethod> deciding() {
    return deciding;
  }

  private CallFact fact(Analysis analysis, String confirmed) {
    List<Step> steps = new ArrayList<>();
    for (CodePoint call : FactBuilder.inCode(first.chain())) {
      steps.add(new Step("call", analysis.site(call), null, null));
    }
    steps.add(new Step("call", analysis.site(first.site()), first.call(), null));
    return new CallFact(
        first.name(),
        first.call(),
        analysis.site(first.site()),
        arguments.stream().map(List::copyOf).toList(),
        steps,
        FactBuilder.triggers(entries),
        confirmed,
        analysis.loading().ofAll(steps));
  }

  /**
   * {@return the calls as facts, sorted by name and place}
   *
   * @param confirmed the second opinion on each
   */
  static List<CallFact> facts(
      Analysis analysis, Collection<WatchedCall> calls, Map<Object, String> confirmed) {
    return calls.stream()
        .map(c -> c.fact(analysis, confirmed.getOrDefault(c.key(), "not-checked(unknown)")))
        .sorted(
            Comparator.comparing(CallFact::name)
                .thenComparing(f -> f.site().method())
                .thenComparingInt(f -> f.site().pc()))
        .toList();
  }
}
