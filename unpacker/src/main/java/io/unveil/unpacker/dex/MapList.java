package io.unveil.unpacker.dex;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The map list of a DEX file, {@code size u4, (type u2, unused u2, size u4, offset u4)[size]},
 * checked as ART does (AOSP {@code dex_file_verifier.cc}, {@code CheckMap}).
 */
final class MapList {
  private static final int ITEM_BYTES = 12;
  private static final int HEADER_ITEM = 0x0000;
  private static final int LAST_ID_ITEM = 0x0008;
  private static final int MAP_LIST = 0x1000;
  private static final int LAST_LIST_ITEM = 0x1003;
  private static final int FIRST_DATA_ITEM = 0x2000;
  private static final int LAST_DATA_ITEM = 0x2006;
  private static final int HIDDEN_API = 0xf000;
  private static final String[] TABLES = {"string", "type", "proto", "field", "method", "class"};

  private MapList() {}

  /** {@return the first reason for which ART refuses the map list, or null} */
  static @Nullable String problem(DexFile file) {
    long offset = file.header().mapOffset();
    int length = file.bytes().length;
    if (offset % 4 != 0 || offset == 0 || offset > length - 4L) {
      return "map list at offset %d is not in the file or not aligned".formatted(offset);
    }
    DexCursor cursor = new DexCursor(file.bytes(), (int) offset);
    long items = cursor.u4("map size");
    if (cursor.remaining() / ITEM_BYTES < items) {
      return "map list of %d items runs past the end of the file".formatted(items);
    }
    BitSet seen = new BitSet();
    long last = -1;
    for (long i = 0; i < items; i++) {
      int type = cursor.u2("map item");
      cursor.skip(6, "map item");
      long at = cursor.u4("map item");
      if (at <= last || at >= length) {
        return "map item of type 0x%04x at %d comes after %d in a file of %d bytes"
            .formatted(type, at, last, length);
      }
      if (!known(type) || seen.get(type)) {
        return (seen.get(type) ? "second" : "unknown") + " map item of type 0x%04x".formatted(type);
      }
      seen.set(type);
      last = at;
    }
    return missing(file, seen);
  }

  private static boolean known(int type) {
    return type <= LAST_ID_ITEM
        || (type >= MAP_LIST && type <= LAST_LIST_ITEM)
        || (type >= FIRST_DATA_ITEM && type <= LAST_DATA_ITEM)
        || type == HIDDEN_API;
  }

  private static @Nullable String missing(DexFile file, BitSet seen) {
    if (!seen.get(HEADER_ITEM) || !seen.get(MAP_LIST)) {
      return "map list does not name the header and itself";
    }
    for (int i = 0; i < TABLES.length; i++) {
      int field = file.header().at() + 56 + 8 * i;
      if (LittleEndian.s4(file.bytes(), field) != 0 && !seen.get(i + 1)) {
        return "map list does not name the %s ids".formatted(TABLES[i]);
      }
    }
    return null;
  }
}
