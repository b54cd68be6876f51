package io.unveil.analyzer.flow;

import io.unveil.unpacker.dex.DexMethod;
import org.jspecify.annotations.Nullable;

/** Told which methods of the app the engine enters; for tests of the call graph. */
@FunctionalInterface
interface CallRecorder {
  /** Tells nobody. */
  CallRecorder NONE = (_, _) -> {};

  /**
   * A resolved call; the same one may be told more than once.
   *
   * @param caller the app's method that calls, or null when Android enters
   * @param callee the app's method that is entered
   */
  void call(@Nullable DexMethod caller, DexMethod callee);
}
