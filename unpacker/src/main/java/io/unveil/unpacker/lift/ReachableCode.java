package io.unveil.unpacker.lift;

import io.unveil.unpacker.dex.BadCodeException;
import io.unveil.unpacker.dex.CodeItem;
import io.unveil.unpacker.dex.DexFile;
import io.unveil.unpacker.dex.Opcode;
import java.util.BitSet;

/**
 * Follows the code of a method from its first instruction and its handlers, as dex2jar does, and
 * refuses what dex2jar would print to {@code System.err} and replace by a throw, or allocate memory
 * for: undefined opcodes, branches, payloads and ids that lead outside. So a method that passes is
 * read by dex2jar without a word.
 */
final class ReachableCode {
  private final CodeItem code;
  private final DexFile file;
  private final BitSet seen = new BitSet();
  private final BitSet waiting = new BitSet();
  private final BitSet invokes = new BitSet();

  private ReachableCode(DexFile file, CodeItem code) {
    this.file = file;
    this.code = code;
  }

  /**
   * {@return the pcs of all invokes that can be reached, ascending}
   *
   * @throws BadCodeException when dex2jar would stumble
   */
  static int[] invokePcs(DexFile file, CodeItem code) {
    ReachableCode reachable = new ReachableCode(file, code);
    reachable.reach(0);
    for (int i = 0; i < code.tryCount(); i++) {
      for (int handler : code.handlerPcs(i)) {
        reachable.reach(handler);
      }
    }
    for (int pc = reachable.waiting.nextSetBit(0); pc >= 0; pc = reachable.waiting.nextSetBit(0)) {
      reachable.waiting.clear(pc);
      reachable.step(pc);
    }
    return reachable.invokes.stream().toArray();
  }

  private void reach(long pc) {
    if (pc < 0 || pc >= code.units()) {
      throw new BadCodeException(0, "pc %d: control leaves the method".formatted(pc));
    }
    if (!seen.get((int) pc)) {
      seen.set((int) pc);
      waiting.set((int) pc);
    }
  }

  private void step(int pc) {
    int unit = code.unit(pc);
    int length = code.units(pc);
    Opcode opcode = Opcode.of(unit);
    if (opcode == null || Opcode.isPayload(unit)) {
      throw new BadCodeException(0, "pc %d: control reaches a payload".formatted(pc));
    }
    checkIndex(opcode, pc);
    if (opcode.has(Opcode.Flag.INVOKE)) {
      invokes.set(pc);
    }
    boolean continues = opcode.has(Opcode.Flag.CAN_CONTINUE);
    if (opcode.has(Opcode.Flag.BRANCH)) {
      continues = branch(opcode, pc, unit);
    } else if (opcode.format() == Opcode.Format.F31T) {
      payload(opcode, pc);
    }
    if (continues) {
      reach((long) pc + length);
    }
  }

  /**
   * Reaches the target; comparing a register with itself is decided, as in dex2jar. {@return
   * whether code goes on}
   */
  private boolean branch(Opcode opcode, int pc, int unit) {
    if (opcode.format() == Opcode.Format.F22T && ((unit >> 8) & 0xf) == (unit >> 12)) {
      return switch (opcode) {
        case IF_NE, IF_GT, IF_LT -> true;
        default -> {
          reach(pc + (long) (short) code.unit(pc + 1));
          yield false;
        }
      };
    }
    reach(
        switch (opcode.format()) {
          case F10T -> pc + (long) (byte) (unit >> 8);
          case F30T -> (long) pc + code.s4(pc + 1);
          default -> pc + (long) (short) code.unit(pc + 1);
        });
    return opcode.has(Opcode.Flag.CAN_CONTINUE);
  }

  private void payload(Opcode opcode, int pc) {
    long target = (long) pc + code.s4(pc + 1);
    if (target < 0 || target >= code.units()) {
      throw new BadCodeException(0, "pc %d: payload lies outside the method".formatted(pc));
    }
    int at = (int) target;
    int ident =
        switch (opcode) {
          case PACKED_SWITCH -> Opcode.PACKED_SWITCH_PAYLOAD;
          case SPARSE_SWITCH -> Opcode.SPARSE_SWITCH_PAYLOAD;
          default -> Opcode.FILL_ARRAY_DATA_PAYLOAD;
        };
    if (code.unit(at) != ident) {
      throw new BadCodeException(0, "pc %d: no payload for %s".formatted(at, opcode.mnemonic()));
    }
    code.units(at);
    if (opcode.has(Opcode.Flag.SWITCH)) {
      int size = code.unit(at + 1);
      int targets = opcode == Opcode.PACKED_SWITCH ? at + 4 : at + 2 + 2 * size;
      for (int i = 0; i < size; i++) {
        reach((long) pc + code.s4(targets + 2 * i));
      }
    } else {
      checkElements(at);
    }
  }

  private void checkElements(int at) {
    int width = code.unit(at + 1);
    if (width != 1 && width != 2 && width != 4 && width != 8 && code.s4(at + 2) != 0) {
      throw new BadCodeException(0, "pc %d: array elements of %d bytes".formatted(at, width));
    }
  }

  private void checkIndex(Opcode opcode, int pc) {
    long index = opcode == Opcode.CONST_STRING_JUMBO ? Integer.toUnsignedLong(code.s4(pc + 1)) : 0;
    if (opcode != Opcode.CONST_STRING_JUMBO && opcode.index() != Opcode.Index.NONE) {
      index = code.unit(pc + 1);
    }
    long size =
        switch (opcode.index()) {
          case STRING -> file.stringCount();
          case TYPE -> file.typeCount();
          case FIELD -> file.fieldIdCount();
          case METHOD, METHOD_AND_PROTO -> file.methodIdCount();
          case PROTO -> file.protoCount();
          case CALL_SITE -> file.callSiteCount();
          case NONE, METHOD_HANDLE -> Long.MAX_VALUE;
        };
    boolean badProto =
        opcode.index() == Opcode.Index.METHOD_AND_PROTO && code.unit(pc + 3) >= file.protoCount();
    if (index >= size || badProto) {
      throw new BadCodeException(
          0, "pc %d: id of %s is out of range".formatted(pc, opcode.mnemonic()));
    }
  }
}
