package io.unveil.analyzer.flow;

import io.unveil.analyzer.model.MethodModel;
import io.unveil.analyzer.model.MethodModel.Evaluator;
import io.unveil.analyzer.model.Models;
import io.unveil.analyzer.model.OverrideModel;
import io.unveil.analyzer.model.Port;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;

/**
 * Calls and callbacks through which components come to know each other: data takes these ways
 * although neither a source nor a sink is near.
 *
 * @param calls simple names of the methods called
 * @param overrides simple names of the methods overridden
 */
record ComponentLinks(Set<String> calls, Set<String> overrides) {
  private static final Set<Evaluator> CONNECTING =
      EnumSet.of(
          Evaluator.START_ACTIVITY,
          Evaluator.START_SERVICE,
          Evaluator.SEND_BROADCAST,
          Evaluator.SEND_LOCAL_BROADCAST,
          Evaluator.BIND_SERVICE,
          Evaluator.START_FOR_RESULT,
          Evaluator.REGISTER_RECEIVER,
          Evaluator.REGISTER_LOCAL_RECEIVER);

  /** Field of a component that holds what it gives back. */
  private static final String RESULT = "result";

  static ComponentLinks of(Models models) {
    Set<String> calls = new HashSet<>();
    Set<String> overrides = new HashSet<>();
    for (MethodModel model : models.methods()) {
      if (isLink(model)) {
        calls.add(Models.simpleName(model.method()));
      }
    }
    for (OverrideModel model : models.overrides()) {
      if (isLink(model)) {
        overrides.add(Models.simpleName(model.method()));
      }
    }
    return new ComponentLinks(calls, overrides);
  }

  static boolean isLink(MethodModel model) {
    return (model.evaluate() != null && CONNECTING.contains(model.evaluate()))
        || model.flows().stream().anyMatch(f -> RESULT.equals(f.to().key()));
  }

  static boolean isLink(OverrideModel model) {
    return model.flows().stream().anyMatch(f -> f.to().access() == Port.Access.FIELD);
  }
}
