package io.unveil.analyzer.flow;

import io.unveil.analyzer.model.MethodModel;
import io.unveil.analyzer.model.MethodModel.Evaluator;
import io.unveil.analyzer.model.Models;
import io.unveil.analyzer.model.OverrideModel;
import io.unveil.analyzer.model.Port;
import io.unveil.unpacker.dex.MethodId;
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
          Evaluator.BIND_SERVICE,
          Evaluator.START_FOR_RESULT,
          Evaluator.REGISTER_RECEIVER,
          Evaluator.REGISTER_LOCAL_RECEIVER);

  private static final Set<Evaluator> SENDING =
      EnumSet.of(
          Evaluator.START_ACTIVITY,
          Evaluator.START_SERVICE,
          Evaluator.SEND_BROADCAST,
          Evaluator.SEND_LOCAL_BROADCAST);

  private static final Set<String> CARRYING =
      Set.of("putExtra", "putExtras", "fillIn", "getIntent", "setData", "setDataAndType");

  /** Field of a component that holds what it gives back. */
  private static final String RESULT = "result";

  static ComponentLinks of(Models models) {
    Set<String> calls = new HashSet<>();
    Set<String> overrides = new HashSet<>();
    for (MethodModel model : models.methods()) {
      if (isLink(model) || isSend(model)) {
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

  /** {@return whether the method sends an intent, which matters where the intent has data} */
  static boolean isSend(MethodModel model) {
    return model.evaluate() != null && SENDING.contains(model.evaluate());
  }

  /** {@return whether a caller of the method may have data for an intent} */
  static boolean carries(MethodId called) {
    return CARRYING.contains(called.name());
  }

  static boolean isLink(MethodModel model) {
    return (model.evaluate() != null && CONNECTING.contains(model.evaluate()))
        || model.flows().stream().anyMatch(f -> RESULT.equals(f.to().key()));
  }

  static boolean isLink(OverrideModel model) {
    return model.flows().stream().anyMatch(f -> f.to().access() == Port.Access.FIELD);
  }
}
