package io.unveil.unpacker.zip;

import static io.unveil.unpacker.zip.ZipFormat.CENTRAL_BYTES;
import static io.unveil.unpacker.zip.ZipFormat.CENTRAL_SIGNATURE;
import static io.unveil.unpacker.zip.ZipFormat.DESCRIPTOR_SIGNATURE;
import static io.unveil.unpacker.zip.ZipFormat.FLAG_DESCRIPTOR;
import static io.unveil.unpacker.zip.ZipFormat.FLAG_ENCRYPTED;
import static io.unveil.unpacker.zip.ZipFormat.LOCAL_BYTES;
import static io.unveil.unpacker.zip.ZipFormat.LOCAL_SIGNATURE;

import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.anomaly.Anomaly;
import io.unveil.unpacker.anomaly.Sightings;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
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
      sightings.inArchive(
          Anomaly.LOCAL_HEADER_MISSING, record.offset(), record.name(), "no local header at " + at);
      return new ZipEntry(
          record.name(),
          record.method(),
          0,
          0,
          record.offset(),
          Math.clamp(at, 0, fileSize),
          fileSize,
          false);
    }
    long data = at + LOCAL_BYTES + Bytes.u2(segment, at + 26) + Bytes.u2(segment, at + 28);
    boolean agrees = compare(record, at);
    boolean inside = inside(record, data, directoryOffset);
    long start = Math.min(data, fileSize);
    return new ZipEntry(
        record.name(),
        record.method(),
        Math.clamp(record.compressed(), 0, fileSize - start),
        Math.max(0, record.size()),
        record.offset(),
        at,
        start,
        agrees && inside);
  }

  /**
   * Android lets neither the compressed data nor a stored entry's declared size reach into the
   * central directory.
   */
  private boolean inside(CentralRecord record, long data, long directoryOffset) {
    long room = directoryOffset - data;
    long need =
        record.method() == 0 ? Math.max(record.compressed(), record.size()) : record.compressed();
    if (need >= 0 && record.size() >= 0 && need <= room) {
      return true;
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
    boolean sizesAgree = compareSizes(record, at, flags);
    return compareName(record, at) && sizesAgree;
  }

  private boolean compareSizes(CentralRecord record, long at, int flags) {
    if ((flags & FLAG_DESCRIPTOR) != 0) {
      return true;
    }
    long crc = Bytes.u4(segment, at + 14);
    long compressed = Bytes.u4(segment, at + 18);
    long size = Bytes.u4(segment, at + 22);
    boolean zip64 = compressed == ZipFormat.SATURATED || size == ZipFormat.SATURATED;
    if (crc == record.crc()
        && (zip64 || (compressed == record.compressed() && size == record.size()))) {
      return true;
    }
    sight(
        Anomaly.LOCAL_SIZES_DIFFER,
        record,
        record.compressed() + "/" + record.size() + "/" + Long.toHexString(record.crc()),
        compressed + "/" + size + "/" + Long.toHexString(crc));
    return false;
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
    sightings.inArchive(
        kind, record.offset(), record.name(), "central " + central + ", local " + local);
  }

  private String name(long at, int length) {
    long there = Math.clamp(fileSize - at, 0, length);
    return new String(
        segment.asSlice(Math.min(at, fileSize), there).toArray(ValueLayout.JAVA_BYTE),
        StandardCharsets.UTF_8);
  }

  /**
   * {@return entries found by their local headers alone, for archives whose central directory is
   * missing or cut}
   *
   * @param limit most entries to find
   */
  List<ZipEntry> walk(int limit) {
    List<ZipEntry> found = new ArrayList<>();
    long at = next(0, LOCAL_SIGNATURE);
    while (at >= 0 && fileSize - at >= LOCAL_BYTES && found.size() < limit) {
      ZipEntry entry = walked(at);
      found.add(entry);
      long after = entry.dataOffset() + entry.compressedBytes();
      at = next(Math.max(after, at + LOCAL_BYTES), LOCAL_SIGNATURE);
    }
    return found;
  }

  private ZipEntry walked(long at) {
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
        name(at + LOCAL_BYTES, nameBytes), method, compressed, size, -1, at, data, false);
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

  private long next(long from, int signature) {
    for (long at = from; at <= fileSize - 4; at++) {
      if (segment.get(ValueLayout.JAVA_BYTE, at) == 'P' && Bytes.s4(segment, at) == signature) {
        return at;
      }
    }
    return -1;
  }
}
