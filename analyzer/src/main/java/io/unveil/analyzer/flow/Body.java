package io.unveil.analyzer.flow;

import io.unveil.unpacker.dex.DexMethod;
import java.util.List;

/**
 * What a summary is of: a method, for one class of each parameter where that decides which
 * overrides it calls.
 *
 * @param exact exact classes of the parameters, receiver first, {@code ""} for any; the list ends
 *     behind the last that is known
 */
record Body(DexMethod method, List<String> exact) {
  Body {
    exact = List.copyOf(exact);
  }

  static Body any(DexMethod method) {
    return new Body(method, List.of());
  }

  /** {@return the exact class of parameter {@code index}, receiver first; {@code ""} for any} */
  String exactType(int index) {
    return index < exact.size() ? exact.get(index) : "";
  }
}
