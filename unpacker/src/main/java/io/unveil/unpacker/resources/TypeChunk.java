package io.unveil.unpacker.resources;

import io.unveil.unpacker.ByteCursor;
import io.unveil.unpacker.MalformedApkException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One {@code ResTable_type}: the entries of one type in one configuration, by the rules of AOSP's
 * LoadedArsc.cpp.
 *
 * @param bytes exactly the chunk's bytes
 * @param typeId type part of resource ids, before the package's offset is added
 * @param flags {@link #SPARSE}, {@link #SHORT_OFFSETS}
 * @param entryCount entries, with gaps but for sparse chunks; at most 65,535
 * @param headerBytes where the offsets start
 * @param entriesStart where the entries start
 */
record TypeChunk(
    ByteCursor bytes,
    int typeId,
    int flags,
    int entryCount,
    int headerBytes,
    long entriesStart,
    Configuration configuration) {
  /** No entry here. */
  static final long NONE = 0xFFFF_FFFFL;

  /** Offsets are pairs of index and offset / 4, sorted by index. */
  private static final int SPARSE = 1;

  /** Offsets are 16 bits, in units of 4 bytes. */
  private static final int SHORT_OFFSETS = 1 << 1;

  private static final int COMPLEX = 1;
  private static final int COMPACT = 1 << 3;
  private static final int ENTRY_BYTES = 8;

  /** An entry with the parent and the number of its values. */
  private static final int BAG_BYTES = 16;

  /** The name of a value, then the value. */
  private static final int BAG_VALUE_BYTES = 12;

  /** Header without the configuration, of which only the size must be there. */
  private static final int LEAST_HEADER_BYTES = 24;

  private static final int MAX_ENTRIES = 0xFFFF;

  /**
   * {@return the chunk}
   *
   * @param chunk exactly its bytes
   * @throws MalformedApkException when {@code VerifyResTableType} refuses it; Android then refuses
   *     the whole table
   */
  static TypeChunk read(ByteCursor chunk) throws MalformedApkException {
    int headerBytes = chunk.at(2, "type").u2("type header size");
    int typeId = chunk.at(8, "type").u1("type id");
    int flags = chunk.u1("type flags");
    long entryCount = chunk.skip(2, "reserved").u4("entry count");
    long entriesStart = chunk.u4("entries start");
    check(headerBytes >= LEAST_HEADER_BYTES, 2, "a type's header of " + headerBytes + " bytes");
    check(typeId != 0, 8, "a type of id 0");
    check(entryCount <= MAX_ENTRIES, 12, "a type of " + entryCount + " entries, more than 65535");
    long width = (flags & SHORT_OFFSETS) != 0 ? 2 : 4;
    check(
        entriesStart - headerBytes >= width * entryCount,
        16,
        "entries at " + entriesStart + " overlap the offsets of " + entryCount);
    check(
        entriesStart <= chunk.limit() && entriesStart % 4 == 0,
        16,
        "entries at " + entriesStart + " of a type of " + chunk.limit() + " bytes");
    Configuration configuration = Configuration.read(chunk);
    return new TypeChunk(
        chunk, typeId, flags, (int) entryCount, headerBytes, entriesStart, configuration);
  }

  /**
   * {@return whether a chunk may hold an entry of this index} Costs four reads and no memory: a
   * table has many chunks of a type, and most hold few of its entries.
   *
   * @param table the table
   * @param at where a chunk lies that {@link #read} accepts
   */
  static boolean mayHold(ByteCursor table, long at, int index) throws MalformedApkException {
    int flags = table.at(at + 9, "type").u1("type flags");
    if ((flags & SPARSE) != 0) {
      return true;
    }
    if (index >= table.at(at + 12, "type").u4("entry count")) {
      return false;
    }
    long offsets = at + table.at(at + 2, "type").u2("type header size");
    return (flags & SHORT_OFFSETS) != 0
        ? table.at(offsets + 2L * index, "entry offset").u2("entry offset") != 0xFFFF
        : table.at(offsets + 4L * index, "entry offset").s4("entry offset") != -1;
  }

  private static void check(boolean holds, long offset, String otherwise)
      throws MalformedApkException {
    if (!holds) {
      throw new MalformedApkException(offset, otherwise);
    }
  }

  /**
   * {@return how many entries can be there side by side; most chunks have more gaps than entries}
   */
  long mostEntries() {
    return Math.min(entryCount, (bytes.limit() - entriesStart) / ENTRY_BYTES);
  }

  /**
   * {@return where the entry is, counting from {@link #entriesStart}; {@link #NONE} when it is not
   * in this configuration}
   */
  long entryOffset(int index) throws MalformedApkException {
    if ((flags & SPARSE) != 0) {
      return sparseOffset(index);
    }
    return index >= entryCount ? NONE : offsetInPlace(index);
  }

  private long offsetInPlace(int place) throws MalformedApkException {
    if ((flags & SHORT_OFFSETS) != 0) {
      int units = bytes.at(headerBytes + 2L * place, "entry offset").u2("entry offset");
      return units == 0xFFFF ? NONE : units * 4L;
    }
    return bytes.at(headerBytes + 4L * place, "entry offset").u4("entry offset");
  }

  /** A search for the lower bound, as Android does it: unsorted ones hide entries from both. */
  private long sparseOffset(int index) throws MalformedApkException {
    int low = 0;
    int high = entryCount;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sparseIndex(middle) < index) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low < entryCount && sparseIndex(low) == index ? bytes.u2("entry offset") * 4L : NONE;
  }

  private int sparseIndex(int place) throws MalformedApkException {
    return bytes.at(headerBytes + 4L * place, "entry offset").u2("entry index");
  }

  /**
   * {@return the plain value of an entry, null when it is a bag}
   *
   * @param offset from {@link #entryOffset}
   * @throws MalformedApkException when {@code VerifyResTableEntry} refuses it
   */
  @Nullable ResourceValue value(long offset) throws MalformedApkException {
    int size = entry(offset).u2("entry size");
    int entryFlags = bytes.u2("entry flags");
    int data = bytes.s4("entry key");
    if ((entryFlags & COMPACT) != 0) {
      return new ResourceValue(entryFlags >>> 8, data);
    }
    check(size >= ENTRY_BYTES, entriesStart + offset, "an entry of " + size + " bytes");
    if ((entryFlags & COMPLEX) != 0) {
      return null;
    }
    int valueSize = bytes.at(entriesStart + offset + size, "value").u2("value size");
    check(valueSize >= 8, entriesStart + offset, "a value of " + valueSize + " bytes");
    int type = bytes.skip(1, "value header").u1("value type");
    return new ResourceValue(type, bytes.s4("value"));
  }

  /**
   * {@return the values of a bag in their order, such as the elements of an array; empty when the
   * entry is a plain value}
   *
   * @param offset from {@link #entryOffset}
   * @throws MalformedApkException when it runs out of the chunk
   */
  List<ResourceValue> bag(long offset) throws MalformedApkException {
    int size = entry(offset).u2("entry size");
    int entryFlags = bytes.u2("entry flags");
    if ((entryFlags & COMPACT) != 0 || (entryFlags & COMPLEX) == 0 || size < BAG_BYTES) {
      return List.of();
    }
    long count = bytes.skip(8, "key and parent of a bag").u4("values of a bag");
    bytes.at(entriesStart + offset + size, "bag");
    check(
        count <= bytes.remaining() / BAG_VALUE_BYTES,
        entriesStart + offset,
        "a bag of " + count + " values");
    List<ResourceValue> values = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      int type = bytes.skip(7, "name and header of a value").u1("value type");
      values.add(new ResourceValue(type, bytes.s4("value")));
    }
    return values;
  }

  private ByteCursor entry(long offset) throws MalformedApkException {
    check(offset % 4 == 0, entriesStart + offset, "an entry that is not aligned");
    return bytes.at(entriesStart + offset, "entry");
  }

  /**
   * Finds entries by key.
   *
   * @param names wanted names by their string index in the package's key pool
   * @param indexes receives the entry's index of each name that has none yet
   */
  void find(Map<Integer, String> names, Map<String, Integer> indexes) throws MalformedApkException {
    boolean sparse = (flags & SPARSE) != 0;
    for (int place = 0; place < entryCount; place++) {
      int index = sparse ? sparseIndex(place) : place;
      long offset = sparse ? bytes.u2("entry offset") * 4L : offsetInPlace(place);
      String name = offset == NONE || offset % 4 != 0 ? null : names.get(key(offset));
      if (name != null) {
        indexes.putIfAbsent(name, index);
      }
    }
  }

  /** {@return key of the entry with this index; -1 when there is none here} */
  int keyOf(int index) throws MalformedApkException {
    long offset = entryOffset(index);
    return offset == NONE || offset % 4 != 0 ? -1 : key(offset);
  }

  /** {@return key of an entry; -1 when it lies outside} */
  private int key(long offset) throws MalformedApkException {
    if (bytes.limit() - entriesStart - ENTRY_BYTES < offset) {
      return -1;
    }
    int sizeOrKey = bytes.at(entriesStart + offset, "entry").u2("entry size");
    return (bytes.u2("entry flags") & COMPACT) != 0 ? sizeOrKey : bytes.s4("entry key");
  }
}
