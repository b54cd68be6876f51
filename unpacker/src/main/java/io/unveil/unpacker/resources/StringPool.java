package io.unveil.unpacker.resources;

import io.unveil.unpacker.ByteCursor;
import io.unveil.unpacker.MalformedApkException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A string pool chunk of binary XML or of a resource table ({@code ResStringPool} in AOSP's
 * ResourceTypes.cpp). Strings are decoded one by one when asked for; one that runs out of the pool
 * is null and the others stay readable.
 */
public final class StringPool {
  /** No strings. */
  public static final StringPool EMPTY = new StringPool(null, 0, 0, false, 0, 0, null);

  private static final int HEADER_BYTES = 28;
  private static final int UTF8_FLAG = 1 << 8;

  /**
   * Overlapping strings may decode to far more than the pool holds; all together may give this many
   * times its bytes.
   */
  private static final long MAX_EXPANSION = 4;

  private static final long EXPANSION_SLACK_BYTES = 1 << 20;

  /** Above this length, also a string that is asked for again counts: whoever asks may copy it. */
  private static final int LONG_CHARS = 1_024;

  private static final @Nullable String[] NONE = {};

  /** Longest string that is looked for. */
  private static final int SHORT_CHARS = 0x7F;

  /** Stands for any greater length. */
  private static final int LONGER = 0xFF;

  private final @Nullable ByteCursor chunk;
  private final int headerBytes;
  private int count;
  private final boolean utf8;
  private final long stringsStart;
  private final long stringsEnd;

  /** By index, null for those not asked for yet; made at the first question. */
  private @Nullable String[] decoded = NONE;

  private final BitSet flawed = new BitSet();
  private final @Nullable String refusal;
  private long bytesLeft;

  private StringPool(
      @Nullable ByteCursor chunk,
      int headerBytes,
      int count,
      boolean utf8,
      long stringsStart,
      long stringsEnd,
      @Nullable String refusal) {
    this.chunk = chunk;
    this.headerBytes = headerBytes;
    this.count = count;
    this.utf8 = utf8;
    this.stringsStart = stringsStart;
    this.stringsEnd = stringsEnd;
    this.refusal = refusal;
    this.bytesLeft = chunk == null ? 0 : MAX_EXPANSION * chunk.limit() + EXPANSION_SLACK_BYTES;
  }

  /**
   * Where Android refuses the pool, what can be there is read all the same: see {@link #refusal()}.
   *
   * @param chunk exactly the chunk's bytes
   * @throws MalformedApkException when the header is cut; there are no strings then
   */
  public static StringPool read(ByteCursor chunk) throws MalformedApkException {
    int headerBytes = chunk.at(2, "string pool").u2("string pool header size");
    long declared = chunk.at(8, "string pool").u4("string count");
    long styles = chunk.u4("style count");
    int flags = chunk.s4("string pool flags");
    long start = chunk.u4("strings start");
    long stylesStart = chunk.u4("styles start");
    if (headerBytes < HEADER_BYTES || headerBytes > chunk.limit()) {
      throw new MalformedApkException(2, "string pool header of " + headerBytes + " bytes");
    }
    long room = (chunk.limit() - headerBytes) / 4;
    boolean utf8 = (flags & UTF8_FLAG) != 0;
    boolean stylesFollow = styles > 0 && stylesStart > start && stylesStart < chunk.limit();
    long unitBytes = utf8 ? 1 : 2;
    long units = Math.max(0, (stylesFollow ? stylesStart : chunk.limit()) - start) / unitBytes;
    long end = start + units * unitBytes;
    PoolRules rules = new PoolRules(chunk, headerBytes, declared, start, end, unitBytes);
    return new StringPool(
        chunk,
        headerBytes,
        (int) Math.min(declared, room),
        utf8,
        start,
        end,
        rules.broken(styles, stylesStart));
  }

  /** {@return the rule of {@code ResStringPool::setTo} that the pool breaks, or null} */
  public @Nullable String refusal() {
    return refusal;
  }

  /**
   * {@return whether Android finds no string at this index: it is not in the pool, runs out of it
   * or has no 0 at its end} {@link #get} may give what is there all the same, and must be asked
   * first.
   */
  public boolean isFlawed(int index) {
    return index < 0 || index >= count || flawed.get(index);
  }

  /** Forgets all but the first strings. */
  public void keepFirst(int most) {
    count = Math.min(count, most);
  }

  /** {@return how many strings the pool declares and has room for} */
  public int count() {
    return count;
  }

  /**
   * {@return the string, or null when the index is not in the pool or the string runs out of it}
   */
  public @Nullable String get(int index) {
    if (index < 0 || index >= count || chunk == null) {
      return null;
    }
    if (decoded.length == 0) {
      decoded = new @Nullable String[count];
    }
    String known = decoded[index];
    boolean free = known != null && known.length() <= LONG_CHARS;
    if (free) {
      return known;
    }
    if (bytesLeft <= 0) {
      return null;
    }
    if (known != null) {
      bytesLeft -= 2L * known.length();
      return known;
    }
    String string = decode(chunk, index);
    if (string != null) {
      bytesLeft -= 2L * string.length();
      decoded[index] = string;
    }
    return string;
  }

  /**
   * {@return which of these strings are in the pool, by index}
   *
   * <p>Looks at each string's length first and decodes only those as long as a wanted one.
   */
  public Map<Integer, String> find(Collection<String> wanted) {
    Map<Integer, String> found = new HashMap<>();
    ByteCursor pool = chunk;
    if (pool == null) {
      return found;
    }
    Set<String> strings = Set.copyOf(wanted);
    BitSet lengths = new BitSet();
    strings.forEach(string -> lengths.set(string.length()));
    for (int i = 0; i < count; i++) {
      String string = lengths.get(lengthAt(pool, i)) ? decode(pool, i) : null;
      if (string != null && strings.contains(string)) {
        found.put(i, string);
      }
    }
    return found;
  }

  /**
   * {@return the declared units of a string below 128 that ends where they say, else a number above
   * that}
   */
  private int lengthAt(ByteCursor pool, int index) {
    try {
      long offset = pool.at(headerBytes + 4L * index, "string offset").u4("string offset");
      pool.at(stringsStart + (utf8 ? offset : offset & ~1L), "string");
      if (utf8) {
        utf8Length(pool);
      }
      int length = utf8 ? pool.u1("length") : pool.u2("length");
      if (length > SHORT_CHARS
          || stringsEnd - pool.position() <= (utf8 ? length : 2L * length + 1)) {
        return LONGER;
      }
      pool.skip(utf8 ? length : 2L * length, "string");
      return (utf8 ? pool.u1("string end") : pool.u2("string end")) == 0 ? length : LONGER;
    } catch (MalformedApkException e) {
      return LONGER;
    }
  }

  private @Nullable String decode(ByteCursor pool, int index) {
    try {
      long offset = pool.at(headerBytes + 4L * index, "string offset").u4("string offset");
      // Android counts in units: an odd offset of a string in UTF-16 is rounded down.
      pool.at(stringsStart + (utf8 ? offset : offset & ~1L), "string");
      return utf8 ? decodeUtf8(pool, index) : decodeUtf16(pool, index);
    } catch (MalformedApkException e) {
      flawed.set(index);
      return null;
    }
  }

  /** Lengths above 0x7FFF take two units, the first with its top bit set. */
  private String decodeUtf16(ByteCursor pool, int index) throws MalformedApkException {
    long units = pool.u2("string length");
    if ((units & 0x8000) != 0) {
      units = (units & 0x7FFF) << 16 | pool.u2("string length");
    }
    if (units > pool.remaining() / 2) {
      throw new MalformedApkException(pool.position(), "string of " + units + " units");
    }
    byte[] bytes = pool.bytes((int) units * 2, "string");
    if (stringsEnd - pool.position() < 2 || pool.u2("string end") != 0) {
      flawed.set(index);
    }
    String latin = latin1(bytes);
    return latin == null ? new String(bytes, StandardCharsets.UTF_16LE) : latin;
  }

  /** {@return UTF-16 without characters above U+00FF as text, null when it has one} */
  private static @Nullable String latin1(byte[] utf16) {
    byte[] latin = new byte[utf16.length / 2];
    for (int i = 0; i < latin.length; i++) {
      if (utf16[2 * i + 1] != 0) {
        return null;
      }
      latin[i] = utf16[2 * i];
    }
    return new String(latin, StandardCharsets.ISO_8859_1);
  }

  /**
   * Two lengths come first: UTF-16 units, which nothing goes by, then bytes. Java gets the bytes
   * through {@code NewStringUTF}, which ends at the first 0.
   */
  private String decodeUtf8(ByteCursor pool, int index) throws MalformedApkException {
    utf8Length(pool);
    byte[] bytes = pool.bytes(wholeLength(pool, utf8Length(pool), index), "string");
    int length = 0;
    boolean ascii = true;
    while (length < bytes.length && bytes[length] != 0) {
      ascii &= bytes[length++] > 0;
    }
    return ascii
        ? new String(bytes, 0, length, StandardCharsets.ISO_8859_1)
        : decodeGenerously(bytes, length);
  }

  /**
   * Old build tools kept only 15 bits of the length of a longer string; as in Android, the bits
   * above are those that first lead to a terminating 0.
   */
  private int wholeLength(ByteCursor pool, int declared, int index) throws MalformedApkException {
    long start = pool.position();
    for (long length = declared; length < stringsEnd - start; length += 0x8000) {
      int end = pool.at(start + length, "string end").u1("string end");
      pool.at(start, "string");
      if (end == 0) {
        return (int) length;
      }
    }
    flawed.set(index);
    return declared;
  }

  private static int utf8Length(ByteCursor pool) throws MalformedApkException {
    int length = pool.u1("string length");
    return (length & 0x80) == 0 ? length : (length & 0x7F) << 8 | pool.u1("string length");
  }

  /**
   * As {@code NewStringUTF} decodes: lengths go by the first byte alone, so that overlong forms and
   * surrogates of three bytes each, which old build tools wrote, are read. A byte that starts
   * nothing becomes U+FFFD; Androids differ there.
   */
  private static String decodeGenerously(byte[] bytes, int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; ) {
      int first = bytes[i++] & 0xFF;
      int more = first < 0x80 ? 0 : first < 0xC0 ? -1 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
      int code = more <= 0 ? first : first & (0x3F >> more);
      int end = i + more;
      boolean whole = more >= 0 && end <= length;
      for (int k = i; whole && k < end; k++) {
        whole = (bytes[k] & 0xC0) == 0x80;
        code = code << 6 | (bytes[k] & 0x3F);
      }
      if (whole && Character.isValidCodePoint(code)) {
        text.appendCodePoint(code);
        i = end;
      } else {
        text.append('\uFFFD');
      }
    }
    return text.toString();
  }
}
