package io.unveil.analyzer.flow;

import io.unveil.unpacker.dex.DexMethod;

/**
 * What a summary is of: a method, for one class of receiver where that decides which overrides it
 * calls.
 *
 * @param receiver exact class of the receiver, or {@code ""} for any
 */
record Body(DexMethod method, String receiver) {
  static Body any(DexMethod method) {
    return new Body(method, "");
  }
}
