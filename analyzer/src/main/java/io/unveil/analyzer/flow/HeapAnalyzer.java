package io.unveil.analyzer.flow;

import io.unveil.unpacker.lift.Lifted;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.Frame;
import org.objectweb.asm.tree.analysis.Interpreter;

/** ASM's fixpoint over frames that carry a heap beside locals and stack. */
final class HeapAnalyzer extends Analyzer<JvmValue> {
  /** Instructions executed per instruction of the method before it is given up. */
  private static final int MAX_EXECUTIONS = 64;

  private static final DeadCode DEAD_CODE = new DeadCode();

  private final MethodRun run;
  private final JvmOperations operations;
  private final long maxExecutions;
  private final InsnList instructions;
  private long executions;
  private int executed = -1;
  private int guarded = -1;
  private boolean executedIsDead;
  private Value thrown = Value.NOTHING;

  HeapAnalyzer(MethodRun run, Lifted.Body body) {
    this(run, body, new JvmOperations(run, body));
  }

  private HeapAnalyzer(MethodRun run, Lifted.Body body, JvmOperations operations) {
    super(operations);
    this.operations = operations;
    operations.handlers(this::caught);
    this.run = run;
    this.instructions = body.node().instructions;
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

  @Override
  protected boolean newControlFlowExceptionEdge(int instruction, TryCatchBlockNode handler) {
    guarded = instruction;
    if (executedIsDead) {
      return false;
    }
    Exceptions.Own own = operations.own(instructions.get(instruction));
    String type = handler.type == null ? null : "L" + handler.type + ";";
    return Exceptions.mayReach(run.analysis(), own, type);
  }

  /**
   * {@return the exception that a handler of the instruction just executed gets} The handler also
   * sees what a call did before it failed.
   */
  private Value caught(TryCatchBlockNode handler, Frame<JvmValue> frame) {
    if (guarded != executed) {
      return Value.NOTHING;
    }
    String type = handler.type == null ? null : "L" + handler.type + ";";
    Value mine = run.caughtBy(thrown, type);
    thrown = run.passing(thrown, type);
    if (calls(instructions.get(executed))) {
      ((HeapFrame) frame).heap().merge(run.heap());
    }
    return mine;
  }

  private static boolean isCondition(int opcode) {
    return (opcode >= Opcodes.IFEQ && opcode <= Opcodes.IF_ACMPNE)
        || opcode == Opcodes.IFNULL
        || opcode == Opcodes.IFNONNULL;
  }

  private static boolean calls(AbstractInsnNode instruction) {
    return instruction.getType() == AbstractInsnNode.METHOD_INSN
        || instruction.getOpcode() == Opcodes.ATHROW;
  }

  /** What leaves the method when no handler of the instruction catches it. */
  private void escape(int instruction, boolean isThrow) {
    Value passing = thrown;
    List<TryCatchBlockNode> handlers = getHandlers(instruction);
    for (TryCatchBlockNode handler : handlers == null ? List.<TryCatchBlockNode>of() : handlers) {
      passing = run.passing(passing, handler.type == null ? null : "L" + handler.type + ";");
    }
    if (!passing.isNothing() || isThrow) {
      run.escapes(passing);
    }
  }

  /** Locals, stack and heap before one instruction. */
  private final class HeapFrame extends Frame<JvmValue> {
    private @Nullable Heap heap;
    private boolean dead;

    HeapFrame(int locals, int stack) {
      super(locals, stack);
    }

    HeapFrame(Frame<? extends JvmValue> frame) {
      super(frame);
      heap = ((HeapFrame) frame).heap().snapshot();
      dead = ((HeapFrame) frame).dead;
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
      dead = frame instanceof HeapFrame other && other.dead;
      return this;
    }

    @Override
    public void execute(AbstractInsnNode instruction, Interpreter<JvmValue> interpreter)
        throws AnalyzerException {
      if (!run.analysis().meter().spend(1) || ++executions > maxExecutions) {
        throw new AnalyzerException(instruction, "budget");
      }
      if (dead) {
        super.execute(instruction, DEAD_CODE);
        executed = instructions.indexOf(instruction);
        executedIsDead = true;
        return;
      }
      executedIsDead = false;
      run.heap(heap());
      super.execute(instruction, interpreter);
      if (instruction.getOpcode() == Opcodes.RETURN) {
        run.leaves();
      }
      heap = run.heap();
      executed = instructions.indexOf(instruction);
      thrown = run.takeThrown();
      if (run.takeFails()) {
        dead = true;
        return;
      }
      if (calls(instruction)) {
        escape(executed, instruction.getOpcode() == Opcodes.ATHROW);
      }
    }

    /** A condition on known numbers has one way only; code on the other is not reached. */
    @Override
    public void initJumpTarget(int opcode, @Nullable LabelNode target) {
      Boolean taken = isCondition(opcode) ? operations.taken() : null;
      dead = executedIsDead || (taken != null && taken == (target == null));
    }

    @Override
    public boolean merge(Frame<? extends JvmValue> frame, Interpreter<JvmValue> interpreter)
        throws AnalyzerException {
      if (((HeapFrame) frame).dead) {
        return false;
      }
      if (dead) {
        init(frame);
        return true;
      }
      run.analysis().meter().spend(heap().size() >> 4);
      boolean changed = super.merge(frame, interpreter);
      return heap().merge(((HeapFrame) frame).heap()) || changed;
    }
  }
}
