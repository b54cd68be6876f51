package io.unveil.analyzer.flow;

import org.jspecify.annotations.Nullable;

/**
 * A {@link io.unveil.analyzer.flow.Value} with the number of slots that ASM wants to know.
 *
 * @param size 1, or 2 for long and double
 * @param exact the number that it surely is, or null
 */
record JvmValue(io.unveil.analyzer.flow.Value value, int size, @Nullable Long exact)
    implements org.objectweb.asm.tree.analysis.Value {
  JvmValue(io.unveil.analyzer.flow.Value value, int size) {
    this(value, size, null);
  }

  @Override
  public int getSize() {
    return size;
  }
}
