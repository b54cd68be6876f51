package io.unveil.unpacker.dex;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The string ids of one DEX file: row = offset of {@code utf16_size uleb128, data ubyte[], 0}. The
 * declared size is not used; the zero byte ends a string. Decoded strings are kept. As ART refuses
 * strings that overlap, all that are decoded together can never be longer than the file; the limit
 * on that stops a file whose ids all point into one long string.
 */
final class StringTable {
  private static final int MAX_ULEB_BYTES = 5;
  private static final byte ENDS = 1;
  private static final byte WANTED = 2;

  private final byte[] bytes;
  private final DexHeader.Table table;
  private final ReadBudget budget;
  private @Nullable String @Nullable [] decoded;
  private int unterminated = Integer.MAX_VALUE;

  StringTable(byte[] bytes, DexHeader.Table table, ReadBudget budget) {
    this.bytes = bytes;
    this.table = table;
    this.budget = budget;
  }

  int size() {
    return table.size();
  }

  String get(int index) {
    if (decoded == null) {
      decoded = new @Nullable String[table.size()];
    }
    if (index < 0 || index >= decoded.length) {
      throw new BadCodeException(
          table.offset(), "string id " + Integer.toUnsignedString(index) + " is out of range");
    }
    String known = decoded[index];
    if (known == null) {
      known = decode(index);
      decoded[index] = known;
    }
    return known;
  }

  private String decode(int index) {
    DexCursor cursor =
        DexCursor.at(bytes, LittleEndian.u4(bytes, table.offset() + 4 * index), "string data");
    cursor.uleb("string size");
    // Refusals come before bytes are read: many ids into one long string must not cost ids ×
    // length.
    if (cursor.position() >= unterminated) {
      throw new BadCodeException(cursor.position(), "string runs past the end of the file");
    }
    int end = budget.spent() ? cursor.position() : Mutf8.end(bytes, cursor.position());
    if (end < 0) {
      unterminated = cursor.position();
      throw new BadCodeException(cursor.position(), "string runs past the end of the file");
    }
    if (!budget.take(end - cursor.position())) {
      throw new BadCodeException(
          cursor.position(), "strings overlap: together they are longer than the file");
    }
    return Mutf8.decode(bytes, cursor.position(), end);
  }

  /**
   * The ids of all strings that are in {@code wanted}, without decoding any. Reads every string's
   * first eight bytes, so that neither the order of the table nor the declared sizes need be
   * trusted. ART refuses a second encoding of the same text, so equal bytes are equal strings.
   */
  BitSet find(Set<String> wanted) {
    BitSet found = new BitSet(table.size());
    if (wanted.isEmpty() || table.size() == 0) {
      return found;
    }
    PrefixIndex index = new PrefixIndex(wanted);
    int row = table.offset();
    for (int i = 0; i < table.size(); i++, row += 4) {
      int offset = textOffset(LittleEndian.s4(bytes, row));
      if (offset < 0) {
        continue;
      }
      if (index.contains(bytes, offset)) {
        found.set(i);
      }
    }
    return found;
  }

  /**
   * The ids of all strings that may be of interest to someone who looks for certain characters:
   * those of at most {@code maxBytes} bytes with one of the ASCII characters of {@code wanted}, and
   * those that cannot be read, so that asking for them says why. What is read is bounded by the
   * file's length, also when strings overlap; ids beyond that are all given.
   */
  BitSet holding(String wanted, int maxBytes) {
    byte[] kinds = new byte[256];
    kinds[0] = ENDS;
    for (int i = 0; i < wanted.length(); i++) {
      kinds[wanted.charAt(i)] = WANTED;
    }
    BitSet found = new BitSet(table.size());
    long left = budget.scanBytes();
    int row = table.offset();
    for (int i = 0; i < table.size() && left >= 0; i++, row += 4) {
      int from = textOffset(LittleEndian.s4(bytes, row));
      int limit = from < 0 || bytes.length - from <= maxBytes ? bytes.length : from + maxBytes + 1;
      int at = Math.max(from, 0);
      while (from >= 0 && at < limit && kinds[bytes[at] & 0xff] == 0) {
        at++;
      }
      left -= at - Math.max(from, 0);
      if (from < 0 || (at == limit ? limit == bytes.length : kinds[bytes[at] & 0xff] == WANTED)) {
        found.set(i);
      }
      if (left < 0) {
        found.set(i, table.size());
      }
    }
    return found;
  }

  /** Offset behind the declared size, or -1 when that is not inside the file. */
  private int textOffset(int offset) {
    if (offset < 0) {
      return -1;
    }
    int end = bytes.length - offset < MAX_ULEB_BYTES ? bytes.length : offset + MAX_ULEB_BYTES;
    for (int at = offset; at < end; at++) {
      if (bytes[at] >= 0) {
        return at + 1 < bytes.length ? at + 1 : -1;
      }
    }
    return -1;
  }

  /** The ids of all strings that begin with {@code prefix}, without decoding any. */
  BitSet startingWith(String prefix) {
    byte[] terminated = Mutf8.encode(prefix);
    byte[] wanted = Arrays.copyOf(terminated, terminated.length - 1);
    BitSet found = new BitSet();
    int row = table.offset();
    for (int i = 0; i < table.size(); i++, row += 4) {
      int offset = textOffset(LittleEndian.s4(bytes, row));
      if (offset < 0) {
        continue;
      }
      if (bytes.length - offset >= wanted.length
          && Arrays.equals(bytes, offset, offset + wanted.length, wanted, 0, wanted.length)) {
        found.set(i);
      }
    }
    return found;
  }

  /**
   * Open-addressing table from the first eight bytes of a wanted string, zeroes after its end, to
   * all of its bytes.
   */
  private static final class PrefixIndex {
    private static final long MULTIPLIER = 0x9e37_79b9_7f4a_7c15L;

    private final long[] prefixes;
    private final byte[] @Nullable [] names;
    private final int shift;

    PrefixIndex(Set<String> wanted) {
      int capacity = Integer.highestOneBit(Math.max(wanted.size(), 32)) * 32;
      shift = 64 - Integer.numberOfTrailingZeros(capacity);
      prefixes = new long[capacity];
      names = new byte[capacity] @Nullable [];
      for (String name : wanted) {
        byte[] encoded = Mutf8.encode(name);
        long prefix = prefix(encoded, 0);
        int slot = slot(prefix);
        while (names[slot] != null) {
          slot = (slot + 1) & (capacity - 1);
        }
        prefixes[slot] = prefix;
        names[slot] = encoded;
      }
    }

    boolean contains(byte[] bytes, int offset) {
      long prefix = prefix(bytes, offset);
      int slot = slot(prefix);
      while (true) {
        byte[] name = names[slot];
        if (name == null) {
          return false;
        }
        if (prefixes[slot] == prefix && equal(name, bytes, offset)) {
          return true;
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
}
