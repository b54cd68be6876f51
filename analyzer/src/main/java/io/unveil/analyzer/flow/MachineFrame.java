package io.unveil.analyzer.flow;

import io.unveil.analyzer.flow.Machine.Instance;
import io.unveil.analyzer.flow.Machine.Primitive;
import io.unveil.analyzer.flow.Machine.Stopped;
import io.unveil.analyzer.flow.Machine.Unborn;
import io.unveil.unpacker.dex.CodeItem;
import io.unveil.unpacker.dex.DexFile;
import io.unveil.unpacker.dex.DexMethod;
import io.unveil.unpacker.dex.FieldId;
import io.unveil.unpacker.dex.MethodId;
import io.unveil.unpacker.dex.Opcode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One method under way in a {@link Machine}: registers hold primitives and references apart. */
final class MachineFrame {
  private static final int STATIC = 3;

  private final Machine machine;
  private final CodeItem code;
  private final DexFile file;
  private final long[] bits;
  private final @Nullable Object[] references;
  private @Nullable Object result;
  private @Nullable Object returned;
  private int pc;
  private int unit;

  MachineFrame(Machine machine, DexMethod method, CodeItem code, List<@Nullable Object> arguments)
      throws Stopped {
    this.machine = machine;
    this.code = code;
    this.file = method.file();
    machine.allocate(code.registers(), 16);
    this.bits = new long[code.registers()];
    this.references = new Object[code.registers()];
    int register = code.registers() - code.ins();
    List<String> types = method.parameterTypes();
    int receiver = method.isStatic() ? 0 : 1;
    for (int i = 0; i < arguments.size(); i++) {
      set(register++, arguments.get(i));
      boolean wide =
          i >= receiver && i - receiver < types.size() && isWide(types.get(i - receiver));
      register += wide ? 1 : 0;
    }
  }

  private static boolean isWide(String type) {
    return type.equals("J") || type.equals("D");
  }

  @Nullable Object run() throws Stopped {
    while (true) {
      machine.step();
      if (pc < 0 || pc >= code.units()) {
        throw new Stopped("end of code", false);
      }
      unit = code.unit(pc);
      int next = pc + Math.max(1, code.units(pc));
      int op = unit & 0xff;
      if (op >= 0x0e && op <= 0x11) {
        returned = op == 0x0e ? null : op == 0x11 ? reference(a8()) : new Primitive(bits(a8()));
        return returned;
      }
      pc = jump(op, next);
    }
  }

  private int jump(int op, int next) throws Stopped {
    return switch (op) {
      case 0x28 -> pc + (byte) (unit >> 8);
      case 0x29 -> pc + (short) code.unit(pc + 1);
      case 0x2a -> pc + code.s4(pc + 1);
      case 0x2b, 0x2c -> switchTarget(next);
      case 0x32, 0x33, 0x34, 0x35, 0x36, 0x37 ->
          test(op - 0x32, compared(a4(), b4(), op)) ? pc + (short) code.unit(pc + 1) : next;
      case 0x38, 0x39, 0x3a, 0x3b, 0x3c, 0x3d ->
          test(op - 0x38, compared(a8(), -1, op)) ? pc + (short) code.unit(pc + 1) : next;
      default -> {
        instruction(op);
        yield next;
      }
    };
  }

  private int compared(int a, int b, int op) throws Stopped {
    Object left = reference(a);
    Object right = b < 0 ? null : reference(b);
    if (left != null || right != null) {
      boolean equality = op == 0x32 || op == 0x33 || op == 0x38 || op == 0x39;
      if (!equality) {
        throw new Stopped("order of references", false);
      }
      return isSame(left, right) ? 0 : 1;
    }
    return Integer.compare((int) bits(a), b < 0 ? 0 : (int) bits(b));
  }

  @SuppressWarnings("ReferenceEquality")
  private static boolean isSame(@Nullable Object a, @Nullable Object b) {
    return a == b;
  }

  private static boolean test(int condition, int order) {
    return switch (condition) {
      case 0 -> order == 0;
      case 1 -> order != 0;
      case 2 -> order < 0;
      case 3 -> order >= 0;
      case 4 -> order > 0;
      default -> order <= 0;
    };
  }

  private int switchTarget(int next) throws Stopped {
    int payload = pc + code.s4(pc + 1);
    int ident = code.unit(payload);
    int size = code.unit(payload + 1);
    int value = (int) bits(a8());
    if (ident == Opcode.PACKED_SWITCH_PAYLOAD) {
      long index = (long) value - code.s4(payload + 2);
      return index >= 0 && index < size ? pc + code.s4(payload + 4 + 2 * (int) index) : next;
    }
    for (int i = 0; i < size && ident == Opcode.SPARSE_SWITCH_PAYLOAD; i++) {
      machine.step();
      if (code.s4(payload + 2 + 2 * i) == value) {
        return pc + code.s4(payload + 2 + 2 * size + 2 * i);
      }
    }
    return next;
  }

  private void instruction(int op) throws Stopped {
    switch (op) {
      case 0x00, 0x1d, 0x1e, 0x1f -> {}
      case 0x01, 0x04, 0x07 -> move(a4(), b4());
      case 0x02, 0x05, 0x08 -> move(a8(), code.unit(pc + 1));
      case 0x03, 0x06, 0x09 -> move(code.unit(pc + 1), code.unit(pc + 2));
      case 0x0a, 0x0b, 0x0c -> set(a8(), result);
      case 0x12 -> setBits(a4(), (short) unit >> 12);
      case 0x13, 0x16 -> setBits(a8(), (short) code.unit(pc + 1));
      case 0x14, 0x17 -> setBits(a8(), code.s4(pc + 1));
      case 0x15 -> setBits(a8(), code.unit(pc + 1) << 16);
      case 0x18 ->
          setBits(a8(), Integer.toUnsignedLong(code.s4(pc + 1)) | (long) code.s4(pc + 3) << 32);
      case 0x19 -> setBits(a8(), (long) code.unit(pc + 1) << 48);
      case 0x1a -> set(a8(), text(file.string(code.unit(pc + 1))));
      case 0x1b -> set(a8(), text(file.string(code.s4(pc + 1))));
      case 0x21 -> setBits(a4(), MachineArrays.length(reference(b4())));
      case 0x22 -> set(a8(), created(file.type(code.unit(pc + 1))));
      case 0x23 -> {
        String type = file.type(code.unit(pc + 1));
        set(a4(), MachineArrays.create(machine, type, (int) bits(b4())));
      }
      case 0x24, 0x25 ->
          filled(op == 0x24 ? OperandRegisters.of35c(code, pc) : OperandRegisters.of3rc(code, pc));
      case 0x26 -> MachineArrays.fill(machine, reference(a8()), code, pc + code.s4(pc + 1));
      case 0x31 ->
          setBits(a8(), Long.compare(bits(code.unit(pc + 1) & 0xff), bits(code.unit(pc + 1) >> 8)));
      default -> memoryOrArithmetic(op);
    }
  }

  private String text(String constant) throws Stopped {
    machine.allocate(constant.length(), 0);
    return constant;
  }

  private Object created(String type) throws Stopped {
    machine.allocate(1, 16);
    return PureApi.knows(type) ? new Unborn(type, machine.steps()) : new Instance(type);
  }

  private void filled(int[] from) throws Stopped {
    Object array = MachineArrays.create(machine, file.type(code.unit(pc + 1)), from.length);
    for (int i = 0; i < from.length; i++) {
      MachineArrays.put(array, i, value(from[i]));
    }
    result = array;
  }

  private void memoryOrArithmetic(int op) throws Stopped {
    if (op >= 0x44 && op <= 0x4a) {
      int b = code.unit(pc + 1);
      set(a8(), MachineArrays.get(reference(b & 0xff), (int) bits(b >> 8)));
    } else if (op >= 0x4b && op <= 0x51) {
      int b = code.unit(pc + 1);
      MachineArrays.put(reference(b & 0xff), (int) bits(b >> 8), value(a8()));
    } else if (op >= 0x52 && op <= 0x5f) {
      field(op);
    } else if (op >= 0x60 && op <= 0x66) {
      set(a8(), machine.getStatic(fieldId()));
    } else if (op >= 0x67 && op <= 0x6d) {
      machine.putStatic(fieldId(), typed(a8(), fieldId().type()));
    } else if (op >= 0x6e && op <= 0x72) {
      invoke(op - 0x6e, OperandRegisters.of35c(code, pc));
    } else if (op >= 0x74 && op <= 0x78) {
      invoke(op - 0x74, OperandRegisters.of3rc(code, pc));
    } else {
      MachineArithmetic.apply(this, op);
    }
  }

  private FieldId fieldId() {
    return file.fieldId(code.unit(pc + 1));
  }

  private void field(int op) throws Stopped {
    FieldId field = fieldId();
    if (!(reference(b4()) instanceof Instance instance)) {
      throw new Stopped("field " + field, false);
    }
    if (op <= 0x58) {
      Object held = instance.fields().get(field.name());
      set(a4(), held == null && field.type().length() == 1 ? Primitive.ZERO : held);
    } else {
      machine.allocate(1, 16);
      instance.fields().put(field.name(), typed(a4(), field.type()));
    }
  }

  private void invoke(int form, int[] used) throws Stopped {
    MethodId id = file.methodId(code.unit(pc + 1));
    List<@Nullable Object> arguments = new ArrayList<>();
    int i = 0;
    if (form != STATIC) {
      arguments.add(reference(used.length > 0 ? used[i++] : -1));
    }
    for (String type : MachineArrays.parameterTypes(id.descriptor())) {
      arguments.add(typed(i < used.length ? used[i] : -1, type));
      i += isWide(type) ? 2 : 1;
    }
    Object made = machine.invoke(id, form == STATIC, form == 1 || form == 2, arguments);
    if (form != STATIC
        && id.name().equals("<init>")
        && arguments.getFirst() instanceof Unborn unborn) {
      replace(unborn, made);
    }
    result = made;
  }

  /** The constructor ran: whoever holds the object that was to be now holds the object. */
  private void replace(Unborn unborn, @Nullable Object made) {
    for (int r = 0; r < references.length; r++) {
      if (unborn.equals(references[r])) {
        references[r] = made;
      }
    }
  }

  private void move(int to, int from) throws Stopped {
    long moved = bits(from);
    Object reference = reference(from);
    check(to);
    bits[to] = moved;
    references[to] = reference;
  }

  private void check(int register) throws Stopped {
    if (register < 0 || register >= bits.length) {
      throw new Stopped("register", false);
    }
  }

  long bits(int register) throws Stopped {
    check(register);
    return bits[register];
  }

  void setBits(int register, long value) throws Stopped {
    check(register);
    bits[register] = value;
    references[register] = null;
  }

  private @Nullable Object reference(int register) throws Stopped {
    check(register);
    return references[register];
  }

  private void set(int register, @Nullable Object value) throws Stopped {
    check(register);
    bits[register] = value instanceof Primitive(long primitive) ? primitive : 0;
    references[register] = value instanceof Primitive ? null : value;
  }

  private @Nullable Object typed(int register, String type) throws Stopped {
    return type.length() == 1 ? new Primitive(bits(register)) : reference(register);
  }

  /** {@return the reference in a register, or the primitive when there is none} */
  private Object value(int register) throws Stopped {
    Object reference = reference(register);
    return Objects.requireNonNullElseGet(reference, () -> new Primitive(bits[register]));
  }

  int unit() {
    return unit;
  }

  int secondUnit() {
    return code.unit(pc + 1);
  }

  int a4() {
    return unit >> 8 & 0xf;
  }

  int b4() {
    return unit >> 12 & 0xf;
  }

  int a8() {
    return unit >> 8 & 0xff;
  }
}
