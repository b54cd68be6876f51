package io.unveil.analyzer.flow;

import io.unveil.unpacker.dex.BadCodeException;
import io.unveil.unpacker.dex.CodeItem;
import io.unveil.unpacker.dex.DexFile;
import io.unveil.unpacker.dex.FieldId;
import io.unveil.unpacker.dex.MethodId;
import io.unveil.unpacker.dex.Opcode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Abstract interpretation of Dalvik registers straight from a code item: exact program counters, no
 * lifting, one counter that bounds it. A wide value lives in its lower register. States are kept at
 * block leaders only.
 *
 * <p>Layout of instructions: <a
 * href="https://source.android.com/docs/core/runtime/dalvik-bytecode">Dalvik bytecode</a>.
 */
final class DexInterpreter implements Interpreter {
  /** Registers times block leaders of a method that is entered: what its states take of memory. */
  static final int MAX_CELLS = 8_000_000;

  /** Elements of an array of numbers that is filled at once; longer ones stay unknown. */
  private static final int MAX_NUMBERS = 64;

  @Override
  public void interpret(MethodRun run) throws NotInterpretable {
    CodeItem code = run.method().file().code(run.method());
    if (code.units() > run.analysis().meter().budget().maxMethodUnits()) {
      throw new NotInterpretable("method-too-long");
    }
    new Walk(run, code).toFixpoint();
  }

  /** Registers and heap at a block leader. */
  private static final class State {
    private final Value[] registers;
    private final @Nullable Long[] exact;
    private final Heap heap;
    private Value caught;
    private int visits;

    State(Value[] registers, @Nullable Long[] exact, Heap heap, Value caught) {
      this.registers = registers;
      this.exact = exact;
      this.heap = heap;
      this.caught = caught;
    }
  }

  /** One method's fixpoint. */
  private static final class Walk {
    private final MethodRun run;
    private final CodeItem code;
    private final DexFile file;
    private final BitSet leaders = new BitSet();
    private final BitSet open = new BitSet();
    private final TreeMap<Integer, State> states = new TreeMap<>();
    private final Value[] registers;

    /** Numbers that registers surely hold; they decide branches. */
    private final @Nullable Long[] exact;

    private final Handlers handlers;
    private Value result = Value.NOTHING;
    private Value caught = Value.NOTHING;
    private int pc;
    private int unit;
    private boolean fallsThrough;

    Walk(MethodRun run, CodeItem code) {
      this.run = run;
      this.code = code;
      this.file = run.method().file();
      this.registers = new Value[code.registers()];
      this.exact = new Long[registers.length];
      this.handlers = new Handlers(run.analysis().meter(), file, code);
    }

    void toFixpoint() throws NotInterpretable {
      findLeaders();
      checkCells(leaders.cardinality());
      enter();
      for (int leader = open.nextSetBit(0); leader >= 0; leader = open.nextSetBit(0)) {
        open.clear(leader);
        State state = states.get(leader);
        if (state == null || ++state.visits > run.analysis().meter().budget().maxVisitsPerBlock()) {
          throw new NotInterpretable("too-many-visits");
        }
        System.arraycopy(state.registers, 0, registers, 0, registers.length);
        System.arraycopy(state.exact, 0, exact, 0, exact.length);
        run.analysis().meter().spend(state.heap.size() >> 4);
        run.heap(state.heap.snapshot());
        caught = state.caught;
        block(leader);
      }
    }

    private void enter() throws NotInterpretable {
      Arrays.fill(registers, Value.NOTHING);
      int register = code.registers() - code.ins();
      List<Value> parameters = run.parameters();
      List<String> types = run.method().parameterTypes();
      int receiver = run.method().isStatic() ? 0 : 1;
      for (int i = 0; i < parameters.size(); i++) {
        if (register < 0 || register >= registers.length) {
          throw new NotInterpretable("bad-register");
        }
        registers[register++] = parameters.get(i);
        register += i >= receiver && isWide(types.get(i - receiver)) ? 1 : 0;
      }
      flow(0);
    }

    private void checkCells(int blocks) throws NotInterpretable {
      if ((long) registers.length * blocks > MAX_CELLS) {
        throw new NotInterpretable("too-many-registers");
      }
    }

    private static boolean isWide(String type) {
      return type.equals("J") || type.equals("D");
    }

    private void findLeaders() {
      run.analysis().meter().spend(code.units() >> 6);
      leaders.set(0);
      leaders.or(handlers.all());
      for (int at = 0; at < code.units(); ) {
        int first = code.unit(at);
        int length = code.units(at);
        if (length <= 0) {
          return;
        }
        if (!Opcode.isPayload(first)) {
          for (int target : targets(at, first & 0xff)) {
            leaders.set(target);
          }
        }
        at += length;
      }
    }

    /** {@return where the branch or switch at {@code at} may go, without falling through} */
    private int[] targets(int at, int opcode) {
      return switch (opcode) {
        case 0x28 -> new int[] {checked(at + (byte) (code.unit(at) >> 8))};
        case 0x29 -> new int[] {checked(at + (short) code.unit(at + 1))};
        case 0x2a -> new int[] {checked((long) at + code.s4(at + 1))};
        case 0x2b, 0x2c -> switchTargets(at);
        case 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0x3a, 0x3b, 0x3c, 0x3d ->
            new int[] {checked(at + (short) code.unit(at + 1))};
        default -> NO_TARGETS;
      };
    }

    private static final int[] NO_TARGETS = {};
    private static final int THROW = 0x27;

    private int checked(long target) {
      if (target < 0 || target >= code.units()) {
        throw new BadCodeException(
            run.method().codeOffset(), "jump to code unit " + target + " outside the method");
      }
      return (int) target;
    }

    private int[] switchTargets(int at) {
      int payload = checked((long) at + code.s4(at + 1));
      int ident = code.unit(payload);
      boolean packed = ident == Opcode.PACKED_SWITCH_PAYLOAD;
      if (!packed && ident != Opcode.SPARSE_SWITCH_PAYLOAD) {
        return NO_TARGETS;
      }
      int size = code.unit(payload + 1);
      int first = payload + (packed ? 4 : 2 + 2 * size);
      if (first + 2L * size > code.units()) {
        return NO_TARGETS;
      }
      run.analysis().meter().spend(size >> 2);
      int[] targets = new int[size];
      for (int i = 0; i < size; i++) {
        targets[i] = checked((long) at + code.s4(first + 2 * i));
      }
      return targets;
    }

    private void block(int leader) throws NotInterpretable {
      pc = leader;
      do {
        unit = code.unit(pc);
        if (!run.analysis().meter().spend(1)) {
          throw new NotInterpretable(run.analysis().meter().ended());
        }
        if ((unit & 0xff) == 0 && Opcode.isPayload(unit)) {
          return;
        }
        int flags = Opcode.flagsOf(unit);
        if ((flags & Opcode.Flag.CAN_THROW) != 0) {
          flowToHandlers(own(unit & 0xff));
        }
        fallsThrough = (flags & Opcode.Flag.CAN_CONTINUE) != 0;
        instruction(unit & 0xff);
        if (run.takeFails()) {
          return;
        }
        if ((flags & Opcode.Flag.INVOKE) != 0 || (unit & 0xff) == THROW) {
          thrown(run.takeThrown());
        }
        branch(unit & 0xff);
        pc += Opcode.unitsOf(unit);
        if (fallsThrough && pc < code.units() && leaders.get(pc)) {
          flow(pc);
          return;
        }
      } while (fallsThrough && pc < code.units());
    }

    /** Flows to the targets of a branch; a condition on known numbers has one way only. */
    private void branch(int op) throws NotInterpretable {
      Boolean taken = (op >= 0x32 && op <= 0x3d) ? decided(op) : null;
      if (!Boolean.FALSE.equals(taken)) {
        for (int target : targets(pc, op)) {
          flow(target);
        }
      }
      fallsThrough &= !Boolean.TRUE.equals(taken);
    }

    private @Nullable Boolean decided(int op) throws NotInterpretable {
      Long first = exact(op < 0x38 ? a4() : a8());
      Long second = op < 0x38 ? exact(b4()) : Long.valueOf(0);
      return (first == null || second == null)
          ? null
          : Branches.isTaken((op - 0x32) % 6, Long.compare(first, second));
    }

    private @Nullable Long exact(int register) throws NotInterpretable {
      get(register);
      return exact[register];
    }

    /** What a call did before it failed is seen by the handlers as well. */
    private void thrown(Value exception) throws NotInterpretable {
      Value passing = flowToHandlers(exception);
      if (!passing.isNothing() || (unit & 0xff) == THROW) {
        run.escapes(passing);
      }
    }

    /** What the instruction may throw by itself. */
    private Exceptions.Own own(int op) throws NotInterpretable {
      return switch (op) {
        case 0x1a, 0x1b, 0x1c, 0x20, 0x22, 0xfe, 0xff -> Exceptions.Own.ERRORS;
        case 0x23 -> run.isLength(get(b4())) ? Exceptions.Own.ERRORS : Exceptions.Own.UNCHECKED;
        case 0x44, 0x45, 0x46, 0x47, 0x48, 0x49, 0x4a ->
            run.isWithin(get(u1() & 0xff), get(u1() >> 8))
                ? Exceptions.Own.NOTHING
                : Exceptions.Own.UNCHECKED;
        default -> {
          boolean isStatic = op >= 0x60 && op <= 0x6d;
          boolean isCall = (Opcode.flagsOf(unit) & Opcode.Flag.INVOKE) != 0 || op == THROW;
          yield isStatic
              ? Exceptions.Own.ERRORS
              : isCall ? Exceptions.Own.ANY : Exceptions.Own.UNCHECKED;
        }
      };
    }

    private void flowToHandlers(Exceptions.Own own) throws NotInterpretable {
      for (Handlers.Handler handler : handlers.at(pc)) {
        if (Exceptions.mayReach(run.analysis(), own, handler.type())) {
          flow(handler.pc(), Value.NOTHING);
        }
      }
    }

    /** {@return the part of {@code exception} that no handler of this instruction catches} */
    private Value flowToHandlers(Value exception) throws NotInterpretable {
      Value passing = exception;
      for (Handlers.Handler handler : handlers.at(pc)) {
        flow(handler.pc(), run.caughtBy(passing, handler.type()));
        passing = run.passing(passing, handler.type());
      }
      return passing;
    }

    private void flow(int target) throws NotInterpretable {
      flow(target, Value.NOTHING);
    }

    private void flow(int target, Value exception) throws NotInterpretable {
      run.analysis().meter().spend(registers.length >> 4);
      State state = states.get(target);
      if (state == null) {
        // Hostile jumps lead between instructions, where findLeaders saw no leader.
        checkCells(states.size() + 1);
        states.put(
            target, new State(registers.clone(), exact.clone(), run.heap().snapshot(), exception));
        open.set(target);
        return;
      }
      boolean changed = false;
      Atoms atoms = run.analysis().atoms();
      for (int r = 0; r < registers.length; r++) {
        Value both = atoms.join(state.registers[r], registers[r]);
        if (!both.is(state.registers[r])) {
          state.registers[r] = both;
          changed = true;
        }
        if (state.exact[r] != null && !state.exact[r].equals(exact[r])) {
          state.exact[r] = null;
          changed = true;
        }
      }
      Value joined = atoms.join(state.caught, exception);
      changed |= !joined.is(state.caught);
      state.caught = joined;
      changed |= state.heap.merge(run.heap());
      if (changed) {
        open.set(target);
      }
    }

    private Value get(int register) throws NotInterpretable {
      if (register >= registers.length) {
        throw new NotInterpretable("bad-register");
      }
      return registers[register];
    }

    private void set(int register, Value value) throws NotInterpretable {
      if (register >= registers.length) {
        throw new NotInterpretable("bad-register");
      }
      registers[register] = value;
      exact[register] = null;
    }

    /** Sets a register to a number that is surely in it, or to what {@code value} says. */
    private void set(int register, Value value, @Nullable Long number) throws NotInterpretable {
      set(register, value);
      exact[register] = number;
    }

    private void constant(int register, long number) throws NotInterpretable {
      set(register, run.number(number), number);
    }

    private int a4() {
      return unit >> 8 & 0xf;
    }

    private int b4() {
      return unit >> 12 & 0xf;
    }

    private int a8() {
      return unit >> 8 & 0xff;
    }

    private int u1() {
      return code.unit(pc + 1);
    }

    private void instruction(int op) throws NotInterpretable {
      switch (op) {
        case 0x01, 0x04, 0x07 -> set(a4(), get(b4()), exact(b4()));
        case 0x02, 0x05, 0x08 -> set(a8(), get(u1()), exact(u1()));
        case 0x03, 0x06, 0x09 -> set(u1(), get(code.unit(pc + 2)), exact(code.unit(pc + 2)));
        case 0x0a, 0x0b, 0x0c -> set(a8(), result, run.exactResult());
        case 0x0d -> set(a8(), caught);
        case 0x0e -> run.leaves();
        case 0x0f, 0x10, 0x11 -> run.returns(get(a8()), exact(a8()));
        case 0x12 -> constant(a4(), (short) unit >> 12);
        case 0x13, 0x16 -> constant(a8(), (short) u1());
        case 0x14, 0x17 -> constant(a8(), code.s4(pc + 1));
        case 0x15 -> set(a8(), run.number(u1() << 16));
        case 0x18 ->
            set(
                a8(),
                run.number(Integer.toUnsignedLong(code.s4(pc + 1)) | (long) code.s4(pc + 3) << 32));
        case 0x19 -> set(a8(), run.number((long) u1() << 48));
        case 0x1a -> set(a8(), run.text(file.string(u1())));
        case 0x1b -> set(a8(), run.text(file.string(code.s4(pc + 1))));
        case 0x1c -> set(a8(), run.classConstant(file.type(u1())));
        case 0x20 -> set(a4(), run.computed(Value.NOTHING, Value.NOTHING));
        case 0x21 -> {
          if (!failsOn(b4())) {
            set(a4(), run.computed(Value.NOTHING, Value.NOTHING));
          }
        }
        case 0x22 -> set(a8(), run.allocate(pc, file.type(u1())));
        case 0x23 -> set(a4(), run.allocateArray(pc, file.type(u1()), get(b4())));
        case 0x24 -> filledArray(OperandRegisters.of35c(code, pc));
        case 0x25 -> filledArray(OperandRegisters.of3rc(code, pc));
        case 0x26 -> arrayData(get(a8()), pc + code.s4(pc + 1));
        case THROW -> run.threw(get(a8()));
        case 0x2d, 0x2e, 0x2f, 0x30, 0x31 ->
            set(a8(), run.computed(get(u1() & 0xff), get(u1() >> 8)));
        default -> memoryOrArithmetic(op);
      }
    }

    /** {@return whether the instruction fails, since {@code register} surely holds null} */
    private boolean failsOn(int register) throws NotInterpretable {
      Long number = exact(register);
      boolean isNull = number != null && number == 0;
      if (isNull) {
        run.fails();
      }
      return isNull;
    }

    private boolean failsOnNull(int op) throws NotInterpretable {
      return (op >= 0x44 && op <= 0x51 && failsOn(u1() & 0xff))
          || (op >= 0x52 && op <= 0x5f && failsOn(b4()));
    }

    private void memoryOrArithmetic(int op) throws NotInterpretable {
      if (op <= 0x5f && failsOnNull(op)) {
        return;
      }
      if (op >= 0x44 && op <= 0x4a) {
        set(a8(), run.arrayGet(pc, get(u1() & 0xff), get(u1() >> 8), elementType(op)));
      } else if (op >= 0x4b && op <= 0x51) {
        run.arrayPut(pc, get(u1() & 0xff), get(u1() >> 8), elementType(op - 7), get(a8()));
      } else if (op >= 0x52 && op <= 0x58) {
        set(a4(), run.getField(get(b4()), field()));
      } else if (op >= 0x59 && op <= 0x5f) {
        run.putField(get(b4()), field(), get(a4()));
      } else if (op >= 0x60 && op <= 0x66) {
        set(a8(), run.getStatic(field()));
      } else if (op >= 0x67 && op <= 0x6d) {
        run.putStatic(field(), get(a8()));
      } else if (op >= 0x6e && op <= 0x72) {
        invoke(op - 0x6e, OperandRegisters.of35c(code, pc));
      } else if (op >= 0x74 && op <= 0x78) {
        invoke(op - 0x74, OperandRegisters.of3rc(code, pc));
      } else if (op >= 0x7b && op <= 0x8f) {
        set(a4(), converted(op, get(b4())));
      } else if (op >= 0x90 && op <= 0xaf) {
        binary(op - 0x90, a8(), u1() & 0xff, u1() >> 8);
      } else if (op >= 0xb0 && op <= 0xcf) {
        binary(op - 0xb0, a4(), a4(), b4());
      } else if (op >= 0xd0 && op <= 0xd7) {
        literal(op - 0xd0, a4(), b4(), (short) u1());
      } else if (op >= 0xd8 && op <= 0xe2) {
        literal(op - 0xd8, a8(), u1() & 0xff, (byte) (u1() >> 8));
      } else if (op >= 0xfa && op <= 0xfd) {
        result = Value.NOTHING;
        run.exactResult(null);
        run.analysis().meter().count("invoke-polymorphic-or-custom");
      }
    }

    private static final Arithmetic[] BINARY = {
      Arithmetic.ADD, Arithmetic.SUB, Arithmetic.MUL, Arithmetic.DIV, Arithmetic.REM,
      Arithmetic.AND, Arithmetic.OR, Arithmetic.XOR, Arithmetic.SHL, Arithmetic.SHR,
      Arithmetic.USHR
    };

    /**
     * @param form 0–10 on ints, 11–21 on longs, from 22 on floating point
     */
    private void binary(int form, int target, int a, int b) throws NotInterpretable {
      if (form >= 22) {
        set(target, run.computed(get(a), get(b)));
        return;
      }
      boolean wide = form >= 11;
      Arithmetic operation = BINARY[form % 11];
      Long first = exact(a);
      Long second = exact(b);
      Long number = first == null || second == null ? null : operation.of(first, second, wide);
      set(target, run.computed(operation, get(a), get(b), wide), number);
    }

    /** Forms with a literal have reverse subtraction in the place of subtraction. */
    private void literal(int form, int target, int a, int literal) throws NotInterpretable {
      Arithmetic operation = form == 1 ? Arithmetic.RSUB : BINARY[form];
      Long first = exact(a);
      Long number = first == null ? null : operation.of(first, literal, false);
      set(target, run.computed(operation, get(a), run.number(literal), false), number);
    }

    /** Negation, complement and conversion; of the latter those between whole numbers. */
    private Value converted(int op, Value a) {
      boolean wide = op == 0x7d || op == 0x7e;
      return switch (op) {
        case 0x7b, 0x7d -> run.computed(Arithmetic.RSUB, a, run.number(0), wide);
        case 0x7c, 0x7e -> run.computed(Arithmetic.XOR, a, run.number(-1), wide);
        case 0x81 -> run.computed(Arithmetic.WIDTH, a, run.number(0), true);
        case 0x84 -> run.computed(Arithmetic.WIDTH, a, run.number(0), false);
        case 0x8d -> run.computed(Arithmetic.TO_BYTE, a, run.number(0), false);
        case 0x8e -> run.computed(Arithmetic.TO_CHAR, a, run.number(0), false);
        case 0x8f -> run.computed(Arithmetic.TO_SHORT, a, run.number(0), false);
        default -> run.computed(a, Value.NOTHING);
      };
    }

    private static String elementType(int aget) {
      return aget == 0x46 ? "Ljava/lang/Object;" : "I";
    }

    private FieldId field() {
      return file.fieldId(u1());
    }

    private void filledArray(int[] elements) throws NotInterpretable {
      result = run.allocate(pc, file.type(u1()));
      run.exactResult(null);
      for (int i = 0; i < elements.length; i++) {
        run.arrayPut(result, i, "Ljava/lang/Object;", get(elements[i]));
      }
    }

    /**
     * Texts, and short arrays of numbers, which may be indexes or the lengths of an array's
     * dimensions.
     */
    private void arrayData(Value array, int payload) {
      boolean data = payload >= 0 && payload < code.units();
      if (!data || code.unit(payload) != Opcode.FILL_ARRAY_DATA_PAYLOAD) {
        return;
      }
      int width = code.unit(payload + 1);
      int count = code.s4(payload + 2);
      int most = width > 2 ? MAX_NUMBERS : Decryptors.MAX_ELEMENTS;
      if (width > Integer.BYTES || count < 0 || count > most) {
        return;
      }
      run.analysis().meter().spend(count);
      for (int i = 0; i < count; i++) {
        long element = MachineArrays.element(code, payload + 4, width, i);
        run.arrayPut(array, i, "I", run.number(element));
      }
    }

    /**
     * @param form 0 virtual, 1 super, 2 direct, 3 static, 4 interface
     */
    private void invoke(int form, int[] used) throws NotInterpretable {
      MethodId id = file.methodId(u1());
      InvokeKind kind =
          switch (form) {
            case 1 -> InvokeKind.SUPER;
            case 2 -> InvokeKind.DIRECT;
            case 3 -> InvokeKind.STATIC;
            default -> InvokeKind.VIRTUAL;
          };
      if (kind != InvokeKind.STATIC && used.length > 0 && failsOn(used[0])) {
        return;
      }
      result =
          run.invoke(pc, kind, id, arguments(id.descriptor(), kind == InvokeKind.STATIC, used));
    }

    /** As many as the descriptor says; hostile calls may name fewer registers. */
    private List<Value> arguments(String descriptor, boolean isStatic, int[] used)
        throws NotInterpretable {
      List<Value> values = new ArrayList<>(used.length);
      int i = 0;
      if (!isStatic) {
        values.add(i < used.length ? get(used[i]) : Value.NOTHING);
        i++;
      }
      for (int at = 1; at < descriptor.length() && descriptor.charAt(at) != ')'; ) {
        boolean wide = descriptor.charAt(at) == 'J' || descriptor.charAt(at) == 'D';
        values.add(i < used.length ? get(used[i]) : Value.NOTHING);
        i += wide ? 2 : 1;
        at = afterType(descriptor, at);
      }
      return values;
    }

    private static int afterType(String descriptor, int at) {
      int end = at;
      while (end < descriptor.length() && descriptor.charAt(end) == '[') {
        end++;
      }
      if (end < descriptor.length() && descriptor.charAt(end) == 'L') {
        int semicolon = descriptor.indexOf(';', end);
        return semicolon < 0 ? descriptor.length() : semicolon + 1;
      }
      return end + 1;
    }
  }
}
