package io.unveil.unpacker.zip;

import static io.unveil.unpacker.zip.ZipFormat.CENTRAL_BYTES;
import static io.unveil.unpacker.zip.ZipFormat.CENTRAL_SIGNATURE;
import static io.unveil.unpacker.zip.ZipFormat.SATURATED;

import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ByteCursor;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.Unread;
import io.unveil.unpacker.anomaly.Anomaly;
import io.unveil.unpacker.anomaly.Sightings;
import java.util.ArrayList;
import java.util.List;

/** Reads the records of the central directory in their order. */
final class CentralDirectory {
  /** Bytes of the fixed part of a record behind its signature, up to the name. */
  private static final String RECORD = "central record";

  private final ApkBytes bytes;
  private final EndRecord end;
  private final Limits limits;
  private final Sightings sightings;
  private final List<CentralRecord> records = new ArrayList<>();
  private final Unread unread;
  private long recordsEnd;
  private boolean broken;

  private CentralDirectory(
      ApkBytes bytes, EndRecord end, Limits limits, Sightings sightings, Unread unread) {
    this.bytes = bytes;
    this.end = end;
    this.limits = limits;
    this.sightings = sightings;
    this.unread = unread;
    this.recordsEnd = end.directoryOffset();
  }

  static CentralDirectory read(
      ApkBytes bytes, EndRecord end, Limits limits, Sightings sightings, Unread unread) {
    CentralDirectory directory = new CentralDirectory(bytes, end, limits, sightings, unread);
    directory.readAll();
    return directory;
  }

  List<CentralRecord> records() {
    return records;
  }

  /** {@return whether records are missing, so that local headers are to be looked for} */
  boolean broken() {
    return broken;
  }

  /** {@return file offset in bytes behind the last record that was read} */
  long recordsEnd() {
    return recordsEnd;
  }

  /**
   * Android reads as many records as the end record counts; tools read as many as there are. We
   * read the latter.
   */
  private void readAll() {
    long size = end.directoryBytes();
    if (size > limits.maxCentralDirectoryBytes()) {
      size = limits.maxCentralDirectoryBytes();
      unread.limit(
          limits.hit("max-central-directory-bytes", ""),
          "the central directory has "
              + end.directoryBytes()
              + " bytes, only the first "
              + size
              + " were read");
    }
    try {
      ByteCursor cursor =
          new ByteCursor(bytes.segment(), "ZIP archive")
              .slice(end.directoryOffset(), size, "central directory");
      while (cursor.remaining() >= CENTRAL_BYTES && records.size() < limits.maxEntries()) {
        if (cursor.s4("signature") != CENTRAL_SIGNATURE) {
          break;
        }
        records.add(record(cursor, end.directoryOffset() + cursor.position() - 4));
        recordsEnd = end.directoryOffset() + cursor.position();
      }
      if (records.size() == limits.maxEntries() && cursor.remaining() >= CENTRAL_BYTES) {
        unread.limit(
            limits.hit("max-entries", ""),
            "the archive has more than " + limits.maxEntries() + " entries; the rest was not read");
        return;
      }
    } catch (MalformedApkException e) {
      if (Long.compareUnsigned(records.size(), end.entries()) >= 0) {
        compareCount();
        return;
      }
      broken = true;
      sightings.add(
          Anomaly.CENTRAL_DIRECTORY_BROKEN, end.directoryOffset() + e.offset(), "", e.getMessage());
    }
    compareCount();
  }

  private void compareCount() {
    if (broken) {
      return;
    }
    if (end.entries() == 0) {
      broken = records.isEmpty();
      sightings.add(Anomaly.NO_ENTRIES, end.offset(), "", counts());
    } else if (Long.compareUnsigned(records.size(), end.entries()) < 0) {
      broken = true;
      sightings.add(Anomaly.CENTRAL_DIRECTORY_BROKEN, end.directoryOffset(), "", counts());
    } else if (records.size() != end.entries()) {
      sightings.add(Anomaly.ENTRY_COUNT_DIFFERS, end.offset(), "", counts());
    }
  }

  private String counts() {
    return "the end record counts "
        + Long.toUnsignedString(end.entries())
        + " entries, the central directory holds "
        + records.size();
  }

  private CentralRecord record(ByteCursor cursor, long offset) throws MalformedApkException {
    cursor.skip(4, RECORD);
    int flags = cursor.u2("flags");
    int method = cursor.u2("method");
    cursor.skip(4, "time");
    long crc = cursor.u4("crc-32");
    long compressed = cursor.u4("compressed size");
    long size = cursor.u4("uncompressed size");
    int nameBytes = cursor.u2("name length");
    int extraBytes = cursor.u2("extra length");
    int commentBytes = cursor.u2("comment length");
    cursor.skip(8, "attributes");
    long local = cursor.u4("local header offset");
    byte[] rawName = cursor.bytes(nameBytes, "name");
    long extraAt = cursor.position();
    cursor.skip(extraBytes, "extra field").skip(commentBytes, "comment");
    String name = EntryName.decode(rawName);
    boolean counted = Long.compareUnsigned(records.size(), end.entries()) < 0;
    boolean zip64 = compressed == SATURATED || size == SATURATED || local == SATURATED;
    Zip64Extra wide =
        zip64
            ? Zip64Extra.read(
                cursor.slice(extraAt, extraBytes, "extra field"), size, compressed, local)
            : new Zip64Extra(size, compressed, local, "");
    checkName(rawName, name, offset, counted);
    CentralRecord record =
        new CentralRecord(
            name,
            nameBytes,
            flags,
            method,
            crc,
            wide.compressed(),
            wide.size(),
            offset,
            wide.local() + end.shift(),
            counted,
            zip64,
            wide.problem());
    checkPlace(record, local == SATURATED);
    return record;
  }

  /** Android looks at the offset of every record when it opens the archive, at the rest later. */
  private void checkPlace(CentralRecord record, boolean wideOffset) {
    if (!record.counted()) {
      return;
    }
    boolean outside = record.local() < 0 || record.local() >= end.directoryOffset();
    if (outside || (wideOffset && !record.zip64Problem().isEmpty())) {
      sightings.inArchive(
          Anomaly.LOCAL_HEADER_OUT_OF_RANGE,
          record.offset(),
          record.name(),
          "local header at "
              + record.local()
              + ", the central directory starts at "
              + end.directoryOffset());
    }
    if (record.zip64()) {
      // A marked offset lies behind every directory for those who take the mark for a value.
      if (wideOffset) {
        sightings.add(Anomaly.ZIP64, record.offset(), "", record.name());
      } else {
        sightings.inArchive(Anomaly.ZIP64, record.offset(), record.name(), "marked size");
      }
    }
    if (!record.zip64Problem().isEmpty()) {
      sightings.inArchive(
          Anomaly.ZIP64_EXTRA_BROKEN, record.offset(), record.name(), record.zip64Problem());
    }
  }

  private void checkName(byte[] raw, String name, long offset, boolean counted) {
    if (counted && EntryName.hasNul(raw)) {
      sightings.add(Anomaly.INVALID_NAME, offset, "", name);
    } else if (counted && !EntryName.androidUtf8(raw)) {
      sightings.add(Anomaly.NAME_NOT_UTF8, offset, "", name);
    }
    if (EntryName.traverses(name)) {
      sightings.add(Anomaly.PATH_TRAVERSAL_NAME, offset, "", name);
    }
    if (raw.length > EntryName.MAX_FILE_NAME_BYTES) {
      sightings.add(Anomaly.LONG_NAME, offset, "", raw.length + " bytes");
    }
  }
}
