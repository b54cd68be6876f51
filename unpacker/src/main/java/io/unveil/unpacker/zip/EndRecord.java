package io.unveil.unpacker.zip;

import static io.unveil.unpacker.zip.ZipFormat.CENTRAL_BYTES;
import static io.unveil.unpacker.zip.ZipFormat.CENTRAL_SIGNATURE;
import static io.unveil.unpacker.zip.ZipFormat.END_BYTES;
import static io.unveil.unpacker.zip.ZipFormat.END_SIGNATURE;
import static io.unveil.unpacker.zip.ZipFormat.LOCAL_SIGNATURE;
import static io.unveil.unpacker.zip.ZipFormat.SATURATED;
import static io.unveil.unpacker.zip.ZipFormat.ZIP64_END_BYTES;
import static io.unveil.unpacker.zip.ZipFormat.ZIP64_END_SIGNATURE;
import static io.unveil.unpacker.zip.ZipFormat.ZIP64_LOCATOR_BYTES;
import static io.unveil.unpacker.zip.ZipFormat.ZIP64_LOCATOR_SIGNATURE;

import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ByteCursor;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.anomaly.Anomaly;
import io.unveil.unpacker.anomaly.Sightings;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * The end record and where it puts the central directory.
 *
 * @param offset file offset in bytes of the end record
 * @param entries entries it counts
 * @param directoryOffset file offset in bytes of the central directory, inside the file
 * @param directoryBytes size of the central directory, inside the file
 * @param shift bytes to add to the offsets of the archive: not 0 when something was put before it
 * @param declaredOffset where the end record puts the central directory
 * @param declaredBytes the size it gives
 * @param zip64 whether Zip64 was asked for and found
 */
record EndRecord(
    long offset,
    long entries,
    long directoryOffset,
    long directoryBytes,
    long shift,
    long declaredOffset,
    long declaredBytes,
    Zip64 zip64) {
  /** How the end record stands to Zip64. */
  enum Zip64 {
    /** No field asks for it. */
    NOT_ASKED,
    /** A field asks for it, and there is no Zip64 end record. */
    MISSING,
    /** It is used, and the 32-bit values alone would do as well. */
    USED,
    /** It is used, and the 32-bit values lead nowhere. */
    NEEDED
  }

  /** A 16-bit field whose value is in a Zip64 record. */
  private static final int COUNT_MARK = 0xFFFF;

  /** Where a central record names its local header. */
  private static final int LOCAL_OFFSET_FIELD = 42;

  /** Farthest distance from the end at which Android still looks. */
  private static final long ANDROID_SEARCH_BYTES = 0xFFFF + END_BYTES;

  /**
   * Farthest distance from the end at which we look, for archives with a tail that Android refuses.
   */
  private static final long OUR_SEARCH_BYTES = 16L << 20;

  /**
   * Finds the end record as libziparchive does: scanning back, the first signature met counts, and
   * its comment must reach the end of the file. Where that one leads nowhere, an earlier one is
   * used and the archive is not installable.
   *
   * @return null when there is none
   */
  static @Nullable EndRecord find(ApkBytes bytes, Sightings sightings) {
    MemorySegment segment = bytes.segment();
    EndRecord first = null;
    long last = Math.max(0, bytes.size() - OUR_SEARCH_BYTES);
    for (long at = bytes.size() - END_BYTES; at >= last; at--) {
      if (segment.get(ValueLayout.JAVA_BYTE, at) != 'P' || Bytes.s4(segment, at) != END_SIGNATURE) {
        continue;
      }
      EndRecord found = read(bytes, at);
      if (first == null) {
        first = found;
        sightComment(bytes, at, sightings);
        sightZip64(found, sightings);
        if (found.plausible(segment)) {
          sightEarlier(segment, found, sightings);
          sightPlace(found, sightings);
          return found;
        }
      } else if (found.plausible(segment)) {
        sightings.add(
            Anomaly.CENTRAL_DIRECTORY_OUT_OF_RANGE,
            first.offset,
            "",
            "the last end record leads nowhere; the one at " + at + " was used");
        return found;
      }
    }
    return first;
  }

  private static void sightZip64(EndRecord found, Sightings sightings) {
    switch (found.zip64) {
      case MISSING ->
          sightings.add(
              Anomaly.ZIP64_END_RECORD_MISSING,
              found.offset,
              "",
              "a field of the end record is saturated, but no Zip64 end record is before it");
      case NEEDED ->
          sightings.add(
              Anomaly.ZIP64_END_RECORD,
              found.offset,
              "",
              "the central directory is at " + found.directoryOffset);
      case USED, NOT_ASKED -> {}
    }
  }

  private static void sightComment(ApkBytes bytes, long at, Sightings sightings) {
    int comment = Bytes.u2(bytes.segment(), at + 20);
    long end = at + END_BYTES + comment;
    if (end < bytes.size() || at < bytes.size() - ANDROID_SEARCH_BYTES) {
      sightings.add(
          Anomaly.TRAILING_BYTES,
          end,
          "",
          (bytes.size() - end) + " bytes after the end record and its comment");
    } else if (end > bytes.size()) {
      sightings.add(
          Anomaly.CENTRAL_DIRECTORY_BROKEN,
          at,
          "",
          "the comment runs " + (end - bytes.size()) + " bytes past the end");
    }
    int disk = Bytes.u2(bytes.segment(), at + 4);
    int directoryDisk = Bytes.u2(bytes.segment(), at + 6);
    if (disk != 0 || directoryDisk != 0) {
      sightings.add(
          Anomaly.DISK_NUMBERS,
          at,
          "",
          "disk " + disk + ", central directory on disk " + directoryDisk);
    }
  }

  /** Android refuses a directory that does not start where declared or runs into the end record. */
  private static void sightPlace(EndRecord found, Sightings sightings) {
    if (found.declaredOffset != found.directoryOffset
        || found.declaredBytes != found.directoryBytes) {
      sightings.add(
          Anomaly.CENTRAL_DIRECTORY_OUT_OF_RANGE,
          found.offset,
          "",
          found.declaredBytes
              + " bytes declared at "
              + found.declaredOffset
              + ", "
              + found.directoryBytes
              + " found at "
              + found.directoryOffset);
    }
  }

  /**
   * A gap between central directory and end record, or the comment, may hold another end record.
   */
  private static void sightEarlier(MemorySegment segment, EndRecord found, Sightings sightings) {
    long from = found.directoryOffset + found.directoryBytes;
    for (long at = from; at <= found.offset - END_BYTES; at++) {
      if (segment.get(ValueLayout.JAVA_BYTE, at) == 'P' && Bytes.s4(segment, at) == END_SIGNATURE) {
        sightings.add(Anomaly.SECOND_END_RECORD, found.offset, "", "another end record at " + at);
        return;
      }
    }
  }

  private boolean plausible(MemorySegment segment) {
    return entries != 0
        && directoryBytes >= 4
        && Bytes.s4(segment, directoryOffset) == CENTRAL_SIGNATURE;
  }

  private static EndRecord read(ApkBytes bytes, long at) {
    MemorySegment segment = bytes.segment();
    long entries = Bytes.u2(segment, at + 10);
    long size = Bytes.u4(segment, at + 12);
    long offset = Bytes.u4(segment, at + 16);
    EndRecord narrow = placed(segment, at, entries, offset, size, at, Zip64.NOT_ASKED);
    boolean needed = size == SATURATED || offset == SATURATED;
    // FindCentralDirectoryInfo of Android 12 and later asks these five.
    boolean asked =
        needed
            || entries == COUNT_MARK
            || Bytes.u2(segment, at + 8) == COUNT_MARK
            || Bytes.u2(segment, at + 20) == COUNT_MARK;
    if (!asked) {
      return narrow;
    }
    EndRecord wide = readZip64(bytes, at);
    if (wide == null) {
      return narrow.with(Zip64.MISSING);
    }
    boolean same =
        !needed
            && wide.entries == entries
            && wide.directoryOffset == narrow.directoryOffset
            && wide.directoryBytes == narrow.directoryBytes;
    return wide.with(same ? Zip64.USED : Zip64.NEEDED);
  }

  /** {@return file offset in bytes of the first of the end records: Zip64 puts two before it} */
  long recordsStart() {
    boolean wide = zip64 == Zip64.USED || zip64 == Zip64.NEEDED;
    return wide ? Math.max(0, offset - ZIP64_LOCATOR_BYTES - ZIP64_END_BYTES) : offset;
  }

  private EndRecord with(Zip64 use) {
    return new EndRecord(
        offset,
        entries,
        directoryOffset,
        directoryBytes,
        shift,
        declaredOffset,
        declaredBytes,
        use);
  }

  /**
   * A directory that is not at its offset but right before the end record was moved: with the whole
   * archive when the first local header moved too, else alone.
   */
  private static EndRecord placed(
      MemorySegment segment, long at, long entries, long offset, long size, long end, Zip64 zip64) {
    boolean inRange = offset >= 0 && size >= 0 && offset <= end && end - offset >= size;
    boolean signed = inRange && size >= 4 && Bytes.s4(segment, offset) == CENTRAL_SIGNATURE;
    if (!signed
        && size >= CENTRAL_BYTES
        && size <= end
        && Bytes.s4(segment, end - size) == CENTRAL_SIGNATURE) {
      long shift = end - size - offset;
      long local = Bytes.u4(segment, end - size + LOCAL_OFFSET_FIELD) + shift;
      boolean whole =
          local >= 0 && local <= end - size && Bytes.s4(segment, local) == LOCAL_SIGNATURE;
      return new EndRecord(at, entries, end - size, size, whole ? shift : 0, offset, size, zip64);
    }
    if (inRange) {
      return new EndRecord(at, entries, offset, size, 0, offset, size, zip64);
    }
    boolean starts = offset >= 0 && offset < end;
    return new EndRecord(
        at, entries, starts ? offset : end, starts ? end - offset : 0, 0, offset, size, zip64);
  }

  private static @Nullable EndRecord readZip64(ApkBytes bytes, long end) {
    long locator = end - ZIP64_LOCATOR_BYTES;
    if (locator < 0 || Bytes.s4(bytes.segment(), locator) != ZIP64_LOCATOR_SIGNATURE) {
      return null;
    }
    try {
      ByteCursor cursor = new ByteCursor(bytes.segment(), "Zip64 end record");
      long record = cursor.at(locator + 8, "locator").s8("offset");
      if (cursor.at(record, "offset").s4("signature") != ZIP64_END_SIGNATURE) {
        return null;
      }
      long entries = cursor.at(record, "offset").skip(32, "header").s8("entry count");
      long size = cursor.s8("directory size");
      long offset = cursor.s8("directory offset");
      return placed(bytes.segment(), end, entries, offset, size, record, Zip64.NEEDED);
    } catch (MalformedApkException e) {
      return null;
    }
  }
}
