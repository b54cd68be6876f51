package io.unveil.unpacker.zip;

import static io.unveil.unpacker.zip.ZipFormat.CENTRAL_BYTES;
import static io.unveil.unpacker.zip.ZipFormat.CENTRAL_SIGNATURE;
import static io.unveil.unpacker.zip.ZipFormat.DESCRIPTOR_SIGNATURE;
import static io.unveil.unpacker.zip.ZipFormat.FLAG_DESCRIPTOR;
import static io.unveil.unpacker.zip.ZipFormat.FLAG_ENCRYPTED;
import static io.unveil.unpacker.zip.ZipFormat.LOCAL_BYTES;
import static io.unveil.unpacker.zip.ZipFormat.LOCAL_SIGNATURE;
import static io.unveil.unpacker.zip.ZipFormat.MAX_DESCRIPTOR_BYTES;
import static io.unveil.unpacker.zip.ZipFormat.SATURATED;

import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ByteCursor;
import io.unveil.unpacker.anomaly.Anomaly;
import io.unveil.unpacker.anomaly.Sightings;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Local headers: checked against the central record as {@code FindEntry} of libziparchive does, or
 * walked without one.
 */
final class LocalHeaders {
  private final MemorySegment segment;
  private final long fileSize;
  private final Sightings sightings;

  LocalHeaders(ApkBytes bytes, Sightings sightings) {
    this.segment = bytes.segment();
    this.fileSize = bytes.size();
    this.sightings = sightings;
  }

  /**
   * {@return the entry of a central record}
   *
   * @param directoryOffset start of the central directory, which data must not run into
   */
  ZipEntry entry(CentralRecord record, long directoryOffset) {
    long at = record.local();
    if (at < 0 || fileSize - LOCAL_BYTES < at || Bytes.s4(segment, at) != LOCAL_SIGNATURE) {
      return missing(record, at);
    }
    long data = at + LOCAL_BYTES + Bytes.u2(segment, at + 26) + Bytes.u2(segment, at + 28);
    boolean agrees = compare(record, at);
    boolean inside = inside(record, data, directoryOffset);
    long start = Math.min(data, fileSize);
    ZipEntry entry =
        new ZipEntry(
            record.name(),
            record.method(),
            Math.clamp(record.compressed(), 0, fileSize - start),
            Math.max(0, record.size()),
            record.offset(),
            at,
            start,
            agrees && inside && record.counted() && record.zip64Problem().isEmpty(),
            true);
    boolean announced = (Bytes.u2(segment, at + 6) & FLAG_DESCRIPTOR) != 0;
    return announced && inside && !descriptorAgrees(record, entry)
        ? entry.withDescriptorDiffering()
        : entry;
  }

  private ZipEntry missing(CentralRecord record, long at) {
    if (record.counted()) {
      sightings.inArchive(
          Anomaly.LOCAL_HEADER_MISSING, record.offset(), record.name(), "no local header at " + at);
    }
    return new ZipEntry(
        record.name(),
        record.method(),
        0,
        0,
        record.offset(),
        Math.clamp(at, 0, fileSize),
        fileSize,
        false,
        true);
  }

  /** As {@code ValidateDataDescriptor} does: with or without its optional signature. */
  private boolean descriptorAgrees(CentralRecord record, ZipEntry entry) {
    long length = record.method() == 0 ? record.size() : record.compressed();
    long at = entry.dataOffset() + length;
    boolean wide = record.compressed() >= SATURATED || record.size() >= SATURATED;
    if (fileSize - at < MAX_DESCRIPTOR_BYTES) {
      return false;
    }
    long values = Bytes.s4(segment, at) == DESCRIPTOR_SIGNATURE ? at + 4 : at;
    long crc = Bytes.u4(segment, values);
    long compressed = wide ? Bytes.s8(segment, values + 4) : Bytes.u4(segment, values + 4);
    long size = wide ? Bytes.s8(segment, values + 12) : Bytes.u4(segment, values + 8);
    if (crc == record.crc() && compressed == record.compressed() && size == record.size()) {
      return true;
    }
    sightings.inArchive(
        Anomaly.DESCRIPTOR_DIFFERS,
        at,
        record.name(),
        "central " + values(record) + ", descriptor " + values(compressed, size, crc));
    return false;
  }

  private static String values(CentralRecord record) {
    return values(record.compressed(), record.size(), record.crc());
  }

  private static String values(long compressed, long size, long crc) {
    return compressed + "/" + size + "/" + Long.toHexString(crc);
  }

  /**
   * Android lets neither the compressed data nor a stored entry's declared size reach into the
   * central directory.
   */
  private boolean inside(CentralRecord record, long data, long directoryOffset) {
    long room = directoryOffset - data;
    long need =
        record.method() == 0 ? Math.max(record.compressed(), record.size()) : record.compressed();
    // CopyFromZipEntry64 refuses what its 32-bit readers cannot hold.
    if (need >= 0 && record.size() >= 0 && record.size() <= SATURATED && need <= room) {
      return true;
    }
    if (!record.counted()) {
      return false;
    }
    sightings.inArchive(
        Anomaly.DATA_OUT_OF_RANGE,
        record.offset(),
        record.name(),
        need + " bytes from " + data + ", the central directory starts at " + directoryOffset);
    return false;
  }

  private boolean compare(CentralRecord record, long at) {
    int flags = Bytes.u2(segment, at + 6);
    int method = Bytes.u2(segment, at + 8);
    if (((flags | record.flags()) & FLAG_ENCRYPTED) != 0) {
      sight(
          Anomaly.ENCRYPTED_BIT,
          record,
          Integer.toHexString(record.flags()),
          Integer.toHexString(flags));
    }
    if (record.method() != 0 && record.method() != EntryInflater.DEFLATED) {
      sightings.inArchive(
          Anomaly.UNKNOWN_METHOD, record.offset(), record.name(), "method " + record.method());
    }
    if (method != record.method()) {
      sight(Anomaly.LOCAL_METHOD_DIFFERS, record, record.method(), method);
    }
    if (((flags ^ record.flags()) & FLAG_DESCRIPTOR) != 0) {
      sight(
          Anomaly.LOCAL_DESCRIPTOR_DIFFERS,
          record,
          Integer.toHexString(record.flags()),
          Integer.toHexString(flags));
    }
    boolean sizesAgree = compareSizes(record, at, (flags & FLAG_DESCRIPTOR) != 0);
    return compareName(record, at) && sizesAgree;
  }

  private boolean compareSizes(CentralRecord record, long at, boolean announced) {
    long crc = Bytes.u4(segment, at + 14);
    long compressed = Bytes.u4(segment, at + 18);
    long size = Bytes.u4(segment, at + 22);
    if (compressed == SATURATED || size == SATURATED) {
      Zip64Extra wide = localZip64(at, size, compressed);
      if (!wide.problem().isEmpty()) {
        sightings.inArchive(
            Anomaly.ZIP64_EXTRA_BROKEN, at, record.name(), "local header: " + wide.problem());
        return false;
      }
      if (!announced && !record.zip64()) {
        sightings.inArchive(Anomaly.ZIP64, at, record.name(), "marked size in the local header");
      }
      compressed = wide.compressed();
      size = wide.size();
    }
    if (announced
        || (crc == record.crc() && compressed == record.compressed() && size == record.size())) {
      return true;
    }
    sight(Anomaly.LOCAL_SIZES_DIFFER, record, values(record), values(compressed, size, crc));
    return false;
  }

  /** In a local header both sizes must be marked. */
  private Zip64Extra localZip64(long at, long size, long compressed) {
    if (size != compressed) {
      return new Zip64Extra(size, compressed, 0, "only one of the two sizes is marked");
    }
    long extra = at + LOCAL_BYTES + Bytes.u2(segment, at + 26);
    int length = Bytes.u2(segment, at + 28);
    if (extra > fileSize - length) {
      return new Zip64Extra(size, compressed, 0, "the extra field runs past the end");
    }
    ByteCursor cursor = new ByteCursor(segment.asSlice(extra, length), "extra field");
    return Zip64Extra.read(cursor, size, compressed, 0);
  }

  private boolean compareName(CentralRecord record, long at) {
    int length = Bytes.u2(segment, at + 26);
    long local = at + LOCAL_BYTES;
    long central = record.offset() + CENTRAL_BYTES;
    boolean same =
        length == record.nameBytes()
            && fileSize - local >= length
            && MemorySegment.mismatch(
                    segment, local, local + length, segment, central, central + length)
                < 0;
    if (!same) {
      sight(Anomaly.LOCAL_NAME_DIFFERS, record, record.name(), name(local, length));
    }
    return same;
  }

  private void sight(Anomaly kind, CentralRecord record, Object central, Object local) {
    if (record.counted()) {
      sightings.inArchive(
          kind, record.offset(), record.name(), "central " + central + ", local " + local);
    }
  }

  private String name(long at, int length) {
    long there = Math.clamp(fileSize - at, 0, length);
    return EntryName.decode(
        segment.asSlice(Math.min(at, fileSize), there).toArray(ValueLayout.JAVA_BYTE));
  }

  /**
   * {@return entries found by their local headers alone, for archives whose central directory is
   * missing or cut}
   *
   * @param limit most entries to find
   */
  List<ZipEntry> walk(int limit) {
    List<ZipEntry> found = new ArrayList<>();
    long at = next(0, fileSize, LOCAL_SIGNATURE);
    while (at >= 0 && fileSize - at >= LOCAL_BYTES && found.size() < limit) {
      ZipEntry entry = walked(at);
      found.add(entry);
      long after = entry.dataOffset() + entry.compressedBytes();
      at = next(Math.max(after, at + LOCAL_BYTES), fileSize, LOCAL_SIGNATURE);
    }
    return found;
  }

  /** {@return the entry whose local header, all of it in the file, is at {@code at}} */
  ZipEntry walked(long at) {
    int flags = Bytes.u2(segment, at + 6);
    int method = Bytes.u2(segment, at + 8);
    int nameBytes = Bytes.u2(segment, at + 26);
    long data = Math.min(fileSize, at + LOCAL_BYTES + nameBytes + Bytes.u2(segment, at + 28));
    long compressed = Bytes.u4(segment, at + 18);
    long size = Bytes.u4(segment, at + 22);
    if ((flags & FLAG_DESCRIPTOR) != 0 && compressed == 0) {
      compressed = nextOfAny(data) - data;
      size = method == EntryInflater.DEFLATED ? 0 : compressed;
    }
    compressed = Math.min(compressed, fileSize - data);
    if (method != EntryInflater.DEFLATED) {
      size = Math.min(size, fileSize - data);
    }
    return new ZipEntry(
        name(at + LOCAL_BYTES, nameBytes), method, compressed, size, -1, at, data, false, true);
  }

  private long nextOfAny(long from) {
    for (long at = from; at <= fileSize - 4; at++) {
      if (segment.get(ValueLayout.JAVA_BYTE, at) == 'P') {
        int signature = Bytes.s4(segment, at);
        if (signature == LOCAL_SIGNATURE
            || signature == DESCRIPTOR_SIGNATURE
            || signature == CENTRAL_SIGNATURE) {
          return at;
        }
      }
    }
    return fileSize;
  }

  /** {@return where {@code signature} is next, -1 when it is not} */
  long next(long from, long to, int signature) {
    for (long at = from; at <= to - 4; at++) {
      if (segment.get(ValueLayout.JAVA_BYTE, at) == 'P' && Bytes.s4(segment, at) == signature) {
        return at;
      }
    }
    return -1;
  }
}
