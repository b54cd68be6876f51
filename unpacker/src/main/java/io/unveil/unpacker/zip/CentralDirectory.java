package io.unveil.unpacker.zip;

import static io.unveil.unpacker.zip.ZipFormat.CENTRAL_BYTES;
import static io.unveil.unpacker.zip.ZipFormat.CENTRAL_SIGNATURE;
import static io.unveil.unpacker.zip.ZipFormat.SATURATED;
import static io.unveil.unpacker.zip.ZipFormat.ZIP64_EXTRA_ID;

import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ByteCursor;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.Unread;
import io.unveil.unpacker.anomaly.Anomaly;
import io.unveil.unpacker.anomaly.Sightings;
import java.nio.charset.StandardCharsets;
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
  private boolean broken;

  private CentralDirectory(
      ApkBytes bytes, EndRecord end, Limits limits, Sightings sightings, Unread unread) {
    this.bytes = bytes;
    this.end = end;
    this.limits = limits;
    this.sightings = sightings;
    this.unread = unread;
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
      }
      if (records.size() == limits.maxEntries() && cursor.remaining() >= CENTRAL_BYTES) {
        unread.limit(
            limits.hit("max-entries", ""),
            "the archive has more than " + limits.maxEntries() + " entries; the rest was not read");
        return;
      }
    } catch (MalformedApkException e) {
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
    if (records.size() < end.entries()) {
      broken = true;
      sightings.add(Anomaly.CENTRAL_DIRECTORY_BROKEN, end.directoryOffset(), "", counts());
    } else if (records.size() != end.entries()) {
      sightings.add(Anomaly.ENTRY_COUNT_DIFFERS, end.offset(), "", counts());
    }
  }

  private String counts() {
    return "the end record counts "
        + end.entries()
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
    long extra = cursor.position();
    cursor.skip(extraBytes, "extra field").skip(commentBytes, "comment");
    String name = new String(rawName, StandardCharsets.UTF_8);
    if (compressed == SATURATED || size == SATURATED || local == SATURATED) {
      long[] wide =
          wide(
              cursor.slice(extra, extraBytes, "extra field"), new long[] {size, compressed, local});
      sightings.add(Anomaly.ZIP64, offset, "", name);
      size = wide[0];
      compressed = wide[1];
      local = wide[2];
    }
    checkName(rawName, name, offset);
    return new CentralRecord(
        name, nameBytes, flags, method, crc, compressed, size, offset, local + end.shift());
  }

  /**
   * The Zip64 extra field holds 8 bytes for each saturated field, in the order size, compressed,
   * local offset.
   */
  private static long[] wide(ByteCursor extra, long[] fields) throws MalformedApkException {
    while (extra.remaining() >= 4) {
      int id = extra.u2("extra id");
      int size = extra.u2("extra size");
      if (id == ZIP64_EXTRA_ID) {
        for (int i = 0; i < fields.length; i++) {
          fields[i] = fields[i] == SATURATED ? extra.s8("Zip64 value") : fields[i];
        }
        return fields;
      }
      extra.skip(size, "extra field");
    }
    return fields;
  }

  private void checkName(byte[] raw, String name, long offset) {
    if (!EntryName.valid(raw, name)) {
      sightings.add(Anomaly.INVALID_NAME, offset, "", name);
    }
    if (EntryName.traverses(name)) {
      sightings.add(Anomaly.PATH_TRAVERSAL_NAME, offset, "", name);
    }
    if (raw.length > EntryName.MAX_FILE_NAME_BYTES) {
      sightings.add(Anomaly.LONG_NAME, offset, "", raw.length + " bytes");
    }
  }
}
