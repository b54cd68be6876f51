package io.unveil.analyzer.flow;

import io.unveil.unpacker.dex.DexMethod;
import java.util.List;
import java.util.Map;

/**
 * What a summary is of: a method, for one class of each parameter where that decides which
 * overrides it calls, for which parameters are the same object, and for constants that callers pass
 * where those decide what it does.
 *
 * @param exact exact classes of the parameters, receiver first, {@code ""} for any; the list ends
 *     behind the last that is known
 * @param same for each parameter, receiver first, the first one that is the same object; empty when
 *     none is the same as another
 * @param constants constants by parameter, receiver first; empty for any
 */
record Body(
    DexMethod method, List<String> exact, List<Integer> same, Map<Integer, Value> constants) {
  Body {
    exact = List.copyOf(exact);
    same = List.copyOf(same);
    constants = Map.copyOf(constants);
  }

  Body(DexMethod method, List<String> exact, List<Integer> same) {
    this(method, exact, same, Map.of());
  }

  static Body any(DexMethod method) {
    return new Body(method, List.of(), List.of());
  }

  /** {@return the first parameter that is the same object as parameter {@code index}} */
  int first(int index) {
    return same.isEmpty() ? index : same.get(index);
  }

  /** {@return the exact class of parameter {@code index}, receiver first; {@code ""} for any} */
  String exactType(int index) {
    return index < exact.size() ? exact.get(index) : "";
  }

  /** {@return the same for these constants} */
  Body with(Map<Integer, Value> values) {
    return new Body(method, exact, same, values);
  }
}
