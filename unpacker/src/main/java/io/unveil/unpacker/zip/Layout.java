package io.unveil.unpacker.zip;

import static io.unveil.unpacker.zip.ZipFormat.END_BYTES;
import static io.unveil.unpacker.zip.ZipFormat.LOCAL_BYTES;
import static io.unveil.unpacker.zip.ZipFormat.LOCAL_SIGNATURE;
import static io.unveil.unpacker.zip.ZipFormat.MAX_DESCRIPTOR_BYTES;

import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.anomaly.Anomaly;
import io.unveil.unpacker.anomaly.Sightings;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which bytes of the file belong to which entry: overlaps, and bytes that belong to none. */
final class Layout {
  private final ApkBytes bytes;
  private final MemorySegment segment;
  private final Sightings sightings;
  private final List<Gap> gaps = new ArrayList<>();

  /** Bytes from {@code from} up to {@code to} that belong to no entry and no record. */
  record Gap(long from, long to) {}

  Layout(ApkBytes bytes, Sightings sightings) {
    this.bytes = bytes;
    this.segment = bytes.segment();
    this.sightings = sightings;
  }

  /**
   * Android looks at the first four bytes since the fix of Janus, a DEX file put before the
   * archive.
   */
  void checkStart() {
    if (bytes.size() >= 4 && Bytes.s4(segment, 0) != LOCAL_SIGNATURE) {
      String first = Integer.toHexString(Integer.reverseBytes(Bytes.s4(segment, 0)));
      sightings.add(
          Anomaly.NO_LOCAL_HEADER_AT_START, 0, "", "the file starts with the bytes " + first);
    }
  }

  /**
   * Checks entries against each other, and what lies between them.
   *
   * @param end null when there is none
   * @param recordsEnd where the last central record ends
   * @return the bytes that belong to nothing, in file order, with those of the signing block and
   *     the comment, which have an owner but can hold anything
   */
  List<Gap> check(List<ZipEntry> entries, @Nullable EndRecord end, long recordsEnd) {
    long reached = overlaps(entries);
    if (end == null) {
      checkGap(reached, bytes.size());
      return gaps;
    }
    long block = signingBlockStart(end.directoryOffset());
    checkGap(reached, block);
    gaps.add(new Gap(block, end.directoryOffset()));
    checkGap(recordsEnd, end.recordsStart());
    gaps.add(new Gap(Math.min(end.offset() + END_BYTES, bytes.size()), bytes.size()));
    gaps.removeIf(gap -> gap.to - gap.from < LOCAL_BYTES);
    return gaps;
  }

  private long overlaps(List<ZipEntry> entries) {
    List<ZipEntry> placed =
        entries.stream()
            .filter(e -> e.dataOffset() > e.localHeaderOffset() && e.dataOffset() < bytes.size())
            .sorted(Comparator.comparingLong(ZipEntry::localHeaderOffset))
            .toList();
    long reached = 0;
    String before = "";
    for (ZipEntry entry : placed) {
      if (entry.localHeaderOffset() < reached) {
        long shared = reached - entry.localHeaderOffset();
        sightings.inArchive(
            Anomaly.OVERLAPPING_ENTRIES,
            entry.localHeaderOffset(),
            entry.name(),
            shared + " bytes shared with " + before);
      } else {
        checkGap(reached, entry.localHeaderOffset());
      }
      long dataEnd = entry.dataOffset() + bytesRead(entry);
      if (dataEnd > reached) {
        reached = dataEnd;
        before = entry.name();
      }
    }
    return reached;
  }

  /** Whatever is not deflated is read up to its declared size, whatever its compressed one says. */
  private long bytesRead(ZipEntry entry) {
    long read =
        entry.method() == EntryInflater.DEFLATED
            ? entry.compressedBytes()
            : Math.max(entry.compressedBytes(), entry.declaredBytes());
    return Math.min(read, bytes.size() - entry.dataOffset());
  }

  /**
   * {@return where the APK Signing Block before the central directory starts, or the directory
   * itself}
   */
  private long signingBlockStart(long directory) {
    byte[] magic = ZipFormat.SIGNING_BLOCK_MAGIC.getBytes(StandardCharsets.US_ASCII);
    if (directory < 32) {
      return directory;
    }
    byte[] there = segment.asSlice(directory - 16, 16).toArray(ValueLayout.JAVA_BYTE);
    if (!java.util.Arrays.equals(magic, there)) {
      return directory;
    }
    long size =
        segment.get(
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(java.nio.ByteOrder.LITTLE_ENDIAN),
            directory - 24);
    return size > 0 && size <= directory - 8 ? directory - 8 - size : directory;
  }

  /**
   * Build tools leave gaps too: data descriptors, zero bytes for alignment, and zipflinger's
   * headers without a name over deleted entries. Anything else belongs to nobody.
   */
  private void checkGap(long from, long to) {
    long at = from;
    while (to - at >= LOCAL_BYTES
        && Bytes.s4(segment, at) == LOCAL_SIGNATURE
        && Bytes.u2(segment, at + 26) == 0) {
      at += LOCAL_BYTES + Bytes.u2(segment, at + 28);
    }
    if (to - at > MAX_DESCRIPTOR_BYTES && !zero(at + MAX_DESCRIPTOR_BYTES, to)) {
      sightings.add(Anomaly.UNCLAIMED_BYTES, at, "", (to - at) + " bytes that belong to no entry");
      gaps.add(new Gap(at, to));
    }
  }

  private boolean zero(long from, long to) {
    for (long at = from; at < to; at++) {
      if (segment.get(ValueLayout.JAVA_BYTE, at) != 0) {
        return false;
      }
    }
    return true;
  }
}
