package io.unveil.unpacker.dex;

import java.lang.reflect.AccessFlag;
import java.util.Arrays;
import java.util.BitSet;

/**
 * What ART's verifier asks of the members of a class ({@code CheckIntraClassDataItem} of AOSP's
 * dex_file_verifier.cc).
 */
final class ClassDataRules {
  private final DexFile file;
  private final int[] code;

  /**
   * @param code starts of the code items, ascending
   */
  ClassDataRules(DexFile file, int[] code) {
    this.file = file;
    this.code = code;
  }

  /** {@return the offset behind the class data at {@code offset}} */
  int end(int offset) {
    DexCursor cursor = DexCursor.at(file.bytes(), offset, "class data");
    long statics = count(cursor);
    long instances = count(cursor);
    long direct = count(cursor);
    long virtual = count(cursor);
    fields(cursor, statics, true);
    fields(cursor, instances, false);
    BitSet seen = new BitSet();
    methods(cursor, direct, seen, false);
    methods(cursor, virtual, seen, true);
    return cursor.position();
  }

  private static long count(DexCursor cursor) {
    return Integer.toUnsignedLong(cursor.uleb("number of members"));
  }

  private void fields(DexCursor cursor, long count, boolean isStatic) {
    long index = 0;
    for (long i = 0; i < count; i++) {
      index += Integer.toUnsignedLong(cursor.uleb("field index"));
      check(index < file.fieldIdCount(), cursor, "field " + index + " is out of range");
      int flags = cursor.uleb("field flags");
      check(
          (flags & AccessFlag.STATIC.mask()) != 0 == isStatic,
          cursor,
          "field " + index + " is in the wrong list");
    }
  }

  private void methods(DexCursor cursor, long count, BitSet direct, boolean isVirtual) {
    long index = 0;
    for (long i = 0; i < count; i++) {
      index += Integer.toUnsignedLong(cursor.uleb("method index"));
      check(index < file.methodIdCount(), cursor, "method " + index + " is out of range");
      cursor.uleb("method flags");
      int offset = cursor.uleb("code offset");
      check(
          offset == 0 || Arrays.binarySearch(code, offset) >= 0,
          cursor,
          "code at " + Integer.toUnsignedString(offset) + " is not in the map list");
      if (isVirtual) {
        check(!direct.get((int) index), cursor, "method " + index + " is direct and virtual");
      } else {
        direct.set((int) index);
      }
    }
  }

  private static void check(boolean holds, DexCursor cursor, String otherwise) {
    if (!holds) {
      throw new BadCodeException(cursor.position(), otherwise);
    }
  }
}
