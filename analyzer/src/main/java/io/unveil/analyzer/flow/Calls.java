package io.unveil.analyzer.flow;

import io.unveil.analyzer.flow.CallTargets.Callee;
import io.unveil.analyzer.flow.CallTargets.Targets;
import io.unveil.unpacker.dex.DexMethod;
import io.unveil.unpacker.dex.MethodId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a call does: enters the app's methods by their summaries, applies models at the boundary.
 */
final class Calls {
  private final Analysis analysis;
  private final CallTargets targets;
  private final ModelEffects modelled;
  private final DefaultTransfer unmodelled;

  Calls(Analysis analysis) {
    this.analysis = analysis;
    this.targets = new CallTargets(analysis);
    this.modelled = new ModelEffects(analysis);
    this.unmodelled = new DefaultTransfer(analysis);
  }

  CallTargets targets() {
    return targets;
  }

  Value invoke(MethodRun run, CodePoint site, InvokeKind kind, MethodId id, List<Value> arguments) {
    Callee callee = targets.callee(id);
    Targets found = targets.targets(kind, id, arguments);
    Value result = Value.NOTHING;
    if (!found.receivers().isEmpty()) {
      boolean weak = found.boundary() || found.receivers().size() > 1;
      Heap before = run.heap().snapshot();
      for (Map.Entry<DexMethod, Value> target : found.receivers().entrySet()) {
        List<Value> passed = on(target.getValue(), arguments);
        Value returned = enter(run, site, id, target.getKey(), passed, before, weak);
        result = analysis.atoms().join(result, returned);
      }
    }
    if (found.boundary()) {
      result = analysis.atoms().join(result, boundary(run, site, kind, id, callee, arguments));
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
    Summary summary = analysis.solver().summary(targets.body(target, arguments));
    if (summary == null) {
      return unmodelled.apply(run, site, id, target.isStatic(), arguments);
    }
    return new Instantiation(analysis, site, arguments, before).apply(summary, run, weak);
  }

  private Value boundary(
      MethodRun run,
      CodePoint site,
      InvokeKind kind,
      MethodId id,
      Callee callee,
      List<Value> arguments) {
    boolean isStatic = kind == InvokeKind.STATIC;
    if (callee.model() != null) {
      return modelled.apply(run, site, callee.model(), id, isStatic, arguments);
    }
    return unmodelled.apply(run, site, id, isStatic, arguments);
  }
}
