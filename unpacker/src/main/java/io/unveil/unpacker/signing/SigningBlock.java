package io.unveil.unpacker.signing;

import io.unveil.unpacker.ByteCursor;
import io.unveil.unpacker.MalformedApkException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The APK Signing Block before the central directory: pairs of id and value. Found by the rules of
 * AOSP's ApkSigningBlockUtils, which differ from those of libziparchive: what it does not find is
 * for Android not there, and it falls back to an older scheme.
 *
 * @param values value by id of the schemes and stamps, of equal ids the first, as Android reads
 * @param listed the first {@value Signing#MAX_BLOCKS} pairs in file order
 */
record SigningBlock(Map<Integer, ByteCursor> values, List<Signing.Block> listed) {
  static final int V2 = 0x7109871a;
  static final int V3 = 0xf05368c0;
  static final int V31 = 0x1b93ad61;
  static final int STAMP_V1 = 0x2b09189e;
  static final int STAMP_V2 = 0x6dff800d;

  /** Fills the block up to a page; several are usual. */
  private static final int PADDING = 0x42726577;

  /** Ids whose values are read; of the others only the first are listed. */
  private static final Set<Integer> READ = Set.of(V2, V3, V31, STAMP_V1, STAMP_V2);

  private static final String WHAT = "APK Signing Block";
  private static final SigningBlock NONE = new SigningBlock(Map.of(), List.of());
  private static final int FOOTER_BYTES = 24;
  private static final int HEADER_BYTES = 8;
  private static final long MAGIC_LOW = 0x20676953204b5041L;
  private static final long MAGIC_HIGH = 0x3234206b636f6c42L;
  private static final int END_RECORD_BYTES = 22;
  private static final int END_RECORD = 0x06054b50;
  private static final int ZIP64_LOCATOR_BYTES = 20;
  private static final int ZIP64_LOCATOR = 0x07064b50;
  private static final int MAX_COMMENT_BYTES = 0xFFFF;

  /** How far before the central directory a block that does not touch it is looked for. */
  private static final int GAP_BYTES = 1 << 16;

  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(V2, "APK Signature Scheme v2"),
          Map.entry(V3, "APK Signature Scheme v3"),
          Map.entry(V31, "APK Signature Scheme v3.1"),
          Map.entry(0x70e1c89f, "APK Signature Scheme v3.2"),
          Map.entry(STAMP_V1, "source stamp v1"),
          Map.entry(STAMP_V2, "source stamp v2"),
          Map.entry(PADDING, "verity padding"),
          Map.entry(0x504b4453, "dependency info"),
          Map.entry(0x2146444e, "Google Play frosting"),
          Map.entry(0x71777777, "channel (Walle)"));

  /**
   * {@return the block of an APK, without pairs when Android finds none}
   *
   * @param problems receives what is wrong with one that is there
   */
  static SigningBlock read(MemorySegment file, List<String> problems) {
    try {
      ByteCursor cursor = new ByteCursor(file, WHAT);
      long directory = directoryOffset(cursor, problems);
      if (directory < FOOTER_BYTES + HEADER_BYTES) {
        return NONE;
      }
      ByteCursor pairs = pairs(cursor, directory, problems);
      return pairs == null ? NONE : split(pairs, problems);
    } catch (MalformedApkException e) {
      problems.add(e.getMessage());
      return NONE;
    }
  }

  /** Where the central directory starts when it reaches to the end record, else -1. */
  private static long directoryOffset(ByteCursor file, List<String> problems)
      throws MalformedApkException {
    long end = endRecord(file);
    if (end < 0) {
      return -1;
    }
    if (end >= ZIP64_LOCATOR_BYTES
        && file.at(end - ZIP64_LOCATOR_BYTES, "locator").s4("locator") == ZIP64_LOCATOR) {
      problems.add(WHAT + ": Android looks for none in Zip64 archives");
      return -1;
    }
    long size = file.at(end + 12, "end record").u4("directory size");
    long offset = file.u4("directory offset");
    if (offset + size != end) {
      problems.add(
          WHAT
              + ": Android looks for none, the central directory ends at "
              + (offset + size)
              + " and the end record is at "
              + end);
      return -1;
    }
    return offset;
  }

  /** The end record with the shortest comment that reaches exactly to the end of the file. */
  private static long endRecord(ByteCursor file) throws MalformedApkException {
    long last = file.limit() - END_RECORD_BYTES;
    for (long at = last; at >= 0 && last - at <= MAX_COMMENT_BYTES; at--) {
      if (file.at(at, "end record").s4("signature") == END_RECORD
          && file.at(at + 20, "end record").u2("comment size") == last - at) {
        return at;
      }
    }
    return -1;
  }

  private static @Nullable ByteCursor pairs(ByteCursor file, long directory, List<String> problems)
      throws MalformedApkException {
    long footer = directory - FOOTER_BYTES;
    if (!magicAt(file, footer + 8)) {
      long stray = strayMagic(file, footer + 7);
      if (stray >= 0) {
        problems.add(
            WHAT
                + ": one ends at "
                + (stray + 16)
                + ", not at the central directory at "
                + directory
                + ", so Android does not see it");
      }
      return null;
    }
    long size = file.at(footer, "footer").s8("block size");
    if (size < FOOTER_BYTES || size > directory - HEADER_BYTES) {
      throw new MalformedApkException(footer, WHAT + " of " + size + " bytes");
    }
    long start = directory - HEADER_BYTES - size;
    long first = file.at(start, "header").s8("block size");
    if (first != size) {
      throw new MalformedApkException(
          start, WHAT + ": " + first + " bytes at its start, " + size + " at its end");
    }
    return file.slice(start + HEADER_BYTES, size - FOOTER_BYTES, "pairs");
  }

  private static boolean magicAt(ByteCursor file, long offset) throws MalformedApkException {
    file.at(offset, "magic");
    return file.s8("magic") == MAGIC_LOW && file.s8("magic") == MAGIC_HIGH;
  }

  private static long strayMagic(ByteCursor file, long before) throws MalformedApkException {
    for (long at = before; at >= 0 && before - at <= GAP_BYTES; at--) {
      if (magicAt(file, at)) {
        return at;
      }
    }
    return -1;
  }

  /** A pair that cannot be ends the list; Android still uses those before it. */
  private static SigningBlock split(ByteCursor pairs, List<String> problems)
      throws MalformedApkException {
    Map<Integer, ByteCursor> values = new HashMap<>();
    Set<Integer> repeated = new HashSet<>();
    List<Signing.Block> listed = new ArrayList<>();
    long count = 0;
    while (pairs.remaining() > 0) {
      if (pairs.remaining() < 8) {
        problems.add(WHAT + ": " + pairs.remaining() + " bytes after its last pair");
        break;
      }
      long size = pairs.s8("pair size");
      long start = pairs.position();
      if (size < 4 || size > pairs.remaining()) {
        problems.add(WHAT + ": pair of " + size + " bytes (offset " + start + ")");
        break;
      }
      int id = pairs.s4("pair id");
      boolean again =
          READ.contains(id)
              && values.putIfAbsent(id, pairs.slice(start + 4, size - 4, "value")) != null;
      if (again && repeated.add(id)) {
        problems.add(WHAT + ": a second pair " + hex(id) + ", Android reads the first");
      }
      count++;
      if (listed.size() < Signing.MAX_BLOCKS) {
        listed.add(new Signing.Block(hex(id), NAMES.getOrDefault(id, ""), size - 4));
      }
      pairs.at(start + size, "next pair");
    }
    if (count > Signing.MAX_BLOCKS) {
      problems.add(WHAT + ": " + count + " pairs, the first " + Signing.MAX_BLOCKS + " are listed");
    }
    if (count == 0) {
      problems.add(WHAT + ": it has no pairs");
    }
    return new SigningBlock(values, List.copyOf(listed));
  }

  static String hex(int id) {
    return "0x%08x".formatted(id);
  }
}
