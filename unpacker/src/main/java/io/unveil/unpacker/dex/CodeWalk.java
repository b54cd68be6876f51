package io.unveil.unpacker.dex;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The linear pass that makes a {@link CodeIndex}. No object per instruction, no strings: a number
 * per opcode tells length and kind. Methods may share code items, so what is walked is bounded:
 * {@value #MAX_WALKS} times the bytes of the file.
 *
 * <p>Methods are first walked by {@link QuickWalk}. One that is not in order in any way is taken
 * back and walked again, with care.
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
  static final int CONST_STRING_JUMBO = Opcode.CONST_STRING_JUMBO.value();

  /**
   * Length in code units in the low three bits, 0 when undefined; kind of use above, 0 for none.
   */
  private static final byte[] INFO = new byte[256];

  static {
    for (Opcode opcode : Opcode.values()) {
      INFO[opcode.value()] = (byte) ((kind(opcode) << KIND_SHIFT) | opcode.units());
    }
  }

  private final QuickWalk quick = new QuickWalk();
  private final UseList[] lists = new UseList[KINDS];
  private final int[] idCounts = new int[KINDS];
  private final BitSet bad = new BitSet();
  private final Map<String, Integer> badReasons = new HashMap<>();
  private final int[] firstOrdinals;
  private byte[] entry = {};
  private long unitsWalked;
  private long unitsLeft;

  private CodeWalk(List<ClassTable> tables) {
    firstOrdinals = new int[tables.size() + 1];
    for (int i = 0; i < tables.size(); i++) {
      firstOrdinals[i + 1] = firstOrdinals[i] + tables.get(i).methodCount();
    }
    for (int kind = 0; kind < KINDS; kind++) {
      lists[kind] = new UseList(firstOrdinals[tables.size()]);
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
    CodeIndex.Uses[] all = new CodeIndex.Uses[KINDS];
    int methods = firstOrdinals[firstOrdinals.length - 1];
    int blocksBegun = (methods + (1 << UseList.BLOCK_SHIFT) - 1) >>> UseList.BLOCK_SHIFT;
    for (int kind = CALL; kind < KINDS; kind++) {
      all[kind] = lists[kind].finish(blocksBegun, firstOrdinals);
    }
    return new CodeIndex(all, bad, badReasons, unitsWalked);
  }

  private void file(DexFile file, ClassTable table) {
    idCounts[0] = Integer.MAX_VALUE;
    idCounts[CALL] = file.methodIdCount();
    idCounts[FIELD_READ] = file.fieldIdCount();
    idCounts[FIELD_WRITE] = file.fieldIdCount();
    idCounts[INSTANTIATION] = file.typeCount();
    idCounts[STRING] = file.stringCount();
    idCounts[CLASS] = file.typeCount();
    idCounts[CUSTOM_CALL] = Integer.MAX_VALUE;
    if (!file.isIn(entry)) {
      // Later files of a container share its bytes, so they share what may be walked of them.
      entry = file.bytes();
      unitsLeft = (long) MAX_WALKS * file.sizeInBytes() / 2;
    }
    for (int i = 0; i < table.methodCount(); i++) {
      int ordinal = table.firstOrdinal() + i;
      if ((ordinal & (1 << UseList.BLOCK_SHIFT) - 1) == 0) {
        keepBatch(file.bytes());
        beginBlock(ordinal >>> UseList.BLOCK_SHIFT);
      }
      int offset = table.codeOffset(i);
      if (offset != 0) {
        method(file.bytes(), offset, ordinal);
      }
    }
    keepBatch(file.bytes());
  }

  private void beginBlock(int block) {
    for (UseList list : lists) {
      list.beginBlock(block);
    }
  }

  /** Puts one code item into the batch, or walks it at once when it cannot be in order. */
  private void method(byte[] bytes, int offset, int ordinal) {
    if (offset < 0 || bytes.length - CodeItem.HEADER_BYTES < offset) {
      bad(ordinal, "code item lies outside the file");
      return;
    }
    long units = LittleEndian.u4(bytes, offset + 12);
    int insns = offset + CodeItem.HEADER_BYTES;
    if ((bytes.length - insns) / 2 < units) {
      bad(ordinal, "instructions run past the end of the file");
      return;
    }
    if (unitsLeft < units) {
      bad(ordinal, "methods share too much code");
      return;
    }
    unitsLeft -= units;
    unitsWalked += units;
    int end = insns + 2 * (int) units;
    if (units == 0) {
      return;
    }
    if (units <= QuickWalk.MAX_UNITS && bytes.length - end >= QuickWalk.READ_AHEAD) {
      if (!quick.add(ordinal, insns, (int) units)) {
        keepBatch(bytes);
        quick.add(ordinal, insns, (int) units);
      }
    } else {
      keepBatch(bytes);
      walk(bytes, insns, end, ordinal);
    }
  }

  /** Walks what is in the batch; the uses of all methods are added in the order of ordinals. */
  private void keepBatch(byte[] bytes) {
    quick.run(bytes);
    for (int i = 0; i < quick.methods(); i++) {
      if (!quick.keep(i, bytes, lists, idCounts)) {
        int ordinal = quick.ordinal(i);
        for (UseList list : lists) {
          list.takeBack(ordinal);
        }
        walk(bytes, quick.start(i), quick.end(i), ordinal);
      }
    }
    quick.clear();
  }

  private void bad(int ordinal, String reason) {
    bad.set(ordinal);
    badReasons.merge(reason, 1, Integer::sum);
  }

  private void walk(byte[] bytes, int insns, int end, int ordinal) {
    String reason = reasonToStop(bytes, insns, end, ordinal);
    if (!reason.isEmpty()) {
      bad(ordinal, reason);
    }
  }

  /** Walks one method; returns why that ended early, or an empty string. */
  private String reasonToStop(byte[] bytes, int insns, int end, int ordinal) {
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
          length = payloadBytes(bytes, at, end, unit);
          if (length < 0) {
            return "a payload runs past the end of the method";
          }
        }
      } else if (!use(info >> KIND_SHIFT, (at - insns) >> 1, target(bytes, at, unit), ordinal)) {
        return "an id is out of range";
      }
      at += length;
    }
    return "";
  }

  /** The operand in unit 1; {@code const-string/jumbo} alone has a wide one. */
  private static int target(byte[] bytes, int at, int unit) {
    return (unit & 0xff) == CONST_STRING_JUMBO
        ? LittleEndian.s4(bytes, at + 2)
        : LittleEndian.u2(bytes, at + 2);
  }

  private boolean use(int kind, int pc, int target, int ordinal) {
    if (target < 0 || target >= idCounts[kind]) {
      return false;
    }
    lists[kind].add(ordinal, pc, target);
    return true;
  }

  /** Length of a payload in bytes, -1 when it runs past {@code end}. */
  static int payloadBytes(byte[] bytes, int at, int end, int unit) {
    int headBytes = unit == Opcode.FILL_ARRAY_DATA_PAYLOAD ? 8 : 4;
    if (end - at < headBytes) {
      return -1;
    }
    long elements = headBytes == 8 ? LittleEndian.u4(bytes, at + 4) : 0;
    long length = 2 * Opcode.payloadUnits(unit, LittleEndian.u2(bytes, at + 2), elements);
    return end - at < length ? -1 : (int) length;
  }

  /** {@return length of an instruction in bytes, 0 for an undefined opcode} */
  static int bytes(int opcode) {
    return 2 * (INFO[opcode] & UNITS_MASK);
  }

  /** {@return what the instruction uses, 0 for nothing} */
  static int kind(int opcode) {
    return INFO[opcode] >> KIND_SHIFT;
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
