package io.unveil.unpacker.dex;

/**
 * Checks the sizes that a reader other than ours would allocate by: strings, type lists and call
 * sites. dex2jar takes them as they are, so a file of a few hundred bytes can make it ask for
 * gigabytes.
 */
final class DeclaredSizes {
  private static final int MAX_TYPES = 255;
  private static final int MAP_ITEM_BYTES = 12;
  private static final int CALL_SITE_IDS = 0x0007;

  private final byte[] bytes;
  private final DexFile file;

  private DeclaredSizes(DexFile file) {
    this.file = file;
    this.bytes = file.bytes();
  }

  /** {@return the number of call sites} */
  static int check(DexFile file) {
    DeclaredSizes sizes = new DeclaredSizes(file);
    DexContainer.checkCopy(file);
    sizes.strings();
    sizes.parameters();
    return sizes.callSites();
  }

  private void strings() {
    DexCursor cursor = new DexCursor(bytes, 0);
    DexHeader.Table table = file.header().strings();
    for (int i = 0; i < table.size(); i++) {
      int offset = LittleEndian.s4(bytes, table.offset() + 4 * i);
      if (offset < 0 || offset >= bytes.length) {
        throw new BadCodeException(table.offset() + 4L * i, "string data lies outside the file");
      }
      cursor.move(offset);
      long units = Integer.toUnsignedLong(cursor.uleb("string size"));
      if (cursor.remaining() < units) {
        throw new BadCodeException(offset, "a string is declared longer than the file");
      }
    }
  }

  private void parameters() {
    DexHeader.Table table = file.header().protos();
    for (int i = 0; i < table.size(); i++) {
      long offset = LittleEndian.u4(bytes, table.offset() + 12 * i + 8);
      if (offset != 0 && DexCursor.at(bytes, offset, "parameters").u4("parameters") > MAX_TYPES) {
        throw new BadCodeException(offset, "a method has more than 255 parameters");
      }
    }
  }

  /**
   * Call sites are encoded arrays; found through the map list, because the header does not name
   * them.
   */
  private int callSites() {
    DexCursor map = DexCursor.at(bytes, file.header().mapOffset(), "map list");
    if (file.version() < 38) {
      return 0;
    }
    int count = 0;
    long items = map.u4("map size");
    if (map.remaining() / MAP_ITEM_BYTES < items) {
      throw new BadCodeException(map.position(), "map list runs past the end of the file");
    }
    for (long i = 0; i < items; i++) {
      int type = map.u2("map item");
      map.skip(2, "map item");
      long size = map.u4("map item");
      long offset = map.u4("map item");
      if (type == CALL_SITE_IDS) {
        callSites(DexCursor.at(bytes, offset, "call site ids"), size);
        count = (int) size;
      }
    }
    return count;
  }

  private void callSites(DexCursor ids, long size) {
    for (long i = 0; i < size; i++) {
      EncodedValues.check(file, ids.u4("call site id"));
    }
  }
}
