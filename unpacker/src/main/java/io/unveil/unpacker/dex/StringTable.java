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

  /** {@return how many bytes of strings may be looked through in one go} */
  long scanBytes() {
    return budget.scanBytes();
  }

  /** {@return the offset of the first byte of a string, or -1 when that is outside the file} */
  int start(int index) {
    return index < 0 || index >= table.size()
        ? -1
        : textOffset(LittleEndian.s4(bytes, table.offset() + 4 * index));
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
    find(new PrefixIndex(wanted), (id, _) -> found.set(id));
    return found;
  }

  /** Like {@link #find(Set)}; {@code found} is told the id and the text of each. */
  void find(PrefixIndex wanted, Hit found) {
    int row = table.offset();
    for (int i = 0; i < table.size(); i++, row += 4) {
      int offset = textOffset(LittleEndian.s4(bytes, row));
      if (offset >= 0) {
        String text = wanted.at(bytes, offset);
        if (text != null) {
          found.at(i, text);
        }
      }
    }
  }

  /** Is told what was found. */
  interface Hit {
    void at(int id, String text);
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
}
