package io.unveil.unpacker.zip;

import static io.unveil.unpacker.zip.ZipFormat.END_BYTES;
import static io.unveil.unpacker.zip.ZipFormat.END_SIGNATURE;
import static io.unveil.unpacker.zip.ZipFormat.LOCAL_BYTES;
import static io.unveil.unpacker.zip.ZipFormat.LOCAL_SIGNATURE;

import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.Unread;
import io.unveil.unpacker.anomaly.Anomaly;
import io.unveil.unpacker.anomaly.Sightings;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds DEX files, archives and local headers in bytes that the central directory gives to nobody:
 * before the first entry (Janus), between entries, in the signing block and the comment, behind the
 * end record. Android sees none of them. One pass over the gaps; what is found is an entry named
 * {@code @} and its offset.
 */
final class Carver {
  /** {@code dex\n} as a little-endian number. */
  private static final int DEX_MAGIC = 0x0A786564;

  private static final int DEX_HEADER_BYTES = 0x70;
  private static final int DEX_SIZE_FIELD = 32;
  private static final int DEX_ENDIAN_FIELD = 40;
  private static final int DEX_ENDIAN_TAG = 0x12345678;

  private static final int NAME_LENGTH_FIELD = 26;

  private final MemorySegment segment;
  private final long fileSize;
  private final LocalHeaders headers;
  private final Limits limits;
  private final Sightings sightings;
  private final Unread unread;
  private final List<ZipEntry> found = new ArrayList<>();

  /** The next end record of the gap at hand, so that a gap full of headers is searched once. */
  private long nextEnd = -1;

  /** Where the search for it began, -1 before the first of a gap. */
  private long endsKnownFrom = -1;

  Carver(ApkBytes bytes, LocalHeaders headers, Limits limits, Sightings sightings, Unread unread) {
    this.segment = bytes.segment();
    this.fileSize = bytes.size();
    this.headers = headers;
    this.limits = limits;
    this.sightings = sightings;
    this.unread = unread;
  }

  /** {@return the pieces in file order, at most {@link Limits#maxNestedFiles()}} */
  List<ZipEntry> carve(List<Layout.Gap> gaps) {
    for (Layout.Gap gap : gaps) {
      long at = gap.from();
      endsKnownFrom = -1;
      while (gap.to() - at >= LOCAL_BYTES) {
        if (found.size() >= limits.maxNestedFiles()) {
          unread.limit(
              limits.hit("max-nested-files", ""),
              "more than "
                  + limits.maxNestedFiles()
                  + " pieces lie in bytes of no entry; those from offset "
                  + at
                  + " on were not read");
          return found;
        }
        at = next(at, gap.to());
      }
    }
    return found;
  }

  /** {@return where to go on} */
  private long next(long at, long to) {
    byte first = segment.get(ValueLayout.JAVA_BYTE, at);
    if (first == 'd' && isDex(at)) {
      return dex(at);
    }
    if (first == 'P' && Bytes.s4(segment, at) == LOCAL_SIGNATURE) {
      return local(at, to);
    }
    return at + 1;
  }

  private boolean isDex(long at) {
    return fileSize - at >= DEX_HEADER_BYTES
        && Bytes.s4(segment, at) == DEX_MAGIC
        && Bytes.s4(segment, at + DEX_ENDIAN_FIELD) == DEX_ENDIAN_TAG
        && Bytes.u4(segment, at + DEX_SIZE_FIELD) >= DEX_HEADER_BYTES;
  }

  /** The declared size may run beyond the gap: a DEX file that ends with the archive in it. */
  private long dex(long at) {
    long size = Math.min(Bytes.u4(segment, at + DEX_SIZE_FIELD), fileSize - at);
    sightings.add(Anomaly.HIDDEN_FILE, at, "", "a DEX file of " + size + " bytes");
    found.add(piece(at, 0, size, size));
    return at + size;
  }

  /** An archive when an end record follows in the same gap, else one entry that nobody lists. */
  private long local(long at, long to) {
    long end = nextEnd(at, to);
    if (end >= 0 && to - end >= END_BYTES) {
      long after = Math.min(to, end + END_BYTES + Bytes.u2(segment, end + END_BYTES - 2));
      sightings.add(Anomaly.HIDDEN_FILE, at, "", "an archive of " + (after - at) + " bytes");
      found.add(piece(at, 0, after - at, after - at));
      return after;
    }
    if (Bytes.u2(segment, at + NAME_LENGTH_FIELD) == 0) {
      return at + LOCAL_BYTES;
    }
    ZipEntry entry = headers.walked(at);
    sightings.add(Anomaly.HIDDEN_ENTRY, at, "", entry.name());
    found.add(
        piece(entry.dataOffset(), entry.method(), entry.compressedBytes(), entry.declaredBytes()));
    return Math.max(at + LOCAL_BYTES, entry.dataOffset() + entry.compressedBytes());
  }

  /** Asked for with ascending {@code at} within one gap. */
  private long nextEnd(long at, long to) {
    if (endsKnownFrom < 0 || (nextEnd >= 0 && nextEnd < at)) {
      nextEnd = headers.next(at, to, END_SIGNATURE);
      endsKnownFrom = at;
    }
    return nextEnd;
  }

  private static ZipEntry piece(long at, int method, long compressed, long size) {
    return new ZipEntry("@" + at, method, compressed, size, -1, at, at, false, true);
  }
}
