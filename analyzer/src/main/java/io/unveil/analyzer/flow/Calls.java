package io.unveil.analyzer.flow;

import io.unveil.analyzer.flow.CallTargets.Callee;
import io.unveil.analyzer.flow.CallTargets.Targets;
import io.unveil.unpacker.dex.DexMethod;
import io.unveil.unpacker.dex.MethodId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a call does: enters the app's methods by their summaries, applies models at the boundary.
 */
final class Calls {
  /** Sets of constants for which one method is summarised apart. */
  static final int MAX_NARROWED = 32;

  /** Constants of one parameter for which a method is summarised apart. */
  private static final int MAX_CONSTANTS = 4;

  /** Methods that ask an object for its text. */
  private static final Set<String> TEXT_OF =
      Set.of(
          "Ljava/lang/StringBuilder;->append(Ljava/lang/Object;)Ljava/lang/StringBuilder;",
          "Ljava/lang/StringBuffer;->append(Ljava/lang/Object;)Ljava/lang/StringBuffer;",
          "Ljava/lang/String;->valueOf(Ljava/lang/Object;)Ljava/lang/String;",
          "Ljava/util/Objects;->toString(Ljava/lang/Object;)Ljava/lang/String;",
          "Ljava/io/PrintWriter;->print(Ljava/lang/Object;)V",
          "Ljava/io/PrintWriter;->println(Ljava/lang/Object;)V");

  private final Analysis analysis;
  private final CallTargets targets;
  private final ModelEffects modelled;
  private final DefaultTransfer unmodelled;
  private final Decryptors decryptors;
  private final Map<DexMethod, Set<Map<Integer, Value>>> narrowed = new HashMap<>();

  Calls(Analysis analysis) {
    this.analysis = analysis;
    this.targets = new CallTargets(analysis);
    this.modelled = new ModelEffects(analysis);
    this.unmodelled = new DefaultTransfer(analysis);
    this.decryptors = new Decryptors(analysis);
  }

  CallTargets targets() {
    return targets;
  }

  Decryptors decryptors() {
    return decryptors;
  }

  Value invoke(MethodRun run, CodePoint site, InvokeKind kind, MethodId id, List<Value> arguments) {
    Callee callee = targets.callee(id);
    Targets found = targets.targets(kind, id, arguments);
    Value result = Value.NOTHING;
    if (!found.receivers().isEmpty()) {
      boolean weak = found.boundary() || found.receivers().size() > 1;
      found.receivers().keySet().stream()
          .filter(DexMethod::isStatic)
          .forEach(target -> run.uses(target.owner().descriptor()));
      Heap before = run.heap().snapshot();
      for (Map.Entry<DexMethod, Value> target : found.receivers().entrySet()) {
        List<Value> passed = on(target.getValue(), arguments);
        Value exact = weak ? null : decryptors.call(run, site, target.getKey(), passed);
        Value returned = enter(run, site, id, target.getKey(), passed, before, weak);
        if (exact != null) {
          Value data = returned.without(a -> Atoms.isConstant(analysis.atoms().get(a)));
          returned = analysis.atoms().join(data, exact);
        }
        result = analysis.atoms().join(result, returned);
      }
    }
    if (found.boundary()) {
      result = analysis.atoms().join(result, boundary(run, site, kind, id, callee, arguments));
      if (kind == InvokeKind.VIRTUAL
          && !callee.appOwner()
          && analysis.atoms().stream(arguments.getFirst()).anyMatch(Atoms::isInput)
          && targets.isCallback(id)) {
        result = analysis.atoms().join(result, callBack(run, id, arguments));
      }
    }
    if (found.boundary() || found.receivers().size() != 1) {
      run.exactResult(null);
    }
    return result;
  }

  /** {@return the arguments of a call on those of the receivers that lead to one method} */
  private static List<Value> on(Value receivers, List<Value> arguments) {
    if (receivers.isNothing() || receivers.size() == arguments.getFirst().size()) {
      return arguments;
    }
    List<Value> narrowed = new ArrayList<>(arguments);
    narrowed.set(0, receivers);
    return narrowed;
  }

  private Value enter(
      MethodRun run,
      CodePoint site,
      MethodId id,
      DexMethod target,
      List<Value> arguments,
      Heap before,
      boolean weak) {
    analysis.recorder().call(site.method(), target);
    Body body = targets.body(target, arguments);
    Summary summary = analysis.solver().summary(body);
    if (summary != null && !summary.wanted().isEmpty()) {
      summary = narrower(run, body, summary, arguments);
    }
    if (summary == null) {
      return unmodelled.apply(run, site, id, target.isStatic(), arguments);
    }
    Value returned = new Instantiation(analysis, site, arguments, before).apply(summary, run, weak);
    run.exactResult(weak ? null : summary.exact());
    return returned;
  }

  /**
   * The summary for the constants of this call, where they decide what the callee does. What this
   * method's own callers decide is asked of them.
   */
  private @Nullable Summary narrower(
      MethodRun run, Body body, Summary summary, List<Value> arguments) {
    Map<Integer, Value> constants = new TreeMap<>();
    for (int i : summary.wanted()) {
      Value argument = i < arguments.size() ? arguments.get(i) : Value.NOTHING;
      run.wantsConstant(argument);
      if (isConstant(argument)) {
        constants.put(i, argument);
      }
    }
    if (constants.isEmpty()) {
      return summary;
    }
    Set<Map<Integer, Value>> known = narrowed.computeIfAbsent(body.method(), _ -> new HashSet<>());
    if (known.size() >= MAX_NARROWED && !known.contains(constants)) {
      analysis.meter().count("constants-per-method");
      return summary;
    }
    known.add(constants);
    return analysis.solver().summary(body.with(constants));
  }

  /**
   * A callback of an object that a caller passes or a field holds: what it is given and what it
   * returns are cells of the object, since its class is not known here.
   */
  private Value callBack(MethodRun run, MethodId id, List<Value> arguments) {
    Value objects = arguments.getFirst().without(a -> !Atoms.isInput(analysis.atoms().get(a)));
    for (int i = 1; i < arguments.size() && !objects.isNothing(); i++) {
      if (!arguments.get(i).isNothing()) {
        String cell = EntryPoints.argumentCell(id.name() + "," + (i - 1));
        run.heap().write(objects, cell, "Ljava/lang/Object;", arguments.get(i), false);
      }
    }
    return id.descriptor().endsWith(")V")
        ? Value.NOTHING
        : run.heap().read(objects, EntryPoints.RESULT, "Ljava/lang/Object;");
  }

  private boolean isConstant(Value value) {
    return !value.isNothing()
        && value.size() <= MAX_CONSTANTS
        && analysis.atoms().stream(value)
            .allMatch(a -> Atoms.isConstant(a) && !(a instanceof Atom.Computed));
  }

  private Value boundary(
      MethodRun run,
      CodePoint site,
      InvokeKind kind,
      MethodId id,
      Callee callee,
      List<Value> given) {
    boolean isStatic = kind == InvokeKind.STATIC;
    List<Value> arguments = TEXT_OF.contains(id.toString()) ? asTexts(run, site, given) : given;
    if (callee.model() == null || !callee.model().acts()) {
      Value exact = decryptors.pure(run, site, id, isStatic, arguments);
      if (exact != null) {
        return exact;
      }
    }
    if (callee.model() != null) {
      return modelled.apply(run, site, callee.model(), id, isStatic, arguments);
    }
    return unmodelled.apply(run, site, id, isStatic, arguments);
  }

  /** {@return the arguments with what {@code toString} of the app's own classes makes of them} */
  private List<Value> asTexts(MethodRun run, CodePoint site, List<Value> arguments) {
    List<Value> texts = new ArrayList<>(arguments);
    Value last = arguments.getLast();
    Value objects = last.without(atom -> !hasText(analysis.atoms().get(atom)));
    if (!objects.isNothing()) {
      Value others = last.without(objects::contains);
      String type = Atoms.typeOf(analysis.atoms().get(objects.atom(0)));
      MethodId toString = new MethodId(type, "toString", "()Ljava/lang/String;");
      Value text = invoke(run, site, InvokeKind.VIRTUAL, toString, List.of(objects));
      texts.set(texts.size() - 1, analysis.atoms().join(others, text));
    }
    return texts;
  }

  private boolean hasText(Atom atom) {
    if (!(atom instanceof Atom.Allocation made) || !analysis.isAppCode(made.type())) {
      return false;
    }
    DexMethod method =
        analysis.hierarchy().dispatch(made.type(), "toString", "()Ljava/lang/String;");
    return method != null && method.hasCode() && analysis.isAppCode(method.owner().descriptor());
  }
}
