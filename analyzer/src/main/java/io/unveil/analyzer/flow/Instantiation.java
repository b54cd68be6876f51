package io.unveil.analyzer.flow;

import io.unveil.analyzer.model.Models;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts a callee's {@link Summary} into effect at one call site: its inputs become what the caller
 * passes.
 */
final class Instantiation {
  private final Analysis analysis;
  private final Atoms atoms;
  private final CodePoint site;
  private final List<Value> arguments;
  private final Heap before;
  private final Map<Integer, Value> filled = new HashMap<>();

  /** Values of this many atoms that a summary has in many places are filled once. */
  private static final int LARGE = 16;

  private final Map<Value, Value> filledLarge = new HashMap<>();

  /**
   * @param before heap at the call, not changed by this object
   */
  Instantiation(Analysis analysis, CodePoint site, List<Value> arguments, Heap before) {
    this.analysis = analysis;
    this.atoms = analysis.atoms();
    this.site = site;
    this.arguments = arguments;
    this.before = before;
  }

  /** {@return {@code value} of the callee in terms of the caller} */
  Value fill(Value value) {
    if (value.size() < LARGE) {
      return fillEach(value);
    }
    analysis.meter().spend(value.size() >> 4);
    Value known = filledLarge.get(value);
    if (known == null) {
      known = fillEach(value);
      filledLarge.put(value, known);
    }
    return known;
  }

  private Value fillEach(Value value) {
    Value[] parts = new Value[value.size()];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = goesOn() ? fill(value.atom(i)) : Value.NOTHING;
    }
    return atoms.join(parts);
  }

  /**
   * {@return whether the caller has work left} One call may pass its bound by far: the interpreter,
   * which looks between instructions, then finds it passed and gives the caller up.
   */
  private boolean goesOn() {
    return !analysis.meter().isPartUsedUp();
  }

  private Value fill(int id) {
    Value known = filled.get(id);
    if (known == null) {
      known = fillAtom(id);
      filled.put(id, known);
    }
    return known;
  }

  private Value fillAtom(int id) {
    return switch (atoms.get(id)) {
      case Atom.Parameter p ->
          p.index() < arguments.size() ? arguments.get(p.index()) : Value.NOTHING;
      case Atom.InputField f -> read(fill(f.base()), f.field(), f.type());
      case Atom.Allocation a ->
          atoms.value(
              new Atom.Allocation(
                  a.site(), a.type(), Atoms.prepend(site, a.context(), Atoms.MAX_CONTEXT)));
      case Atom.Source s ->
          atoms.value(
              new Atom.Source(
                  s.kind(),
                  s.site(),
                  s.call(),
                  s.detail(),
                  s.permission(),
                  Atoms.prepend(site, s.returns(), Atoms.MAX_CHAIN)));
      case Atom.ProviderQuery q -> query(q);
      case Atom.TextOf t -> Template.filled(atoms, before, t.text(), this::fill);
      case Atom.Globals _,
          Atom.Channel _,
          Atom.Text _,
          Atom.Int _,
          Atom.ClassName _,
          Atom.Member _,
          Atom.Computed _ ->
          Value.of(id);
    };
  }

  private Value read(Value base, String field, String type) {
    if (field.equals(Heap.ANY_CONTENT)) {
      return before.readContent(base);
    }
    if (field.startsWith(EntryPoints.argumentCell(""))) {
      return before.readLater(base, field);
    }
    if (Heap.isContent(field)) {
      return before.readCell(base, field, type);
    }
    if (Stores.isCell(field)) {
      return Stores.readCells(atoms, before, StoreKeys.filled(analysis, before, field, this::fill));
    }
    return before.read(base, field, type);
  }

  private Value query(Atom.ProviderQuery query) {
    Value uri =
        Closure.constantsOrInputs(atoms, Closure.of(atoms, before, fill(query.uri()), false));
    List<CodePoint> returns = Atoms.prepend(site, query.returns(), Atoms.MAX_CHAIN);
    return providerData(atoms, analysis.models(), uri, query.site(), query.call(), returns);
  }

  /**
   * {@return the data behind {@code uri}: source data where the URI is known, a query where a
   * caller knows it}
   */
  static Value providerData(
      Atoms atoms, Models models, Value uri, CodePoint site, String call, List<CodePoint> returns) {
    Value result = Value.NOTHING;
    for (int i = 0; i < uri.size(); i++) {
      Atom atom = atoms.get(uri.atom(i));
      if (atom instanceof Atom.Text(String text)) {
        Models.ProviderKind kind = models.provider(text);
        if (kind != null) {
          result =
              atoms.join(
                  result,
                  atoms.value(
                      new Atom.Source(kind.kind(), site, call, text, kind.permission(), returns)));
        }
      } else if (Atoms.isInput(atom) || atom instanceof Atom.TextOf) {
        result =
            atoms.join(
                result, atoms.value(new Atom.ProviderQuery(uri.atom(i), site, call, returns)));
      }
    }
    return result;
  }

  /**
   * Applies hits, created objects and writes of {@code summary}; {@return its result} What is read
   * is read first: the heap written to may be the one read from.
   *
   * @param weak true when other targets are possible at the same call: nothing is overwritten
   */
  Value apply(Summary summary, MethodRun run, boolean weak) {
    for (Hit hit : summary.hits()) {
      if (goesOn()) {
        hit(run, hit);
      }
    }
    for (int id : summary.created()) {
      Value filledObject = fill(id);
      for (int i = 0; i < filledObject.size(); i++) {
        run.created(filledObject.atom(i));
      }
    }
    Value thrown = fill(summary.thrown());
    Value returned = fill(summary.returned());
    writes(run.heap(), summary, weak);
    analysis.meter().spend(summary.writes().size() + summary.hits().size());
    run.threw(thrown);
    return returned;
  }

  /**
   * Objects that the callee tells apart may be one object here. What it leaves in a field of that
   * one is then all that it leaves in either, in whatever order its summary has them: what replaces
   * comes first, and a field is replaced once.
   */
  private void writes(Heap heap, Summary summary, boolean weak) {
    Map<Integer, Set<String>> replaced = new HashMap<>();
    Set<Integer> rest = new LinkedHashSet<>();
    summary
        .writes()
        .forEach((object, fields) -> {
          int only = weak || !Atoms.isInput(atoms.get(object)) ? -1 : heap.onlyObject(fill(object));
          if (only < 0) {
            rest.add(object);
          } else {
            Set<String> before = replaced.computeIfAbsent(only, _ -> new HashSet<>());
            fields.forEach((f, v) -> write(heap, object, f, v, before.add(f)));
          }
        });
    rest.forEach(object ->
        summary
            .writes()
            .getOrDefault(object, Map.of())
            .forEach((f, v) -> write(heap, object, f, v, false)));
  }

  private void write(Heap heap, int object, String field, Value value, boolean strong) {
    if (!goesOn()) {
      return;
    }
    if (Stores.isCell(field)) {
      Value added = fill(Stores.added(atoms, field, value));
      Stores.writeCells(atoms, heap, StoreKeys.filled(analysis, before, field, this::fill), added);
      return;
    }
    heap.write(fill(object), field, "Ljava/lang/Object;", fill(value), strong);
  }

  private void hit(MethodRun run, Hit hit) {
    List<CodePoint> chain = Atoms.prepend(site, hit.chain(), Atoms.MAX_CHAIN);
    switch (hit) {
      case Hit.Sink sink -> {
        Value tainted = closure(sink.tainted(), sink.deep());
        Value data = Closure.dataOrInputs(atoms, tainted);
        Value receiver = Closure.channelsOrInputs(atoms, closure(sink.receiver(), false));
        if (!data.isNothing() && (sink.channel() == null || !receiver.isNothing())) {
          Value destination = Closure.constantsOrInputs(atoms, closure(sink.destination(), false));
          run.hit(sink.through(chain, data, receiver, destination));
        }
      }
      case Hit.Watched w ->
          run.hit(
              new Hit.Watched(
                  w.name(),
                  w.call(),
                  w.site(),
                  chain,
                  w.arguments().stream().map(v -> arguments(v)).toList()));
    }
  }

  private Value arguments(Value value) {
    return Closure.constantsOrInputs(atoms, closure(value, false));
  }

  private Value closure(Value value, boolean deep) {
    return Closure.of(atoms, before, fill(value), deep);
  }
}
