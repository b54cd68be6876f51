package io.unveil.unpacker.dex;

import java.util.Arrays;

/**
 * The sections of data that the map list names, walked item by item as ART's verifier does ({@code
 * CheckIntraSection} of AOSP's dex_file_verifier.cc): items lie one behind the other, aligned, with
 * zeros between. What a class names must be the start of such an item, so that nothing overlaps.
 */
final class Sections {
  private static final int TYPE_LIST = 0x1001;
  private static final int CLASS_DATA = 0x2000;
  private static final int CODE = 0x2001;
  private static final int STRING_DATA = 0x2002;
  private static final int ENCODED_ARRAY = 0x2005;
  private static final int DIRECTORY = 0x2006;
  private static final int MAP_ITEM_BYTES = 12;
  private static final int[] NONE = {};

  private final DexFile file;
  private final byte[] bytes;

  private Sections(DexFile file) {
    this.file = file;
    this.bytes = file.bytes();
  }

  /** Reads one item and gives the offset behind it. */
  @FunctionalInterface
  private interface Item {
    int end(int offset);
  }

  /**
   * Checks all sections and what class definitions name in them.
   *
   * @param file one whose map list and tables hold
   * @throws BadCodeException at the first rule that is broken
   */
  static void check(DexFile file) {
    Sections sections = new Sections(file);
    sections.starts(STRING_DATA, 1, sections::stringData);
    int[] lists = sections.starts(TYPE_LIST, 4, sections::typeList);
    int[] arrays = sections.starts(ENCODED_ARRAY, 1, sections::encodedArray);
    int[] directories = sections.starts(DIRECTORY, 4, sections::directory);
    CodeRules codeRules = new CodeRules(file);
    int[] code = sections.starts(CODE, 4, codeRules::end);
    ClassDataRules classRules = new ClassDataRules(file, code);
    int[] data = sections.starts(CLASS_DATA, 1, classRules::end);
    DexHeader.Table classes = file.header().classes();
    for (int i = 0; i < classes.size(); i++) {
      int row = classes.offset() + 32 * i;
      sections.named(lists, row + 12, "interfaces");
      sections.named(directories, row + 20, "annotations");
      sections.named(data, row + 24, "class data");
      sections.named(arrays, row + 28, "static values");
    }
  }

  private void named(int[] starts, int field, String what) {
    int offset = LittleEndian.s4(bytes, field);
    if (offset != 0 && Arrays.binarySearch(starts, offset) < 0) {
      throw new BadCodeException(
          field, what + " at " + Integer.toUnsignedString(offset) + " are not in the map list");
    }
  }

  /** Starts of the items of a section, ascending. */
  private int[] starts(int type, int alignment, Item item) {
    int entry = mapEntry(type);
    if (entry < 0) {
      return NONE;
    }
    long count = LittleEndian.u4(bytes, entry + 4);
    int at = LittleEndian.s4(bytes, entry + 8);
    int[] starts = new int[(int) Math.min(count, 1_024)];
    for (int i = 0; i < count; i++) {
      at = aligned(at, alignment);
      if (i == starts.length) {
        starts = Arrays.copyOf(starts, (int) Math.min(count, 2L * i));
      }
      starts[i] = at;
      at = item.end(at);
    }
    return starts;
  }

  private int aligned(int offset, int alignment) {
    int at = offset;
    for (; at % alignment != 0; at++) {
      if (at >= bytes.length || bytes[at] != 0) {
        throw new BadCodeException(at, "an item of the map list is not aligned");
      }
    }
    return at;
  }

  /** Offset of the map item of a type, -1 when there is none. */
  private int mapEntry(int type) {
    int map = (int) file.header().mapOffset();
    long items = LittleEndian.u4(bytes, map);
    for (int i = 0; i < items; i++) {
      int entry = map + 4 + MAP_ITEM_BYTES * i;
      if (LittleEndian.u2(bytes, entry) == type) {
        return entry;
      }
    }
    return -1;
  }

  /** As many characters as declared, each in its shortest form, then a 0. */
  private int stringData(int offset) {
    DexCursor cursor = DexCursor.at(bytes, offset, "string data");
    long units = Integer.toUnsignedLong(cursor.uleb("string size"));
    for (long i = 0; i < units; i++) {
      int first = cursor.u1("string data");
      int more = first < 0x80 ? 0 : (first & 0xe0) == 0xc0 ? 1 : (first & 0xf0) == 0xe0 ? 2 : -1;
      int value = first & (0x7f >> Math.max(0, more));
      boolean whole = first != 0 && more >= 0;
      for (int k = 0; whole && k < more; k++) {
        int next = cursor.u1("string data");
        whole = (next & 0xc0) == 0x80;
        value = value << 6 | (next & 0x3f);
      }
      if (!whole || (more == 1 && value > 0 && value < 0x80) || (more == 2 && value < 0x800)) {
        throw new BadCodeException(cursor.position(), "a string is not modified UTF-8");
      }
    }
    if (cursor.u1("end of a string") != 0) {
      throw new BadCodeException(offset, "a string is longer than its declared size");
    }
    return cursor.position();
  }

  private int typeList(int offset) {
    DexCursor cursor = DexCursor.at(bytes, offset, "type list");
    cursor.skip(2 * cursor.u4("type list"), "type list");
    return cursor.position();
  }

  private int encodedArray(int offset) {
    return EncodedValues.end(file, offset);
  }

  private int directory(int offset) {
    DexCursor cursor = DexCursor.at(bytes, offset, "annotations");
    cursor.u4("class annotations");
    long rows = cursor.u4("annotated fields") + cursor.u4("annotated methods");
    cursor.skip(8 * (rows + cursor.u4("annotated parameters")), "annotations");
    return cursor.position();
  }
}
