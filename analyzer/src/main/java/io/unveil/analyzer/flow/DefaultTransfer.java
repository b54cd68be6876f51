package io.unveil.analyzer.flow;

import io.unveil.unpacker.dex.MethodId;
import java.util.List;

/**
 * A method that nobody modelled: its result, and the object it is called on, may hold what its
 * arguments hold. Types that cannot carry data (contexts, views, handlers …) pass nothing.
 */
final class DefaultTransfer {
  private final Analysis analysis;
  private final Atoms atoms;

  DefaultTransfer(Analysis analysis) {
    this.analysis = analysis;
    this.atoms = analysis.atoms();
  }

  Value apply(MethodRun run, CodePoint site, MethodId id, boolean isStatic, List<Value> arguments) {
    Value held = Value.NOTHING;
    for (int i = isStatic ? 0 : 1; i < arguments.size(); i++) {
      held = atoms.join(held, carried(arguments.get(i)));
    }
    Value receiver = isStatic || arguments.isEmpty() ? Value.NOTHING : arguments.getFirst();
    if (!isStatic && !held.isNothing() && !analysis.isOpaque(id.owner())) {
      run.heap().write(receiver, Heap.CONTENT, "Ljava/lang/Object;", held, false);
    }
    String type = id.descriptor().substring(id.descriptor().indexOf(')') + 1);
    if (type.equals("V") || type.equals("Z") || analysis.isOpaque(type)) {
      return Value.NOTHING;
    }
    if (!isStatic && !analysis.isOpaque(id.owner())) {
      held = atoms.join(held, carried(receiver));
    }
    return held.isNothing() ? Value.NOTHING : holder(run, site, type, held);
  }

  private Value holder(MethodRun run, CodePoint site, String type, Value held) {
    if (onlyData(held)) {
      return held;
    }
    Value result = atoms.value(new Atom.Allocation(site, type, List.of()));
    run.heap().write(result, Heap.CONTENT, "Ljava/lang/Object;", held, false);
    return result;
  }

  private boolean onlyData(Value value) {
    return atoms.stream(value).allMatch(Closure::isData);
  }

  /** {@return the atoms of an argument that can carry data over the boundary} */
  private Value carried(Value value) {
    return value.without(id -> {
      Atom atom = atoms.get(id);
      return Atoms.isConstant(atom)
          || (Atoms.isObject(atom) && analysis.isOpaque(Atoms.typeOf(atom)));
    });
  }
}
