package io.unveil.analyzer.flow;

import io.unveil.unpacker.dex.CodeItem;

/**
 * Registers that instructions of the formats 35c and 3rc name: calls and {@code filled-new-array}.
 */
final class OperandRegisters {
  private OperandRegisters() {}

  /** {@return those of the instruction at {@code pc} in format 35c; at most five} */
  static int[] of35c(CodeItem code, int pc) {
    int unit = code.unit(pc);
    int count = Math.min(unit >> 12 & 0xf, 5);
    int packed = code.unit(pc + 2);
    int[] used = new int[count];
    for (int i = 0; i < count; i++) {
      used[i] = i == 4 ? unit >> 8 & 0xf : packed >> (4 * i) & 0xf;
    }
    return used;
  }

  /** {@return those of the instruction at {@code pc} in format 3rc: a range} */
  static int[] of3rc(CodeItem code, int pc) {
    int first = code.unit(pc + 2);
    int[] used = new int[code.unit(pc) >> 8 & 0xff];
    for (int i = 0; i < used.length; i++) {
      used[i] = first + i;
    }
    return used;
  }
}
