package io.unveil.analyzer.graph;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Sorted ASCII names side by side in one buffer. Nothing is decoded before it is asked for; what
 * was asked for last is kept, so that the usual runs of equal questions cost one comparison. Safe
 * for use by several threads: the caches are only hints and hold immutable entries.
 */
final class SortedNames {
  private static final int CACHE = 1 << 10;

  /** Most names that are asked for are not there: one bit for each of so many hashes says so. */
  private static final int FILTER_BITS = 18;

  private static final int MULTIPLIER = 0x9e37_79b9;

  private record Found(String name, int id) {}

  private final ByteBuffer table;
  private final int count;
  private final int starts;
  private final int blob;
  private final @Nullable String[] decoded;
  private final @Nullable Found[] recent = new @Nullable Found[CACHE];
  private final long[] filter = new long[1 << (FILTER_BITS - 6)];

  /**
   * @param starts offset in bytes of {@code count + 1} ascending u4, positions within the blob
   * @param blob offset in bytes of the characters
   */
  SortedNames(ByteBuffer table, int count, int starts, int blob) {
    this.table = table;
    this.count = count;
    this.starts = starts;
    this.blob = blob;
    this.decoded = new @Nullable String[count];
    for (int id = 0; id < count; id++) {
      int bit = bit(hash(id));
      filter[bit >>> 6] |= 1L << bit;
    }
  }

  /** The hash that {@link String} has. */
  private int hash(int id) {
    int hash = 0;
    for (int at = blob + start(id); at < blob + start(id + 1); at++) {
      hash = 31 * hash + table.get(at);
    }
    return hash;
  }

  private static int bit(int hash) {
    return (hash * MULTIPLIER) >>> (32 - FILTER_BITS);
  }

  String get(int id) {
    String known = decoded[id];
    if (known == null) {
      int start = start(id);
      byte[] ascii = new byte[start(id + 1) - start];
      table.get(blob + start, ascii);
      known = new String(ascii, StandardCharsets.US_ASCII);
      decoded[id] = known;
    }
    return known;
  }

  /** {@return the position of {@code name}, or -1} */
  int indexOf(String name) {
    int bit = bit(name.hashCode());
    if ((filter[bit >>> 6] & 1L << bit) == 0) {
      return -1;
    }
    int slot = (name.hashCode() ^ name.hashCode() >>> 10) & (CACHE - 1);
    Found last = recent[slot];
    if (last != null && last.name().equals(name)) {
      return last.id();
    }
    int id = search(name);
    recent[slot] = new Found(name, id);
    return id;
  }

  private int search(String name) {
    return BinarySearch.find(0, count - 1, i -> compare(i, name));
  }

  private int compare(int id, String name) {
    int start = start(id);
    int length = start(id + 1) - start;
    int shorter = Math.min(length, name.length());
    for (int i = 0; i < shorter; i++) {
      int order = table.get(blob + start + i) - name.charAt(i);
      if (order != 0) {
        return order;
      }
    }
    return length - name.length();
  }

  private int start(int id) {
    return table.getInt(starts + 4 * id);
  }
}
