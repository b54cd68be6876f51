package io.unveil.analyzer.flow;

import io.unveil.unpacker.dex.DexMethod;
import org.jspecify.annotations.Nullable;

/**
 * An instruction of the app.
 *
 * @param method enclosing method
 * @param pc offset in code units; -1 for the entry of the method; other negative numbers are places
 *     that only the second interpreter knows
 */
record CodePoint(DexMethod method, int pc) {
  /** Program counter of the entry of a method, where its parameters appear. */
  static final int ENTRY = -1;

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CodePoint p && p.method == method && p.pc == pc;
  }

  @Override
  public int hashCode() {
    return method.ordinal() * 31 + pc;
  }

  @Override
  public String toString() {
    return method.id() + "@" + pc;
  }
}
