package io.unveil.unpacker.dex;

import java.util.Arrays;
import java.util.BitSet;

/**
 * The order of the id tables and of class definitions that ART's verifier asks for ({@code
 * CheckInterSection} of AOSP's dex_file_verifier.cc): ascending, each once, so that ART can search
 * them by halves.
 */
final class IdOrder {
  /** From this version on a class comes behind its superclass and its interfaces. */
  private static final int ORDERED_CLASSES_VERSION = 37;

  private static final int NO_INDEX = -1;

  private final DexFile file;
  private final byte[] bytes;
  private final DexHeader header;

  private IdOrder(DexFile file) {
    this.file = file;
    this.bytes = file.bytes();
    this.header = file.header();
  }

  /**
   * @param file one whose tables name only what is there
   * @throws BadCodeException at the first row that is out of order
   */
  static void check(DexFile file) {
    IdOrder order = new IdOrder(file);
    order.strings();
    order.types();
    order.protos();
    order.members(order.header.fields(), "field");
    order.members(order.header.methods(), "method");
    order.classes();
  }

  private void strings() {
    int before = -1;
    for (int i = 0; i < file.stringCount(); i++) {
      int row = header.strings().offset() + 4 * i;
      DexCursor cursor = new DexCursor(bytes, LittleEndian.s4(bytes, row));
      cursor.uleb("string size");
      ascending(before < 0 || compare(before, cursor.position()) < 0, row, "string");
      before = cursor.position();
    }
  }

  /** By UTF-16 units; bytes have the same order, but for U+0000 in two bytes and the end. */
  private int compare(int one, int other) {
    int at = 0;
    while (bytes[one + at] == bytes[other + at] && bytes[one + at] != 0) {
      at++;
    }
    return rank(bytes[one + at]) - rank(bytes[other + at]);
  }

  private static int rank(byte unit) {
    int value = unit & 0xff;
    return value == 0 ? -1 : value == 0xc0 ? 0 : value;
  }

  private void types() {
    long before = -1;
    for (int i = 0; i < file.typeCount(); i++) {
      int row = header.types().offset() + 4 * i;
      long name = LittleEndian.u4(bytes, row);
      ascending(name > before, row, "type");
      before = name;
    }
  }

  private void protos() {
    int before = -1;
    int[] parametersBefore = {};
    for (int i = 0; i < file.protoCount(); i++) {
      int row = header.protos().offset() + 12 * i;
      int result = LittleEndian.s4(bytes, row + 4);
      int[] parameters =
          file.typeList(LittleEndian.u4(bytes, row + 8), DexFile.MAX_PARAMETERS, "parameters");
      ascending(
          result > before || (result == before && Arrays.compare(parameters, parametersBefore) > 0),
          row,
          "proto");
      before = result;
      parametersBefore = parameters;
    }
  }

  /** By class, then name, then type or prototype. */
  private void members(DexHeader.Table table, String what) {
    for (int i = 1; i < table.size(); i++) {
      int row = table.offset() + 8 * i;
      long[] one = key(row - 8);
      long[] other = key(row);
      ascending(Arrays.compare(one, other) < 0, row, what);
    }
  }

  private long[] key(int row) {
    return new long[] {
      LittleEndian.u2(bytes, row), LittleEndian.u4(bytes, row + 4), LittleEndian.u2(bytes, row + 2)
    };
  }

  private void classes() {
    if (header.version() < ORDERED_CLASSES_VERSION) {
      return;
    }
    BitSet later = new BitSet();
    for (int i = file.classCount() - 1; i >= 0; i--) {
      int row = header.classes().offset() + 32 * i;
      later.set(LittleEndian.s4(bytes, row));
      before(later, LittleEndian.s4(bytes, row + 8), row);
      for (int type : file.typeList(LittleEndian.u4(bytes, row + 12), 65_535, "interfaces")) {
        before(later, type, row);
      }
    }
  }

  private static void before(BitSet later, int type, int row) {
    if (type != NO_INDEX && later.get(type)) {
      throw new BadCodeException(row, "a class is defined before type " + type + ", its parent");
    }
  }

  private static void ascending(boolean holds, int row, String what) {
    if (!holds) {
      throw new BadCodeException(row, what + " ids are out of order");
    }
  }
}
