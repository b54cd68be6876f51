package io.unveil.unpacker.dex;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Open-addressing table from the first eight bytes of a wanted string, zeroes after its end, to all
 * of its bytes.
 */
final class PrefixIndex {
  private static final long MULTIPLIER = 0x9e37_79b9_7f4a_7c15L;

  private final long[] prefixes;
  private final byte[] @Nullable [] names;
  private final @Nullable String[] texts;
  private final int shift;

  PrefixIndex(Set<String> wanted) {
    int capacity = Integer.highestOneBit(Math.max(wanted.size(), 32)) * 32;
    shift = 64 - Integer.numberOfTrailingZeros(capacity);
    prefixes = new long[capacity];
    names = new byte[capacity] @Nullable [];
    texts = new @Nullable String[capacity];
    for (String name : wanted) {
      byte[] encoded = Mutf8.encode(name);
      long prefix = prefix(encoded, 0);
      int slot = slot(prefix);
      while (names[slot] != null) {
        slot = (slot + 1) & (capacity - 1);
      }
      prefixes[slot] = prefix;
      names[slot] = encoded;
      texts[slot] = name;
    }
  }

  /**
   * {@return the wanted string that begins at {@code offset} and ends with a zero byte, or null}
   */
  @Nullable String at(byte[] bytes, int offset) {
    long prefix = prefix(bytes, offset);
    int slot = slot(prefix);
    while (true) {
      byte[] name = names[slot];
      if (name == null) {
        return null;
      }
      if (prefixes[slot] == prefix && equal(name, bytes, offset)) {
        return texts[slot];
      }
      slot = (slot + 1) & (names.length - 1);
    }
  }

  private int slot(long prefix) {
    return (int) ((prefix * MULTIPLIER) >>> shift);
  }

  private static boolean equal(byte[] name, byte[] bytes, int offset) {
    if (bytes.length - offset < name.length) {
      return false;
    }
    for (int i = 0; i < name.length; i++) {
      if (name[i] != bytes[offset + i]) {
        return false;
      }
    }
    return true;
  }

  private static long prefix(byte[] bytes, int offset) {
    if (bytes.length - offset < 8) {
      return shortPrefix(bytes, offset);
    }
    long value = LittleEndian.s8(bytes, offset);
    // The lowest bit set is the top bit of the first zero byte; bits of later bytes may be wrong
    // and do not matter.
    long zeroes = (value - 0x0101_0101_0101_0101L) & ~value & 0x8080_8080_8080_8080L;
    return zeroes == 0 ? value : value & ((zeroes & -zeroes) - 1);
  }

  private static long shortPrefix(byte[] bytes, int offset) {
    long value = 0;
    for (int i = offset, shift = 0; i < bytes.length && bytes[i] != 0; i++, shift += 8) {
      value |= (bytes[i] & 0xffL) << shift;
    }
    return value;
  }
}
