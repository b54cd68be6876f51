package io.unveil.unpacker.resources;

import io.unveil.unpacker.ByteCursor;
import io.unveil.unpacker.MalformedApkException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One {@code ResTable_package}: where its type chunks are and what its entries are called. A chunk
 * is remembered by 8 bytes and read again at each lookup, so that a table of millions of tiny
 * chunks needs less memory than its own bytes.
 */
final class ResourcePackage {
  private static final int NAME_AT = 12;
  private static final int NAME_BYTES = 256;
  private static final int TYPE_STRINGS_AT = NAME_AT + NAME_BYTES;
  private static final int KEY_STRINGS_AT = TYPE_STRINGS_AT + 8;

  /** The last field, which old tools did not write. */
  private static final int TYPE_ID_OFFSET_AT = KEY_STRINGS_AT + 8;

  private static final int MAX_TYPE_ID = 0xFF;

  private final int id;
  private final long start;
  private final int typeIdOffset;
  private final long typeStringsAt;
  private final long keyStringsAt;
  private final Map<Integer, Offsets> types = new HashMap<>();
  private StringPool typeNames = StringPool.EMPTY;
  private @Nullable ByteCursor keyNames;
  private @Nullable StringPool keyPool;

  private ResourcePackage(
      int id, long start, int typeIdOffset, long typeStringsAt, long keyStringsAt) {
    this.id = id;
    this.start = start;
    this.typeIdOffset = typeIdOffset;
    this.typeStringsAt = typeStringsAt;
    this.keyStringsAt = keyStringsAt;
  }

  /**
   * {@return the package, without its children}
   *
   * @param table the whole table
   * @param start offset of the package's chunk
   * @param headerBytes its header
   */
  static ResourcePackage read(ByteCursor table, long start, int headerBytes)
      throws MalformedApkException {
    if (headerBytes < TYPE_ID_OFFSET_AT) {
      throw new MalformedApkException(start + 2, "a package's header of " + headerBytes + " bytes");
    }
    int id = table.at(start + 8, "package").s4("package id");
    long typeStrings = table.at(start + TYPE_STRINGS_AT, "package").u4("type strings");
    long keyStrings = table.at(start + KEY_STRINGS_AT, "package").u4("key strings");
    long offset =
        headerBytes < TYPE_ID_OFFSET_AT + 4
            ? 0
            : table.at(start + TYPE_ID_OFFSET_AT, "package").u4("type id offset");
    if (offset > MAX_TYPE_ID) {
      throw new MalformedApkException(
          start + TYPE_ID_OFFSET_AT, "a package's type id offset of " + offset);
    }
    return new ResourcePackage(id, start, (int) offset, start + typeStrings, start + keyStrings);
  }

  /** Takes a pool of the package's children: the one of types or of keys, others are ignored. */
  void addPool(ByteCursor table, long at, long size) throws MalformedApkException {
    if (at == typeStringsAt) {
      typeNames = StringPool.read(table.slice(at, size, "type names"));
      check(typeNames, at, "type names");
    } else if (at == keyStringsAt) {
      keyNames = table.slice(at, size, "key names");
      check(StringPool.read(keyNames), at, "key names");
    }
  }

  private static void check(StringPool pool, long at, String what) throws MalformedApkException {
    String refusal = pool.refusal();
    if (refusal != null) {
      throw new MalformedApkException(at, what + ": " + refusal);
    }
  }

  /** {@return whether a type of this id, 0 for none, fits into resource ids} */
  boolean hasRoomFor(int typeId) {
    return typeId != 0 && typeId + typeIdOffset <= MAX_TYPE_ID;
  }

  /** Takes a type chunk that {@link TypeChunk#read} accepts. */
  void addType(int typeId, long at) {
    types.computeIfAbsent(typeId, _ -> new Offsets()).add(at);
  }

  /** {@return upper half of the ids of a type's resources} */
  int prefix(int typeId) {
    return id << 8 | ((typeId + typeIdOffset) & MAX_TYPE_ID);
  }

  /** {@return offsets of the chunks of a type in the table} */
  long[] chunks(int prefix) {
    if (prefix >>> 8 != (id & 0xFF)) {
      return Offsets.NONE;
    }
    Offsets offsets = types.get((prefix & MAX_TYPE_ID) - typeIdOffset);
    return offsets == null ? Offsets.NONE : offsets.toArray();
  }

  /** {@return ids of the types of this name} */
  int[] typesNamed(String name) {
    return types.keySet().stream()
        .filter(type -> name.equals(typeNames.get(type - 1)))
        .mapToInt(type -> type)
        .toArray();
  }

  /** {@return name of the type of a resource, by the upper half of its id; null when unknown} */
  @Nullable String typeName(int prefix) {
    return prefix >>> 8 == (id & 0xFF)
        ? typeNames.get((prefix & MAX_TYPE_ID) - typeIdOffset - 1)
        : null;
  }

  /** {@return a name of an entry by the index of its key, null when the pool has none} */
  @Nullable String keyName(int key) throws MalformedApkException {
    StringPool pool = keyPool;
    ByteCursor keys = keyNames;
    if (pool == null && keys != null) {
      pool = StringPool.read(keys);
      keyPool = pool;
    }
    return pool == null ? null : pool.get(key);
  }

  /** {@return those of the names that entries may have, by index of the key} */
  Map<Integer, String> keys(Collection<String> wanted) throws MalformedApkException {
    ByteCursor keys = keyNames;
    return keys == null ? Map.of() : StringPool.read(keys).find(wanted);
  }

  @Override
  public String toString() {
    return String.format("package 0x%02x at %d", id, start);
  }

  /** A growing list of offsets. */
  private static final class Offsets {
    static final long[] NONE = {};
    private long[] offsets = new long[4];
    private int count;

    void add(long offset) {
      if (count == offsets.length) {
        offsets = Arrays.copyOf(offsets, 2 * count);
      }
      offsets[count++] = offset;
    }

    /** Trims at the first call; lookups come after all is added. */
    long[] toArray() {
      if (count < offsets.length) {
        offsets = Arrays.copyOf(offsets, count);
      }
      return offsets;
    }
  }
}
