package io.unveil.analyzer.flow;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.BasicInterpreter;
import org.objectweb.asm.tree.analysis.BasicValue;
import org.objectweb.asm.tree.analysis.Interpreter;

/** Keeps the shape of frames in code that is surely not reached, and nothing else. */
final class DeadCode extends Interpreter<JvmValue> {
  private static final JvmValue NOTHING = new JvmValue(io.unveil.analyzer.flow.Value.NOTHING, 1);

  private final BasicInterpreter shapes = new BasicInterpreter();

  DeadCode() {
    super(Opcodes.ASM9);
  }

  private static @Nullable JvmValue of(@Nullable BasicValue shape) {
    return shape == null
        ? null
        : new JvmValue(io.unveil.analyzer.flow.Value.NOTHING, shape.getSize());
  }

  @Override
  public @Nullable JvmValue newValue(@Nullable Type type) {
    return of(shapes.newValue(type));
  }

  @Override
  public @Nullable JvmValue newOperation(AbstractInsnNode insn) throws AnalyzerException {
    return of(shapes.newOperation(insn));
  }

  @Override
  public JvmValue copyOperation(AbstractInsnNode insn, JvmValue value) {
    return value;
  }

  @Override
  public @Nullable JvmValue unaryOperation(AbstractInsnNode insn, JvmValue value)
      throws AnalyzerException {
    return of(shapes.unaryOperation(insn, BasicValue.UNINITIALIZED_VALUE));
  }

  @Override
  public @Nullable JvmValue binaryOperation(AbstractInsnNode insn, JvmValue a, JvmValue b)
      throws AnalyzerException {
    BasicValue any = BasicValue.UNINITIALIZED_VALUE;
    return of(shapes.binaryOperation(insn, any, any));
  }

  @Override
  public @Nullable JvmValue ternaryOperation(
      AbstractInsnNode insn, JvmValue a, JvmValue b, JvmValue c) {
    return null;
  }

  @Override
  public @Nullable JvmValue naryOperation(AbstractInsnNode insn, List<? extends JvmValue> values)
      throws AnalyzerException {
    return of(shapes.naryOperation(insn, List.of()));
  }

  @Override
  public void returnOperation(AbstractInsnNode insn, JvmValue value, JvmValue expected) {
    // Nothing returns from here.
  }

  @Override
  public JvmValue merge(JvmValue first, JvmValue second) {
    return first.size() == second.size() ? first : NOTHING;
  }
}
