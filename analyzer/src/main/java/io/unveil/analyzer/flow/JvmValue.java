package io.unveil.analyzer.flow;

/**
 * A {@link io.unveil.analyzer.flow.Value} with the number of slots that ASM wants to know.
 *
 * @param size 1, or 2 for long and double
 */
record JvmValue(io.unveil.analyzer.flow.Value value, int size)
    implements org.objectweb.asm.tree.analysis.Value {
  @Override
  public int getSize() {
    return size;
  }
}
