package io.unveil.unpacker.dex;

import org.jspecify.annotations.Nullable;

/**
 * The line program of a {@code debug_info_item}: {@code line_start uleb128, parameters_size
 * uleb128, parameter_names uleb128p1[]}, then a byte-coded state machine.
 *
 * @see <a
 *     href="https://source.android.com/docs/core/runtime/dex-format#debug-info-item">debug_info_item</a>
 */
final class DebugLines {
  private static final int END_SEQUENCE = 0x00;
  private static final int ADVANCE_PC = 0x01;
  private static final int ADVANCE_LINE = 0x02;
  private static final int START_LOCAL = 0x03;
  private static final int START_LOCAL_EXTENDED = 0x04;
  private static final int END_LOCAL = 0x05;
  private static final int RESTART_LOCAL = 0x06;
  private static final int SET_PROLOGUE_END = 0x07;
  private static final int SET_EPILOGUE_BEGIN = 0x08;
  private static final int SET_FILE = 0x09;
  private static final int FIRST_SPECIAL = 0x0a;
  private static final int LINE_BASE = -4;
  private static final int LINE_RANGE = 15;

  private DebugLines() {}

  /**
   * {@return the line of the last position at or before {@code pc}; null when there is none or the
   * program is bad}
   */
  static @Nullable Integer line(byte[] bytes, long offset, int units, int pc) {
    try {
      DexCursor cursor = DexCursor.at(bytes, offset, "debug info");
      int line = cursor.uleb("first line");
      long parameters = Integer.toUnsignedLong(cursor.uleb("number of parameters"));
      for (long i = 0; i < parameters; i++) {
        cursor.uleb("parameter name");
      }
      return run(cursor, line, units, pc);
    } catch (BadCodeException _) {
      return null;
    }
  }

  private static @Nullable Integer run(DexCursor cursor, int firstLine, int units, int pc) {
    int line = firstLine;
    long address = 0;
    Integer found = null;
    // Several positions and locals per unit are more than any compiler writes.
    for (long steps = 256 + 16L * units; steps > 0; steps--) {
      int opcode = cursor.u1("debug opcode");
      switch (opcode) {
        case END_SEQUENCE -> {
          return found;
        }
        case ADVANCE_PC -> address += Integer.toUnsignedLong(cursor.uleb("address step"));
        case ADVANCE_LINE -> line += cursor.sleb("line step");
        case START_LOCAL, START_LOCAL_EXTENDED -> skip(cursor, opcode - START_LOCAL + 3);
        case END_LOCAL, RESTART_LOCAL, SET_FILE -> skip(cursor, 1);
        case SET_PROLOGUE_END, SET_EPILOGUE_BEGIN -> {}
        default -> {
          int step = opcode - FIRST_SPECIAL;
          line += LINE_BASE + step % LINE_RANGE;
          address += step / LINE_RANGE;
          if (address > pc) {
            return found;
          }
          found = line;
        }
      }
    }
    return found;
  }

  private static void skip(DexCursor cursor, int operands) {
    for (int i = 0; i < operands; i++) {
      cursor.uleb("operand of a debug opcode");
    }
  }
}
