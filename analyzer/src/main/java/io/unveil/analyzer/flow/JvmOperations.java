package io.unveil.analyzer.flow;

import io.unveil.unpacker.dex.FieldId;
import io.unveil.unpacker.dex.MethodId;
import io.unveil.unpacker.lift.Lifted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.IntInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MultiANewArrayInsnNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.analysis.Frame;
import org.objectweb.asm.tree.analysis.Interpreter;

/** Hands JVM instructions to a {@link MethodRun}. */
final class JvmOperations extends Interpreter<JvmValue> {
  private static final String OBJECT = "Ljava/lang/Object;";

  private static final Map<Integer, Arithmetic> INTS =
      Map.ofEntries(
          Map.entry(Opcodes.IADD, Arithmetic.ADD),
          Map.entry(Opcodes.ISUB, Arithmetic.SUB),
          Map.entry(Opcodes.IMUL, Arithmetic.MUL),
          Map.entry(Opcodes.IDIV, Arithmetic.DIV),
          Map.entry(Opcodes.IREM, Arithmetic.REM),
          Map.entry(Opcodes.IAND, Arithmetic.AND),
          Map.entry(Opcodes.IOR, Arithmetic.OR),
          Map.entry(Opcodes.IXOR, Arithmetic.XOR),
          Map.entry(Opcodes.ISHL, Arithmetic.SHL),
          Map.entry(Opcodes.ISHR, Arithmetic.SHR),
          Map.entry(Opcodes.IUSHR, Arithmetic.USHR));

  private final MethodRun run;
  private final Lifted.Body body;
  private final List<Value> parameters;
  private boolean within;
  private @Nullable Boolean taken;
  private BiFunction<TryCatchBlockNode, Frame<JvmValue>, Value> handlers = (_, _) -> Value.NOTHING;

  JvmOperations(MethodRun run, Lifted.Body body) {
    super(Opcodes.ASM9);
    this.run = run;
    this.body = body;
    this.parameters = run.parameters();
  }

  /** {@return what the instruction that was just executed may throw by itself} */
  Exceptions.Own own(AbstractInsnNode executed) {
    int op = executed.getOpcode();
    return switch (op) {
      case Opcodes.LDC, Opcodes.NEW, Opcodes.GETSTATIC, Opcodes.PUTSTATIC, Opcodes.INSTANCEOF ->
          Exceptions.Own.ERRORS;
      case Opcodes.GETFIELD,
          Opcodes.PUTFIELD,
          Opcodes.ARRAYLENGTH,
          Opcodes.CHECKCAST,
          Opcodes.MULTIANEWARRAY,
          Opcodes.MONITORENTER,
          Opcodes.MONITOREXIT,
          Opcodes.IDIV,
          Opcodes.IREM,
          Opcodes.LDIV,
          Opcodes.LREM ->
          Exceptions.Own.UNCHECKED;
      case Opcodes.NEWARRAY, Opcodes.ANEWARRAY ->
          within ? Exceptions.Own.ERRORS : Exceptions.Own.UNCHECKED;
      default -> {
        boolean load = op >= Opcodes.IALOAD && op <= Opcodes.SALOAD;
        boolean store = op >= Opcodes.IASTORE && op <= Opcodes.SASTORE;
        boolean call = op >= Opcodes.INVOKEVIRTUAL && op <= Opcodes.INVOKEDYNAMIC;
        yield load && within
            ? Exceptions.Own.NOTHING
            : load || store
                ? Exceptions.Own.UNCHECKED
                : call || op == Opcodes.ATHROW ? Exceptions.Own.ANY : Exceptions.Own.NOTHING;
      }
    };
  }

  /** Who knows what a handler gets. */
  void handlers(BiFunction<TryCatchBlockNode, Frame<JvmValue>, Value> exceptionOf) {
    this.handlers = exceptionOf;
  }

  @Override
  public JvmValue newExceptionValue(
      TryCatchBlockNode handler, Frame<JvmValue> frame, Type exceptionType) {
    return one(handlers.apply(handler, frame));
  }

  private static JvmValue one(Value value) {
    return new JvmValue(value, 1);
  }

  private JvmValue constant(long number) {
    return new JvmValue(run.number(number), 1, number);
  }

  private static JvmValue sized(Value value, Type type) {
    return new JvmValue(value, type.getSize());
  }

  /**
   * A place that is not a call: negative, so that it is never taken for a Dalvik program counter.
   */
  private int place(AbstractInsnNode instruction) {
    return -16 - body.node().instructions.indexOf(instruction);
  }

  private int callPlace(AbstractInsnNode call) {
    int pc = body.pcOf(call);
    return pc >= 0 ? pc : place(call);
  }

  @Override
  public @Nullable JvmValue newValue(@Nullable Type type) {
    if (type != null && type.getSort() == Type.VOID) {
      return null;
    }
    return new JvmValue(Value.NOTHING, type == null ? 1 : type.getSize());
  }

  @Override
  public JvmValue newParameterValue(boolean isInstanceMethod, int local, Type type) {
    int index = isInstanceMethod && local == 0 ? 0 : parameterAt(isInstanceMethod, local);
    return sized(index < parameters.size() ? parameters.get(index) : Value.NOTHING, type);
  }

  private int parameterAt(boolean isInstanceMethod, int local) {
    int slot = isInstanceMethod ? 1 : 0;
    int index = slot;
    for (String type : run.method().parameterTypes()) {
      if (slot >= local) {
        break;
      }
      slot += type.equals("J") || type.equals("D") ? 2 : 1;
      index++;
    }
    return index;
  }

  @Override
  public JvmValue newOperation(AbstractInsnNode insn) {
    int op = insn.getOpcode();
    return switch (op) {
      case Opcodes.ACONST_NULL -> constant(0);
      case Opcodes.ICONST_M1,
          Opcodes.ICONST_0,
          Opcodes.ICONST_1,
          Opcodes.ICONST_2,
          Opcodes.ICONST_3,
          Opcodes.ICONST_4,
          Opcodes.ICONST_5 ->
          constant(op - Opcodes.ICONST_0);
      case Opcodes.LCONST_0, Opcodes.LCONST_1 -> new JvmValue(run.number(op - Opcodes.LCONST_0), 2);
      case Opcodes.FCONST_0, Opcodes.FCONST_1, Opcodes.FCONST_2 -> one(computed(Value.NOTHING));
      case Opcodes.DCONST_0, Opcodes.DCONST_1 -> new JvmValue(computed(Value.NOTHING), 2);
      case Opcodes.BIPUSH, Opcodes.SIPUSH -> constant(((IntInsnNode) insn).operand);
      case Opcodes.LDC -> constant(((LdcInsnNode) insn).cst);
      case Opcodes.GETSTATIC -> {
        FieldInsnNode field = (FieldInsnNode) insn;
        yield sized(run.getStatic(id(field)), Type.getType(field.desc));
      }
      case Opcodes.NEW -> one(run.allocate(place(insn), descriptor(((TypeInsnNode) insn).desc)));
      default -> one(Value.NOTHING);
    };
  }

  private JvmValue constant(Object constant) {
    return switch (constant) {
      case String text -> one(run.text(text));
      case Type type -> one(run.classConstant(type.getDescriptor()));
      case Integer n -> constant((long) n);
      case Byte n -> constant((long) n);
      case Short n -> constant((long) n);
      case Character c -> constant((long) c);
      case Boolean b -> constant(b ? 1 : 0);
      case Long n -> new JvmValue(run.number(n), 2);
      case Double _ -> new JvmValue(computed(Value.NOTHING), 2);
      default -> one(computed(Value.NOTHING));
    };
  }

  private Value computed(Value value) {
    return run.computed(value, Value.NOTHING);
  }

  private static String descriptor(String internalName) {
    return internalName.startsWith("[") ? internalName : "L" + internalName + ";";
  }

  private static FieldId id(FieldInsnNode field) {
    return new FieldId(descriptor(field.owner), field.name, field.desc);
  }

  @Override
  public JvmValue copyOperation(AbstractInsnNode insn, JvmValue value) {
    return value;
  }

  /** {@return whether the instruction fails, since {@code reference} is surely null} */
  private boolean failsOn(JvmValue reference) {
    Long number = reference.exact();
    boolean isNull = number != null && number == 0;
    if (isNull) {
      run.fails();
    }
    return isNull;
  }

  private static JvmValue nothing(Type type) {
    return new JvmValue(Value.NOTHING, type.getSize());
  }

  @Override
  public @Nullable JvmValue unaryOperation(AbstractInsnNode insn, JvmValue value) {
    int op = insn.getOpcode();
    if (op == Opcodes.GETFIELD && failsOn(value)) {
      return nothing(Type.getType(((FieldInsnNode) insn).desc));
    }
    if (op == Opcodes.ARRAYLENGTH && failsOn(value)) {
      return nothing(Type.INT_TYPE);
    }
    if (op >= Opcodes.IFEQ && op <= Opcodes.IFLE) {
      taken = taken(op - Opcodes.IFEQ, value.exact(), 0L);
    } else if (op == Opcodes.IFNULL || op == Opcodes.IFNONNULL) {
      taken = taken(op - Opcodes.IFNULL, value.exact(), 0L);
    }
    return switch (insn.getOpcode()) {
      case Opcodes.GETFIELD -> {
        FieldInsnNode field = (FieldInsnNode) insn;
        yield sized(run.getField(value.value(), id(field)), Type.getType(field.desc));
      }
      case Opcodes.PUTSTATIC -> {
        run.putStatic(id((FieldInsnNode) insn), value.value());
        yield null;
      }
      case Opcodes.CHECKCAST -> value;
      case Opcodes.ATHROW -> {
        run.threw(value.value());
        yield null;
      }
      case Opcodes.ARRAYLENGTH, Opcodes.INSTANCEOF -> one(computed(Value.NOTHING));
      case Opcodes.NEWARRAY, Opcodes.ANEWARRAY -> {
        within = run.isLength(value.value());
        yield one(run.allocateArray(place(insn), "[" + OBJECT, value.value()));
      }
      case Opcodes.IINC -> {
        int more = ((IincInsnNode) insn).incr;
        Value sum = run.computed(Arithmetic.ADD, value.value(), run.number(more), false);
        Long number = value.exact() == null ? null : Arithmetic.ADD.of(value.exact(), more, false);
        yield new JvmValue(sum, 1, number);
      }
      case Opcodes.I2L -> new JvmValue(arithmetic(insn, value.value(), Value.NOTHING), 2);
      case Opcodes.INEG, Opcodes.L2I, Opcodes.I2B, Opcodes.I2C, Opcodes.I2S ->
          one(arithmetic(insn, value.value(), Value.NOTHING));
      case Opcodes.LNEG -> new JvmValue(arithmetic(insn, value.value(), Value.NOTHING), 2);
      case Opcodes.F2L, Opcodes.D2L, Opcodes.I2D, Opcodes.L2D, Opcodes.F2D, Opcodes.DNEG ->
          new JvmValue(computed(value.value()), 2);
      default -> one(computed(value.value()));
    };
  }

  @Override
  public @Nullable JvmValue binaryOperation(
      AbstractInsnNode insn, JvmValue first, JvmValue second) {
    int op = insn.getOpcode();
    if (op == Opcodes.PUTFIELD) {
      if (failsOn(first)) {
        return null;
      }
      run.putField(first.value(), id((FieldInsnNode) insn), second.value());
      return null;
    }
    if (op >= Opcodes.IALOAD && op <= Opcodes.SALOAD) {
      within = run.isWithin(first.value(), second.value());
      boolean wide = op == Opcodes.LALOAD || op == Opcodes.DALOAD;
      if (failsOn(first)) {
        return new JvmValue(Value.NOTHING, wide ? 2 : 1);
      }
      String type = op == Opcodes.AALOAD ? OBJECT : "I";
      Value element = run.arrayGet(place(insn), first.value(), second.value(), type);
      return new JvmValue(element, wide ? 2 : 1);
    }
    boolean comparison = op >= Opcodes.LCMP && op <= Opcodes.DCMPG;
    if (op >= Opcodes.IF_ICMPEQ && op <= Opcodes.IF_ACMPNE) {
      taken = taken((op - Opcodes.IF_ICMPEQ) % 6, first.exact(), second.exact());
    }
    Value result = arithmetic(insn, first.value(), second.value());
    Arithmetic onInts = INTS.get(op);
    Long number =
        (onInts == null || first.exact() == null || second.exact() == null)
            ? null
            : onInts.of(first.exact(), second.exact(), false);
    return new JvmValue(result, comparison ? 1 : first.size(), number);
  }

  private static @Nullable Boolean taken(int condition, @Nullable Long a, @Nullable Long b) {
    return (a == null || b == null) ? null : Branches.isTaken(condition, Long.compare(a, b));
  }

  /** {@return whether the branch that was just executed is surely taken or not; null when open} */
  @Nullable Boolean taken() {
    return taken;
  }

  private Value arithmetic(AbstractInsnNode insn, Value a, Value b) {
    return switch (insn.getOpcode()) {
      case Opcodes.IADD -> run.computed(Arithmetic.ADD, a, b, false);
      case Opcodes.LADD -> run.computed(Arithmetic.ADD, a, b, true);
      case Opcodes.ISUB -> run.computed(Arithmetic.SUB, a, b, false);
      case Opcodes.LSUB -> run.computed(Arithmetic.SUB, a, b, true);
      case Opcodes.IMUL -> run.computed(Arithmetic.MUL, a, b, false);
      case Opcodes.LMUL -> run.computed(Arithmetic.MUL, a, b, true);
      case Opcodes.IDIV -> run.computed(Arithmetic.DIV, a, b, false);
      case Opcodes.LDIV -> run.computed(Arithmetic.DIV, a, b, true);
      case Opcodes.IREM -> run.computed(Arithmetic.REM, a, b, false);
      case Opcodes.LREM -> run.computed(Arithmetic.REM, a, b, true);
      case Opcodes.IAND -> run.computed(Arithmetic.AND, a, b, false);
      case Opcodes.LAND -> run.computed(Arithmetic.AND, a, b, true);
      case Opcodes.IOR -> run.computed(Arithmetic.OR, a, b, false);
      case Opcodes.LOR -> run.computed(Arithmetic.OR, a, b, true);
      case Opcodes.IXOR -> run.computed(Arithmetic.XOR, a, b, false);
      case Opcodes.LXOR -> run.computed(Arithmetic.XOR, a, b, true);
      case Opcodes.ISHL -> run.computed(Arithmetic.SHL, a, b, false);
      case Opcodes.LSHL -> run.computed(Arithmetic.SHL, a, b, true);
      case Opcodes.ISHR -> run.computed(Arithmetic.SHR, a, b, false);
      case Opcodes.LSHR -> run.computed(Arithmetic.SHR, a, b, true);
      case Opcodes.IUSHR -> run.computed(Arithmetic.USHR, a, b, false);
      case Opcodes.LUSHR -> run.computed(Arithmetic.USHR, a, b, true);
      case Opcodes.INEG -> run.computed(Arithmetic.RSUB, a, run.number(0), false);
      case Opcodes.LNEG -> run.computed(Arithmetic.RSUB, a, run.number(0), true);
      case Opcodes.I2L -> run.computed(Arithmetic.WIDTH, a, run.number(0), true);
      case Opcodes.L2I -> run.computed(Arithmetic.WIDTH, a, run.number(0), false);
      case Opcodes.I2B -> run.computed(Arithmetic.TO_BYTE, a, run.number(0), false);
      case Opcodes.I2C -> run.computed(Arithmetic.TO_CHAR, a, run.number(0), false);
      case Opcodes.I2S -> run.computed(Arithmetic.TO_SHORT, a, run.number(0), false);
      default -> run.computed(a, b);
    };
  }

  @Override
  public @Nullable JvmValue ternaryOperation(
      AbstractInsnNode insn, JvmValue array, JvmValue index, JvmValue value) {
    if (failsOn(array)) {
      return null;
    }
    String type = insn.getOpcode() == Opcodes.AASTORE ? OBJECT : "I";
    run.arrayPut(place(insn), array.value(), index.value(), type, value.value());
    return null;
  }

  @Override
  public @Nullable JvmValue naryOperation(AbstractInsnNode insn, List<? extends JvmValue> values) {
    if (insn instanceof MultiANewArrayInsnNode array) {
      return one(run.allocateArrays(place(insn), array.desc, array.dims));
    }
    if (!(insn instanceof MethodInsnNode call)) {
      return one(Value.NOTHING);
    }
    Type returned = Type.getReturnType(call.desc);
    if (insn.getOpcode() != Opcodes.INVOKESTATIC && failsOn(values.getFirst())) {
      return nothing(returned);
    }
    List<Value> arguments = new ArrayList<>(values.size());
    values.forEach(v -> arguments.add(v.value()));
    InvokeKind kind =
        switch (insn.getOpcode()) {
          case Opcodes.INVOKESTATIC -> InvokeKind.STATIC;
          case Opcodes.INVOKESPECIAL -> InvokeKind.DIRECT;
          default -> InvokeKind.VIRTUAL;
        };
    MethodId id = new MethodId(descriptor(call.owner), call.name, call.desc);
    Value result = run.invoke(callPlace(insn), kind, id, arguments);
    return new JvmValue(result, returned.getSize(), run.exactResult());
  }

  @Override
  public void returnOperation(AbstractInsnNode insn, JvmValue value, JvmValue expected) {
    run.returns(value.value(), value.exact());
  }

  @Override
  public JvmValue merge(JvmValue first, JvmValue second) {
    Value joined = run.analysis().atoms().join(first.value(), second.value());
    int size = Math.min(first.size(), second.size());
    Long exact = Objects.equals(first.exact(), second.exact()) ? first.exact() : null;
    return joined.is(first.value()) && size == first.size() && Objects.equals(exact, first.exact())
        ? first
        : new JvmValue(joined, size, exact);
  }
}
