package io.unveil.analyzer.flow;

import io.unveil.analyzer.model.MethodModel;
import io.unveil.analyzer.model.Models;
import io.unveil.analyzer.model.Port;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Objects of one method that are given to nobody but a place that holds one listener, such as that
 * for clicks of a view. Where another one, or none, takes the place before the method ends, Android
 * never calls them.
 */
final class Listeners {
  /** Fields of the models that hold the one listener of a kind. */
  private static final String PLACE = "listener-";

  private static final Set<String> LOOKUPS =
      Set.of("findViewById", "getApplicationContext", "getResources", "getString");

  private final Set<Integer> placed = new HashSet<>();
  private final Set<Integer> passed = new HashSet<>();

  /**
   * A call with these arguments, receiver first.
   *
   * @param isConstructor whether the receiver only is what the call initialises
   * @param model what the models say of the method, or null
   */
  void call(
      Atoms atoms, boolean isConstructor, @Nullable MethodModel model, List<Value> arguments) {
    boolean places = model != null && !arguments.isEmpty() && isPlaced(atoms, model, arguments);
    if (!places && !isConstructor && !isHarmless(model)) {
      // Whatever is called in between may make the listener run.
      passed.addAll(placed);
    }
    for (int i = isConstructor ? 1 : 0; i < arguments.size(); i++) {
      Value argument = arguments.get(i);
      for (int k = 0; k < argument.size(); k++) {
        if (atoms.get(argument.atom(k)) instanceof Atom.Allocation) {
          (places && i == 1 ? placed : passed).add(argument.atom(k));
        }
      }
    }
  }

  /** Lookups run no listener. */
  private static boolean isHarmless(@Nullable MethodModel model) {
    return model != null && LOOKUPS.contains(Models.simpleName(model.method()));
  }

  private static boolean isPlaced(Atoms atoms, MethodModel model, List<Value> arguments) {
    return atoms.stream(arguments.getFirst()).anyMatch(Atoms::isObject)
        && model.flows().stream()
            .anyMatch(f ->
                f.to().root() == Port.Root.RECEIVER
                    && f.to().key() != null
                    && f.to().key().startsWith(PLACE));
  }

  /**
   * Takes out of {@code made} the listeners that lost their places.
   *
   * @param isHeld whether an object is in some field, or returned, at the method's end
   */
  void dropReplaced(Set<Integer> made, IntPredicate isHeld) {
    for (int listener : placed) {
      if (!passed.contains(listener) && made.contains(listener) && !isHeld.test(listener)) {
        made.remove(listener);
      }
    }
  }
}
