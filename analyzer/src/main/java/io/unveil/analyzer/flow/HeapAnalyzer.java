package io.unveil.analyzer.flow;

import io.unveil.unpacker.lift.Lifted;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.Frame;
import org.objectweb.asm.tree.analysis.Interpreter;

/** ASM's fixpoint over frames that carry a heap beside locals and stack. */
final class HeapAnalyzer extends Analyzer<JvmValue> {
  /** Instructions executed per instruction of the method before it is given up. */
  private static final int MAX_EXECUTIONS = 64;

  private final MethodRun run;
  private final long maxExecutions;
  private long executions;

  HeapAnalyzer(MethodRun run, Lifted.Body body) {
    super(new JvmOperations(run, body));
    this.run = run;
    this.maxExecutions = (long) MAX_EXECUTIONS * Math.max(64, body.node().instructions.size());
  }

  @Override
  protected Frame<JvmValue> newFrame(int locals, int stack) {
    return new HeapFrame(locals, stack);
  }

  @Override
  protected Frame<JvmValue> newFrame(Frame<? extends JvmValue> frame) {
    return new HeapFrame(frame);
  }

  /** Locals, stack and heap before one instruction. */
  private final class HeapFrame extends Frame<JvmValue> {
    private @Nullable Heap heap;

    HeapFrame(int locals, int stack) {
      super(locals, stack);
    }

    HeapFrame(Frame<? extends JvmValue> frame) {
      super(frame);
      heap = ((HeapFrame) frame).heap().snapshot();
    }

    private Heap heap() {
      Heap held = heap;
      if (held == null) {
        held = new Heap(run.analysis().atoms(), false);
        heap = held;
      }
      return held;
    }

    @Override
    public Frame<JvmValue> init(Frame<? extends JvmValue> frame) {
      super.init(frame);
      if (frame instanceof HeapFrame other && other.heap != null) {
        heap = other.heap().snapshot();
      }
      return this;
    }

    @Override
    public void execute(AbstractInsnNode instruction, Interpreter<JvmValue> interpreter)
        throws AnalyzerException {
      if (!run.analysis().meter().spend(1) || ++executions > maxExecutions) {
        throw new AnalyzerException(instruction, "budget");
      }
      run.heap(heap());
      super.execute(instruction, interpreter);
      if (instruction.getOpcode() == Opcodes.RETURN) {
        run.leaves();
      }
      heap = run.heap();
    }

    @Override
    public boolean merge(Frame<? extends JvmValue> frame, Interpreter<JvmValue> interpreter)
        throws AnalyzerException {
      boolean changed = super.merge(frame, interpreter);
      return heap().merge(((HeapFrame) frame).heap()) || changed;
    }
  }
}
