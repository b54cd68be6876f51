package io.unveil.unpacker.dex;

import io.unveil.unpacker.MalformedApkException;

/**
 * The header of a DEX file, its tables checked against the end of the bytes.
 *
 * <pre>
 * magic u1[8], checksum u4, signature u1[20], file_size u4, header_size u4, endian_tag u4, link_size u4, link_off u4,
 * map_off u4, then (size u4, off u4) for string, type, proto, field and method ids, class_defs and data;
 * version 041 adds container_size u4, header_offset u4
 * </pre>
 *
 * Only a missing magic or a table outside the bytes throws; what else ART refuses is up to {@link
 * DexRules}. Offsets count from the start of the bytes, in a container of version 041 too, where
 * only the header itself lies further on (AOSP {@code dex_file.cc}, {@code GetDataRange}).
 *
 * @param at offset of the header
 * @param version digits of the magic, -1 when they are none
 * @param fileSize declared size from the header on, not checked
 */
record DexHeader(
    int at,
    int version,
    long fileSize,
    long mapOffset,
    Table strings,
    Table types,
    Table protos,
    Table fields,
    Table methods,
    Table classes) {
  static final int BYTES = 0x70;
  static final int CONTAINER_BYTES = 0x78;
  static final int CONTAINER_VERSION = 41;
  private static final int MAGIC = 0x0a78_6564;

  /**
   * @param offset offset in bytes of the first row, 0 when the table is empty
   * @param size number of rows
   */
  record Table(int offset, int size) {}

  static DexHeader read(byte[] bytes, int at) throws MalformedApkException {
    if (bytes.length - at < BYTES) {
      throw new MalformedApkException(bytes.length, "DEX header runs past the end");
    }
    if (LittleEndian.s4(bytes, at) != MAGIC) {
      throw new MalformedApkException(at, "not a DEX file: magic is not 'dex\\n'");
    }
    return new DexHeader(
        at,
        version(bytes, at),
        LittleEndian.u4(bytes, at + 32),
        LittleEndian.u4(bytes, at + 52),
        table(bytes, at + 56, 4, "string ids"),
        table(bytes, at + 64, 4, "type ids"),
        table(bytes, at + 72, 12, "proto ids"),
        table(bytes, at + 80, 8, "field ids"),
        table(bytes, at + 88, 8, "method ids"),
        table(bytes, at + 96, 32, "class definitions"));
  }

  /** {@return whether a header of version 041, whole, lies at {@code at}} */
  static boolean isContainer(byte[] bytes, int at) {
    return bytes.length - at >= CONTAINER_BYTES
        && LittleEndian.s4(bytes, at) == MAGIC
        && version(bytes, at) == CONTAINER_VERSION;
  }

  private static int version(byte[] bytes, int at) {
    int version = 0;
    for (int i = at + 4; i < at + 7; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      version = version * 10 + digit;
    }
    return bytes[at + 7] == 0 ? version : -1;
  }

  boolean isContainer() {
    return version == CONTAINER_VERSION;
  }

  /** {@return what the tables take, in bytes} */
  long tableBytes() {
    return 4L * (strings.size + types.size)
        + 12L * protos.size
        + 8L * fields.size
        + 8L * methods.size
        + 32L * classes.size;
  }

  private static Table table(byte[] bytes, int at, int rowBytes, String name)
      throws MalformedApkException {
    long size = LittleEndian.u4(bytes, at);
    long offset = LittleEndian.u4(bytes, at + 4);
    if (size == 0) {
      return new Table(0, 0);
    }
    if (offset > bytes.length || (bytes.length - offset) / rowBytes < size) {
      throw new MalformedApkException(at, name + " run past the end");
    }
    return new Table((int) offset, (int) size);
  }
}
