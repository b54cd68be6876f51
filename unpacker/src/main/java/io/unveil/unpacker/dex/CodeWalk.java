package io.unveil.unpacker.dex;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The linear pass that makes a {@link CodeIndex}. No object per instruction, no strings: a byte per
 * opcode tells length and kind. Methods may share code items, so what is walked is bounded: {@value
 * #MAX_WALKS} times the bytes of the file.
 */
final class CodeWalk {
  static final int CALL = 1;
  static final int FIELD_READ = 2;
  static final int FIELD_WRITE = 3;
  static final int INSTANTIATION = 4;
  static final int STRING = 5;
  static final int CLASS = 6;
  static final int CUSTOM_CALL = 7;
  private static final int KINDS = 8;

  private static final int MAX_WALKS = 4;
  private static final int KIND_SHIFT = 3;
  private static final int UNITS_MASK = 7;

  /**
   * Length in code units in the low three bits, 0 when undefined; kind of use above, 0 for none.
   */
  private static final byte[] INFO = new byte[256];

  static {
    for (Opcode opcode : Opcode.values()) {
      INFO[opcode.value()] = (byte) ((kind(opcode) << KIND_SHIFT) | opcode.units());
    }
  }

  private final int[][] begin = new int[KINDS][];
  private final int[][] pcs = new int[KINDS][];
  private final int[][] targets = new int[KINDS][];
  private final int[] sizes = new int[KINDS];
  private final int[] idCounts = new int[KINDS];
  private final BitSet bad = new BitSet();
  private final Map<String, Integer> badReasons = new HashMap<>();
  private final int[] firstOrdinals;
  private long unitsWalked;
  private long unitsLeft;

  private CodeWalk(List<ClassTable> tables) {
    firstOrdinals = new int[tables.size() + 1];
    for (int i = 0; i < tables.size(); i++) {
      firstOrdinals[i + 1] = firstOrdinals[i] + tables.get(i).methodCount();
    }
    for (int kind = CALL; kind < KINDS; kind++) {
      begin[kind] = new int[firstOrdinals[tables.size()] + 1];
      pcs[kind] = new int[1_024];
      targets[kind] = new int[1_024];
    }
  }

  static CodeIndex index(List<ClassTable> tables, List<DexFile> files) {
    CodeWalk walk = new CodeWalk(tables);
    for (int i = 0; i < files.size(); i++) {
      walk.file(files.get(i), tables.get(i));
    }
    return walk.finish();
  }

  private CodeIndex finish() {
    CodeIndex.Uses[] uses = new CodeIndex.Uses[KINDS];
    for (int kind = CALL; kind < KINDS; kind++) {
      begin[kind][begin[kind].length - 1] = sizes[kind];
      uses[kind] = new CodeIndex.Uses(begin[kind], pcs[kind], targets[kind], firstOrdinals);
    }
    return new CodeIndex(uses, bad, badReasons, unitsWalked);
  }

  private void file(DexFile file, ClassTable table) {
    idCounts[CALL] = file.methodIdCount();
    idCounts[FIELD_READ] = file.fieldIdCount();
    idCounts[FIELD_WRITE] = file.fieldIdCount();
    idCounts[INSTANTIATION] = file.typeCount();
    idCounts[STRING] = file.stringCount();
    idCounts[CLASS] = file.typeCount();
    idCounts[CUSTOM_CALL] = Integer.MAX_VALUE;
    unitsLeft = (long) MAX_WALKS * file.sizeInBytes() / 2;
    for (int i = 0; i < table.methodCount(); i++) {
      int ordinal = table.firstOrdinal() + i;
      for (int kind = CALL; kind < KINDS; kind++) {
        begin[kind][ordinal] = sizes[kind];
      }
      int offset = table.codeOffset(i);
      String reason = offset == 0 ? "" : method(file.bytes(), offset);
      if (!reason.isEmpty()) {
        bad.set(ordinal);
        badReasons.merge(reason, 1, Integer::sum);
      }
    }
  }

  /** Walks one code item; returns why it ended early, or an empty string. */
  private String method(byte[] bytes, int offset) {
    if (offset < 0 || bytes.length - CodeItem.HEADER_BYTES < offset) {
      return "code item lies outside the file";
    }
    long units = LittleEndian.u4(bytes, offset + 12);
    int insns = offset + CodeItem.HEADER_BYTES;
    if ((bytes.length - insns) / 2 < units) {
      return "instructions run past the end of the file";
    }
    if (unitsLeft < units) {
      return "methods share too much code";
    }
    unitsLeft -= units;
    unitsWalked += units;
    return walk(bytes, insns, insns + 2 * (int) units);
  }

  private String walk(byte[] bytes, int insns, int end) {
    int at = insns;
    while (at < end) {
      int unit = LittleEndian.u2(bytes, at);
      int info = INFO[unit & 0xff];
      int length = 2 * (info & UNITS_MASK);
      if (end - at < length) {
        return "an instruction runs past the end of the method";
      }
      if (info <= UNITS_MASK) {
        if (length == 0) {
          return "undefined opcode";
        }
        if (Opcode.isPayload(unit)) {
          length = payload(bytes, at, end, unit);
          if (length < 0) {
            return "a payload runs past the end of the method";
          }
        }
      } else if (!use(info >> KIND_SHIFT, (at - insns) >> 1, target(bytes, at, unit))) {
        return "an id is out of range";
      }
      at += length;
    }
    return "";
  }

  /** The operand in unit 1; {@code const-string/jumbo} alone has a wide one. */
  private static int target(byte[] bytes, int at, int unit) {
    return (unit & 0xff) == 0x1b ? LittleEndian.s4(bytes, at + 2) : LittleEndian.u2(bytes, at + 2);
  }

  private boolean use(int kind, int pc, int target) {
    if (target < 0 || target >= idCounts[kind]) {
      return false;
    }
    int size = sizes[kind];
    if (size == pcs[kind].length) {
      pcs[kind] = Arrays.copyOf(pcs[kind], 2 * size);
      targets[kind] = Arrays.copyOf(targets[kind], 2 * size);
    }
    pcs[kind][size] = pc;
    targets[kind][size] = target;
    sizes[kind] = size + 1;
    return true;
  }

  /** Length of a payload in bytes, -1 when it runs past {@code end}. */
  private static int payload(byte[] bytes, int at, int end, int unit) {
    int headBytes = unit == Opcode.FILL_ARRAY_DATA_PAYLOAD ? 8 : 4;
    if (end - at < headBytes) {
      return -1;
    }
    long elements = headBytes == 8 ? LittleEndian.u4(bytes, at + 4) : 0;
    long length = 2 * Opcode.payloadUnits(unit, LittleEndian.u2(bytes, at + 2), elements);
    return end - at < length ? -1 : (int) length;
  }

  private static int kind(Opcode opcode) {
    String name = opcode.mnemonic();
    return switch (opcode.index()) {
      case METHOD, METHOD_AND_PROTO -> CALL;
      case CALL_SITE -> CUSTOM_CALL;
      case FIELD -> name.startsWith("iget") || name.startsWith("sget") ? FIELD_READ : FIELD_WRITE;
      case STRING -> STRING;
      case TYPE ->
          opcode == Opcode.NEW_INSTANCE ? INSTANTIATION : opcode == Opcode.CONST_CLASS ? CLASS : 0;
      case NONE, METHOD_HANDLE, PROTO -> 0;
    };
  }
}
