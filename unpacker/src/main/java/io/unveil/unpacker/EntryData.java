package io.unveil.unpacker;

import io.unveil.unpacker.anomaly.Anomaly;
import io.unveil.unpacker.anomaly.Sightings;
import io.unveil.unpacker.zip.EntryInflater;
import io.unveil.unpacker.zip.View;
import io.unveil.unpacker.zip.ZipArchive;
import io.unveil.unpacker.zip.ZipEntry;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of entries as Android's assets are read; what cannot be read is told. Confined to one
 * thread.
 */
final class EntryData {
  private final ApkBytes bytes;
  private final ZipArchive archive;
  private final EntryInflater inflater;
  private final Sightings sightings;
  private final Unread unread;

  EntryData(
      ApkBytes bytes,
      ZipArchive archive,
      EntryInflater inflater,
      Sightings sightings,
      Unread unread) {
    this.bytes = bytes;
    this.archive = archive;
    this.inflater = inflater;
    this.sightings = sightings;
    this.unread = unread;
  }

  /**
   * {@return the bytes, null when they cannot be read} Stored data is read where it lies; deflated
   * data is inflated.
   *
   * @param limit most bytes to give, and what that bound is called
   */
  @Nullable MemorySegment read(ZipEntry entry, LimitHit limit) {
    try {
      View view = archive.assetView(entry, inflater, limit.bound());
      if (!view.inflates(entry)
          && entry.declaredBytes() <= Math.min(limit.bound(), bytes.size() - entry.dataOffset())) {
        return bytes.segment().asSlice(entry.dataOffset(), entry.declaredBytes());
      }
      byte[] data = archive.read(entry, view, inflater, limit);
      if (data.length != entry.declaredBytes()) {
        sightings.add(
            Anomaly.INFLATED_SIZE_DIFFERS,
            0,
            entry.name(),
            entry.declaredBytes() + " bytes declared, " + data.length + " came out");
      }
      return MemorySegment.ofArray(data).asReadOnly();
    } catch (MalformedApkException e) {
      unread.because(e);
      return null;
    }
  }
}
