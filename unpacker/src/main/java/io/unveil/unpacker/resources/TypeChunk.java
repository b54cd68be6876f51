package io.unveil.unpacker.resources;

import io.unveil.unpacker.ByteCursor;
import io.unveil.unpacker.MalformedApkException;
import org.jspecify.annotations.Nullable;

/**
 * One {@code ResTable_type}: the entries of one type in one configuration.
 *
 * @param bytes exactly the chunk's bytes
 * @param offset offset in bytes of the chunk within the table
 * @param typeId type part of resource ids
 * @param flags {@link #SPARSE}, {@link #SHORT_OFFSETS}
 * @param entryCount declared entries; bounded by the chunk's size when read
 * @param headerBytes where the offsets start
 * @param entriesStart where the entries start
 */
record TypeChunk(
    ByteCursor bytes,
    long offset,
    int typeId,
    int flags,
    long entryCount,
    int headerBytes,
    long entriesStart,
    Configuration configuration) {
  /** Offsets are pairs of index and offset / 4. */
  private static final int SPARSE = 1;

  /** Offsets are 16 bits, in units of 4 bytes. */
  private static final int SHORT_OFFSETS = 1 << 1;

  private static final int COMPLEX = 1;
  private static final int COMPACT = 1 << 3;
  private static final long NONE = 0xFFFF_FFFFL;

  static TypeChunk read(ByteCursor chunk, long offset, int headerBytes)
      throws MalformedApkException {
    int typeId = chunk.at(8, "type").u1("type id");
    int flags = chunk.u1("type flags");
    chunk.skip(2, "reserved");
    long entryCount = chunk.u4("entry count");
    long entriesStart = chunk.u4("entries start");
    Configuration configuration = Configuration.read(chunk);
    return new TypeChunk(
        chunk, offset, typeId, flags, entryCount, headerBytes, entriesStart, configuration);
  }

  /**
   * {@return the plain value of an entry, null when there is none here or it is a bag}
   *
   * @throws MalformedApkException when it lies outside the chunk
   */
  @Nullable ResourceValue value(int index) throws MalformedApkException {
    long at = entryOffset(index);
    if (at == NONE) {
      return null;
    }
    bytes.at(entriesStart + at, "entry");
    int size = bytes.u2("entry size");
    int entryFlags = bytes.u2("entry flags");
    int data = bytes.s4("entry key");
    if ((entryFlags & COMPACT) != 0) {
      return new ResourceValue(entryFlags >>> 8, data);
    }
    if ((entryFlags & COMPLEX) != 0) {
      return null;
    }
    bytes.at(entriesStart + at + size, "value").skip(3, "value header");
    int type = bytes.u1("value type");
    return new ResourceValue(type, bytes.s4("value"));
  }

  private long entryOffset(int index) throws MalformedApkException {
    if ((flags & SPARSE) != 0) {
      return sparseOffset(index);
    }
    if (index >= entryCount) {
      return NONE;
    }
    if ((flags & SHORT_OFFSETS) != 0) {
      int units = bytes.at(headerBytes + 2L * index, "entry offset").u2("entry offset");
      return units == 0xFFFF ? NONE : units * 4L;
    }
    return bytes.at(headerBytes + 4L * index, "entry offset").u4("entry offset");
  }

  /** {@return most steps that one lookup takes} */
  long steps() {
    return (flags & SPARSE) != 0 ? 1 + Math.min(entryCount, bytes.limit() / 4) : 1;
  }

  /**
   * Sorted by index in tables of Android's own tools; read in order, because a hostile one need not
   * be.
   */
  private long sparseOffset(int index) throws MalformedApkException {
    bytes.at(headerBytes, "entry offsets");
    for (long i = 0; i < entryCount; i++) {
      int there = bytes.u2("entry index");
      int units = bytes.u2("entry offset");
      if (there == index) {
        return units * 4L;
      }
    }
    return NONE;
  }
}
