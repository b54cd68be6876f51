package io.unveil.unpacker.dex;

import io.unveil.unpacker.MalformedApkException;
import java.util.zip.Adler32;
import org.jspecify.annotations.Nullable;

/**
 * The header of a DEX file, its tables checked against the file's end.
 *
 * <pre>
 * magic u1[8], checksum u4, signature u1[20], file_size u4, header_size u4, endian_tag u4, link_size u4, link_off u4,
 * map_off u4, then (size u4, off u4) for string, type, proto, field and method ids, class_defs and data;
 * version 041 adds container_size u4, header_offset u4
 * </pre>
 *
 * A table outside the file, another byte order, or an unknown version throws; what only ART refuses
 * is kept as {@link #refusal}. Offsets are relative to the start of the file.
 */
record DexHeader(
    int version,
    Table strings,
    Table types,
    Table protos,
    Table fields,
    Table methods,
    Table classes,
    @Nullable String refusal) {
  private static final int HEADER_SIZE = 0x70;
  private static final int CONTAINER_HEADER_SIZE = 0x78;
  private static final int ENDIAN_CONSTANT = 0x1234_5678;
  private static final int MAGIC = 0x0a78_6564;
  private static final int CONTAINER_VERSION = 41;
  private static final int MAX_TYPES = 65_535;

  /**
   * @param offset offset in bytes of the first row, 0 when the table is empty
   * @param size number of rows
   */
  record Table(int offset, int size) {}

  static DexHeader read(byte[] bytes) throws MalformedApkException {
    if (bytes.length < HEADER_SIZE) {
      throw new MalformedApkException(bytes.length, "DEX header runs past the end");
    }
    int version = version(bytes);
    if (LittleEndian.s4(bytes, 40) != ENDIAN_CONSTANT) {
      throw new MalformedApkException(40, "endian tag is not 0x12345678");
    }
    Table types = table(bytes, 64, 4, "type ids");
    Table protos = table(bytes, 72, 12, "proto ids");
    return new DexHeader(
        version,
        table(bytes, 56, 4, "string ids"),
        types,
        protos,
        table(bytes, 80, 8, "field ids"),
        table(bytes, 88, 8, "method ids"),
        table(bytes, 96, 32, "class definitions"),
        refusal(bytes, version, types, protos));
  }

  /**
   * {@return whether {@code bytes}, whose header was read, is a container with more than one DEX
   * file}
   */
  boolean hasFurtherFiles(byte[] bytes) {
    return version == CONTAINER_VERSION && LittleEndian.u4(bytes, 112) > LittleEndian.u4(bytes, 32);
  }

  /** {@return whether the Adler-32 of the header holds; ART refuses the file when it does not} */
  static boolean checksumHolds(byte[] bytes) {
    long fileSize = Math.min(LittleEndian.u4(bytes, 32), bytes.length);
    if (fileSize < 12) {
      return false;
    }
    Adler32 adler = new Adler32();
    adler.update(bytes, 12, (int) fileSize - 12);
    return adler.getValue() == LittleEndian.u4(bytes, 8);
  }

  private static int version(byte[] bytes) throws MalformedApkException {
    if (LittleEndian.s4(bytes, 0) != MAGIC) {
      throw new MalformedApkException(0, "not a DEX file: magic is not 'dex\\n'");
    }
    int version = 0;
    for (int i = 4; i < 7; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        throw new MalformedApkException(i, "DEX version is not a number");
      }
      version = version * 10 + digit;
    }
    if (version < 35 || version > CONTAINER_VERSION || bytes[7] != 0) {
      throw new MalformedApkException(4, "DEX version %03d is unknown".formatted(version));
    }
    if (version == CONTAINER_VERSION) {
      if (bytes.length < CONTAINER_HEADER_SIZE) {
        throw new MalformedApkException(bytes.length, "DEX header runs past the end");
      }
      if (LittleEndian.s4(bytes, 116) != 0) {
        throw new MalformedApkException(116, "DEX container does not begin with its first header");
      }
    }
    return version;
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

  private static @Nullable String refusal(byte[] bytes, int version, Table types, Table protos) {
    int headerSize = version == CONTAINER_VERSION ? CONTAINER_HEADER_SIZE : HEADER_SIZE;
    if (version == 36) {
      return "DEX version 036 was never released";
    }
    if (LittleEndian.s4(bytes, 36) != headerSize) {
      return "header size is not " + headerSize;
    }
    if (LittleEndian.u4(bytes, 32) != bytes.length) {
      return "file size in the header is %d, the file has %d bytes"
          .formatted(LittleEndian.u4(bytes, 32), bytes.length);
    }
    long linkSize = LittleEndian.u4(bytes, 44);
    long linkOffset = LittleEndian.u4(bytes, 48);
    if (linkSize != 0 && (linkOffset > bytes.length || bytes.length - linkOffset < linkSize)) {
      return "link section runs past the end";
    }
    if (types.size > MAX_TYPES || protos.size > MAX_TYPES) {
      return "more than 65,535 type or proto ids";
    }
    return null;
  }
}
