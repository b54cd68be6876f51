package io.unveil.unpacker.dex;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The linear pass that makes a {@link CodeIndex}. No object per instruction, no strings: a number
 * per opcode tells length and kind. Methods may share code items, so what is walked is bounded:
 * {@value #MAX_WALKS} times the bytes of the file.
 *
 * <p>Each method is first walked by {@link #quick}, which has no branch on what an instruction is:
 * a wrongly guessed one costs more than all else here. A method that is not in order in any way is
 * taken back and walked again, with care.
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
  private static final int CONST_STRING_JUMBO = Opcode.CONST_STRING_JUMBO.value();

  /**
   * Length in code units in the low three bits, 0 when undefined; kind of use above, 0 for none.
   */
  private static final byte[] INFO = new byte[256];

  /**
   * What the quick walk needs: length in bytes, kind of use, whether it is one, negative for what
   * must be looked at: undefined opcodes, {@code nop}, whose opcode payloads share, and {@code
   * const-string/jumbo}, whose operand is wide.
   */
  private static final int[] QUICK = new int[256];

  private static final int QUICK_BYTES_MASK = 15;
  private static final int QUICK_KIND_SHIFT = 4;
  private static final int KIND_MASK = 0x70;
  private static final int QUICK_USED_SHIFT = 7;

  /** Longer methods are walked with care from the start. */
  private static final int MAX_QUICK_UNITS = 1 << 12;

  /** Bytes that the quick walk may read past the end of a method. */
  private static final int READ_AHEAD = 8;

  /** A file of this many bytes has one use of a kind at least, as a first guess. */
  private static final int BYTES_PER_USE = 512;

  static {
    for (Opcode opcode : Opcode.values()) {
      INFO[opcode.value()] = (byte) ((kind(opcode) << KIND_SHIFT) | opcode.units());
    }
    for (int i = 0; i < INFO.length; i++) {
      int kind = INFO[i] >> KIND_SHIFT;
      int length = 2 * (INFO[i] & UNITS_MASK);
      QUICK[i] = length | kind << QUICK_KIND_SHIFT | (kind == 0 ? 0 : 1 << QUICK_USED_SHIFT);
      if (length == 0 || i == Opcode.NOP.value() || i == CONST_STRING_JUMBO) {
        QUICK[i] |= Integer.MIN_VALUE;
      }
    }
  }

  private final long[] quickUses = new long[MAX_QUICK_UNITS];
  private final int[][] blocks = new int[KINDS][];
  private final long[][] uses = new long[KINDS][];
  private final int[][] owners = new int[KINDS][];
  private final int[] sizes = new int[KINDS];
  private final int[] idCounts = new int[KINDS];
  private final BitSet bad = new BitSet();
  private final Map<String, Integer> badReasons = new HashMap<>();
  private final int[] firstOrdinals;
  private int room;
  private byte[] entry = {};
  private long unitsWalked;
  private long unitsLeft;

  private CodeWalk(List<ClassTable> tables, List<DexFile> files) {
    firstOrdinals = new int[tables.size() + 1];
    long bytes = 0;
    for (int i = 0; i < tables.size(); i++) {
      firstOrdinals[i + 1] = firstOrdinals[i] + tables.get(i).methodCount();
      bytes += files.get(i).sizeInBytes();
    }
    int capacity = (int) Math.min(bytes / BYTES_PER_USE + 16, 1 << 20);
    for (int kind = 0; kind < KINDS; kind++) {
      blocks[kind] = new int[(firstOrdinals[tables.size()] >>> CodeIndex.Uses.BLOCK_SHIFT) + 2];
      uses[kind] = new long[kind == 0 ? 1 : capacity];
      owners[kind] = new int[kind == 0 ? 1 : capacity];
    }
  }

  static CodeIndex index(List<ClassTable> tables, List<DexFile> files) {
    CodeWalk walk = new CodeWalk(tables, files);
    for (int i = 0; i < files.size(); i++) {
      walk.file(files.get(i), tables.get(i));
    }
    return walk.finish();
  }

  private CodeIndex finish() {
    CodeIndex.Uses[] all = new CodeIndex.Uses[KINDS];
    int methods = firstOrdinals[firstOrdinals.length - 1];
    int blocksBegun =
        (methods + (1 << CodeIndex.Uses.BLOCK_SHIFT) - 1) >>> CodeIndex.Uses.BLOCK_SHIFT;
    for (int kind = CALL; kind < KINDS; kind++) {
      Arrays.fill(blocks[kind], blocksBegun, blocks[kind].length, sizes[kind]);
      all[kind] =
          new CodeIndex.Uses(uses[kind], owners[kind], sizes[kind], blocks[kind], firstOrdinals);
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
      if ((ordinal & (1 << CodeIndex.Uses.BLOCK_SHIFT) - 1) == 0) {
        beginBlock(ordinal >>> CodeIndex.Uses.BLOCK_SHIFT);
      }
      int offset = table.codeOffset(i);
      String reason = offset == 0 ? "" : method(file.bytes(), offset, ordinal);
      if (!reason.isEmpty()) {
        bad.set(ordinal);
        badReasons.merge(reason, 1, Integer::sum);
      }
    }
  }

  private void beginBlock(int block) {
    for (int kind = CALL; kind < KINDS; kind++) {
      blocks[kind][block] = sizes[kind];
    }
  }

  /** Walks one code item; returns why it ended early, or an empty string. */
  private String method(byte[] bytes, int offset, int ordinal) {
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
    int end = insns + 2 * (int) units;
    if (units <= MAX_QUICK_UNITS && bytes.length - end >= READ_AHEAD) {
      makeRoom((int) units);
      int count = quick(bytes, insns, end);
      if (count >= 0) {
        if (keep(bytes, insns, count, ordinal)) {
          return "";
        }
        takeBack(ordinal);
      }
    }
    return walk(bytes, insns, end, ordinal);
  }

  /** An instruction is a unit at least and uses one thing at most. */
  private void makeRoom(int units) {
    if (room < units) {
      for (int kind = CALL; kind < KINDS; kind++) {
        if (uses[kind].length - sizes[kind] < MAX_QUICK_UNITS) {
          grow(kind, MAX_QUICK_UNITS);
        }
      }
      room = MAX_QUICK_UNITS;
    }
    room -= units;
  }

  private void grow(int kind, int more) {
    int capacity = Math.max(2 * uses[kind].length, sizes[kind] + more);
    uses[kind] = Arrays.copyOf(uses[kind], capacity);
    owners[kind] = Arrays.copyOf(owners[kind], capacity);
  }

  private void takeBack(int ordinal) {
    for (int kind = CALL; kind < KINDS; kind++) {
      while (sizes[kind] > 0 && owners[kind][sizes[kind] - 1] == ordinal) {
        sizes[kind]--;
      }
    }
  }

  /**
   * Writes down the instructions of a method that use something. {@return how many, or -1 when the
   * method must be walked with care}
   */
  private int quick(byte[] bytes, int insns, int end) {
    long[] found = quickUses;
    int count = 0;
    int at = insns;
    while (at < end) {
      int word = LittleEndian.s4(bytes, at);
      int info = QUICK[word & 0xff];
      int length = info & QUICK_BYTES_MASK;
      // Both: negative info, and a unit that is not 0, which is the plain nop of debug builds.
      if ((info & -(word & 0xffff)) < 0) {
        length = exception(bytes, at, end);
        if (length <= 0) {
          return -1;
        }
      }
      found[count] = (long) at << 32 | (word & 0xffff_ffffL);
      count += info >> QUICK_USED_SHIFT & 1;
      at += length;
    }
    return at == end ? count : -1;
  }

  /**
   * Adds what {@link #quick} found. {@return whether all ids are in range; when not, what was added
   * must be taken back}
   */
  private boolean keep(byte[] bytes, int insns, int count, int ordinal) {
    int inRange = 0;
    for (int i = 0; i < count; i++) {
      long found = quickUses[i];
      int opcode = (int) found & 0xff;
      int target = (int) found >>> 16;
      int at = (int) (found >>> 32);
      if (opcode == CONST_STRING_JUMBO) {
        target = LittleEndian.s4(bytes, at + 2);
      }
      int kind = QUICK[opcode] & KIND_MASK;
      kind >>= QUICK_KIND_SHIFT;
      int size = sizes[kind];
      inRange |= target | (idCounts[kind] - 1 - target);
      uses[kind][size] = (long) ((at - insns) >> 1) << 32 | target;
      owners[kind][size] = ordinal;
      sizes[kind] = size + 1;
    }
    return inRange >= 0;
  }

  /** Length in bytes of what the quick walk must look at, 0 or less when it is not in order. */
  private static int exception(byte[] bytes, int at, int end) {
    int unit = LittleEndian.u2(bytes, at);
    return Opcode.isPayload(unit)
        ? payload(bytes, at, end, unit)
        : 2 * (INFO[unit & 0xff] & UNITS_MASK);
  }

  private String walk(byte[] bytes, int insns, int end, int ordinal) {
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
    int size = sizes[kind];
    if (size == uses[kind].length) {
      grow(kind, 1);
    }
    uses[kind][size] = (long) pc << 32 | target;
    owners[kind][size] = ordinal;
    sizes[kind] = size + 1;
    room = Math.min(room, uses[kind].length - size - 1);
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
