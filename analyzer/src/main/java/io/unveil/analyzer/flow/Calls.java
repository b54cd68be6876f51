package io.unveil.analyzer.flow;

import io.unveil.analyzer.flow.CallTargets.Callee;
import io.unveil.analyzer.flow.CallTargets.Targets;
import io.unveil.unpacker.dex.DexMethod;
import io.unveil.unpacker.dex.MethodId;
import java.util.List;

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
    if (!found.methods().isEmpty()) {
      boolean weak = found.boundary() || found.methods().size() > 1;
      Heap before = run.heap().snapshot();
      for (DexMethod target : found.methods()) {
        result =
            analysis.atoms().join(result, enter(run, site, id, target, arguments, before, weak));
      }
    }
    if (found.boundary()) {
      result = analysis.atoms().join(result, boundary(run, site, kind, id, callee, arguments));
    }
    return result;
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
