package io.unveil.unpacker.dex;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The code of one method, read in place. Positions ("pc") count 16-bit code units from the method's
 * first instruction.
 *
 * <pre>
 * registers_size u2, ins_size u2, outs_size u2, tries_size u2, debug_info_off u4, insns_size u4, insns u2[insns_size],
 * padding u2 when tries follow an odd insns_size, tries (start_addr u4, insn_count u2, handler_off u2)[tries_size],
 * handlers: list of (size sleb128, (type_idx, addr) uleb128[|size|], catch_all_addr uleb128 when size is not positive)
 * </pre>
 */
public final class CodeItem {
  /** Bytes of a code item before its instructions. */
  static final int HEADER_BYTES = 16;

  private static final int TRY_BYTES = 8;

  /** No compiler writes more; the limit keeps many tries from sharing one endless list. */
  private static final int MAX_HANDLERS = 1_024;

  private final DexFile file;
  private final byte[] bytes;
  private final int start;
  private final int insns;
  private final int units;
  private final int tries;
  private final int tryCount;

  private CodeItem(DexFile file, int start, int units, int tryCount) {
    this.file = file;
    this.bytes = file.bytes();
    this.start = start;
    this.insns = start + HEADER_BYTES;
    this.units = units;
    this.tryCount = tryCount;
    this.tries = insns + 2 * (units + (units & 1));
    checkTries();
  }

  static CodeItem read(DexFile file, int codeOffset) {
    byte[] bytes = file.bytes();
    long offset = Integer.toUnsignedLong(codeOffset);
    if (codeOffset == 0 || offset > bytes.length || bytes.length - offset < HEADER_BYTES) {
      throw new BadCodeException(offset, "code item lies outside the file");
    }
    long units = LittleEndian.u4(bytes, codeOffset + 12);
    if ((bytes.length - offset - HEADER_BYTES) / 2 < units) {
      throw new BadCodeException(offset + 12, "instructions run past the end of the file");
    }
    return new CodeItem(file, codeOffset, (int) units, LittleEndian.u2(bytes, codeOffset + 6));
  }

  private void checkTries() {
    if (tryCount == 0) {
      return;
    }
    if ((bytes.length - (long) tries) / TRY_BYTES < tryCount) {
      throw new BadCodeException(tries, "tries run past the end of the file");
    }
    for (int i = 0; i < tryCount; i++) {
      long first = LittleEndian.u4(bytes, tries + TRY_BYTES * i);
      if (first >= units || units - first < LittleEndian.u2(bytes, tries + TRY_BYTES * i + 4)) {
        throw new BadCodeException(
            tries + (long) TRY_BYTES * i, "try range runs past the end of the method");
      }
    }
  }

  /** {@return the number of registers; the arguments are in the last {@link #ins()} of them} */
  public int registers() {
    return LittleEndian.u2(bytes, start);
  }

  /**
   * {@return the number of argument registers, with the receiver and two for each wide argument}
   */
  public int ins() {
    return LittleEndian.u2(bytes, start + 2);
  }

  /** {@return the length of the instructions in code units} */
  public int units() {
    return units;
  }

  /**
   * {@return the code unit at {@code pc}, unsigned}
   *
   * @throws BadCodeException when {@code pc} is outside the method
   */
  public int unit(int pc) {
    if (pc < 0 || pc >= units) {
      throw outside(pc);
    }
    return LittleEndian.u2(bytes, insns + 2 * pc);
  }

  /**
   * {@return the two code units at {@code pc} as a little-endian number}
   *
   * @throws BadCodeException when one of them is outside the method
   */
  public int s4(int pc) {
    if (pc < 0 || units - pc < 2) {
      throw outside(pc);
    }
    return LittleEndian.s4(bytes, insns + 2 * pc);
  }

  /**
   * {@return the length in code units of the instruction or payload at {@code pc}, always positive}
   *
   * @throws BadCodeException when the opcode is undefined or the instruction runs past the end of
   *     the method
   */
  public int units(int pc) {
    int unit = unit(pc);
    long length = Opcode.isPayload(unit) ? payloadUnits(pc, unit) : Opcode.unitsOf(unit);
    if (length == 0) {
      throw new BadCodeException(
          insns + 2L * pc, "undefined opcode %02x at pc %d".formatted(unit & 0xff, pc));
    }
    if (units - pc < length) {
      throw outside(pc);
    }
    return (int) length;
  }

  private long payloadUnits(int pc, int unit) {
    long elements = unit == Opcode.FILL_ARRAY_DATA_PAYLOAD ? Integer.toUnsignedLong(s4(pc + 2)) : 0;
    return Opcode.payloadUnits(unit, unit(pc + 1), elements);
  }

  /** {@return the number of guarded ranges, 0 to 65,535} */
  public int tryCount() {
    return tryCount;
  }

  /** {@return the first pc that range {@code i} guards} */
  public int tryStart(int i) {
    return LittleEndian.s4(bytes, tries + TRY_BYTES * checkTry(i));
  }

  /** {@return the pc after range {@code i}, at most {@link #units()}} */
  public int tryEnd(int i) {
    return tryStart(i) + LittleEndian.u2(bytes, tries + TRY_BYTES * i + 4);
  }

  /**
   * {@return the pcs of the handlers of range {@code i} in the order they are tried; a catch-all
   * comes last}
   *
   * @throws BadCodeException when the list runs past the end of the file or a handler is outside
   *     the method
   */
  public int[] handlerPcs(int i) {
    return handlers(i)[0];
  }

  /**
   * {@return the type ids that the handlers of range {@code i} catch, in the order of {@link
   * #handlerPcs}, -1 for all}
   *
   * @throws BadCodeException as {@link #handlerPcs}
   */
  public int[] handlerTypeIds(int i) {
    return handlers(i)[1];
  }

  private int[][] handlers(int i) {
    long lists = tries + (long) TRY_BYTES * tryCount;
    long offset = lists + LittleEndian.u2(bytes, tries + TRY_BYTES * checkTry(i) + 6);
    DexCursor cursor = DexCursor.at(bytes, offset, "catch handlers");
    int size = cursor.sleb("number of catch handlers");
    if (size < -MAX_HANDLERS || size > MAX_HANDLERS) {
      throw new BadCodeException(offset, "more than 1,024 catch handlers");
    }
    int typed = Math.abs(size);
    int[] pcs = new int[size > 0 ? typed : typed + 1];
    int[] types = new int[pcs.length];
    Arrays.fill(types, -1);
    for (int k = 0; k < pcs.length; k++) {
      if (k < typed) {
        types[k] = cursor.uleb("caught type");
      }
      pcs[k] = cursor.uleb("handler address");
      if (pcs[k] < 0 || pcs[k] >= units) {
        throw new BadCodeException(cursor.position(), "catch handler lies outside the method");
      }
    }
    return new int[][] {pcs, types};
  }

  private int checkTry(int i) {
    if (i < 0 || i >= tryCount) {
      throw new IndexOutOfBoundsException(i);
    }
    return i;
  }

  /**
   * {@return the source line of the instruction at {@code pc}, or null when the file does not tell}
   */
  public @Nullable Integer line(int pc) {
    long debugInfo = LittleEndian.u4(bytes, start + 8);
    return debugInfo == 0 ? null : DebugLines.line(file.bytes(), debugInfo, units, pc);
  }

  private BadCodeException outside(int pc) {
    return new BadCodeException(
        insns + 2L * pc, "pc %d: code runs past the end of the method".formatted(pc));
  }
}
