package io.unveil.unpacker.zip;

import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.Unread;
import io.unveil.unpacker.anomaly.Anomaly;
import io.unveil.unpacker.anomaly.Sightings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An archive as libziparchive of Android 14 reads it, and what it refuses beside it. The central
 * directory wins over local headers; deviations are recorded as sightings, and what Android refuses
 * is still read.
 */
public final class ZipArchive {
  /** From this declared size on, the ratio to the compressed one is looked at. */
  private static final long RATIO_FROM_BYTES = 64L << 20;

  private static final long EXTREME_RATIO = 200;

  private final ApkBytes bytes;
  private final List<ZipEntry> entries;
  private final Map<String, ZipEntry> byName;
  private final long directoryOffset;

  private ZipArchive(
      ApkBytes bytes, List<ZipEntry> entries, Map<String, ZipEntry> byName, long directoryOffset) {
    this.bytes = bytes;
    this.entries = entries;
    this.byName = byName;
    this.directoryOffset = directoryOffset;
  }

  /**
   * Reads the table of an archive, no data.
   *
   * @param sightings receives deviations
   * @param unread receives what of the table could not be read
   * @throws MalformedApkException when there is neither an end record nor a local header: no ZIP
   *     archive
   */
  public static ZipArchive read(ApkBytes bytes, Limits limits, Sightings sightings, Unread unread)
      throws MalformedApkException {
    EndRecord end = bytes.size() < ZipFormat.END_BYTES ? null : EndRecord.find(bytes, sightings);
    LocalHeaders headers = new LocalHeaders(bytes, sightings);
    Layout layout = new Layout(bytes, sightings);
    List<ZipEntry> entries = new ArrayList<>();
    if (end == null) {
      entries.addAll(headers.walk(limits.maxEntries()));
      if (entries.isEmpty()) {
        throw new MalformedApkException(
            0, "no ZIP archive: neither an end record nor a local header was found");
      }
      sightings.add(
          Anomaly.NO_END_RECORD,
          bytes.size(),
          "",
          entries.size() + " entries were found by their local headers");
      unread.because(
          "the archive has no end record (cut?); entries were found by their local headers");
      layout.checkStart();
      return new ZipArchive(bytes, List.copyOf(entries), index(entries, sightings), -1);
    }
    CentralDirectory directory = CentralDirectory.read(bytes, end, limits, sightings, unread);
    layout.checkStart();
    for (CentralRecord record : directory.records()) {
      entries.add(headers.entry(record, end.directoryOffset()));
      checkRatio(record, sightings);
    }
    if (directory.broken()) {
      unread.because(
          "the central directory is broken; entries missing from it were found by their local"
              + " headers");
      addUnlisted(entries, headers.walk(limits.maxEntries()));
    }
    layout.check(entries, end);
    return new ZipArchive(
        bytes, List.copyOf(entries), index(entries, sightings), end.directoryOffset());
  }

  private static void checkRatio(CentralRecord record, Sightings sightings) {
    if (record.size() >= RATIO_FROM_BYTES
        && record.size() / EXTREME_RATIO >= Math.max(1, record.compressed())) {
      String detail = record.size() + " bytes declared from " + record.compressed();
      sightings.inArchive(Anomaly.EXTREME_RATIO, record.offset(), record.name(), detail);
    }
  }

  private static void addUnlisted(List<ZipEntry> entries, List<ZipEntry> walked) {
    Set<Long> known = new HashSet<>();
    entries.forEach(e -> known.add(e.localHeaderOffset()));
    walked.stream().filter(e -> !known.contains(e.localHeaderOffset())).forEach(entries::add);
  }

  private static Map<String, ZipEntry> index(List<ZipEntry> entries, Sightings sightings) {
    Map<String, ZipEntry> byName = HashMap.newHashMap(entries.size());
    for (ZipEntry entry : entries) {
      ZipEntry first = byName.putIfAbsent(entry.name(), entry);
      if (first != null) {
        String detail =
            "central records at " + first.centralOffset() + " and " + entry.centralOffset();
        sightings.inArchive(Anomaly.DUPLICATE_NAME, entry.centralOffset(), entry.name(), detail);
      }
    }
    for (String name : List.of("AndroidManifest.xml", "classes.dex", "resources.arsc")) {
      ZipEntry folder = byName.get(name + "/");
      if (folder != null && byName.containsKey(name)) {
        sightings.inArchive(
            Anomaly.FOLDER_SHADOWS_FILE, folder.centralOffset(), folder.name(), "beside " + name);
      }
    }
    return byName;
  }

  /** {@return all entries in the order of the central directory, also several of one name} */
  public List<ZipEntry> entries() {
    return entries;
  }

  /** {@return the first entry of this name, or null} */
  public @Nullable ZipEntry find(String name) {
    return byName.get(name);
  }

  /** {@return file offset in bytes of the central directory, -1 when there is none} */
  public long directoryOffset() {
    return directoryOffset;
  }

  /**
   * {@return the bytes of an entry as one consumer gets them}
   *
   * @param limit most bytes to give
   * @throws MalformedApkException when they cannot be read; the message names the entry
   */
  public byte[] read(ZipEntry entry, View view, EntryInflater inflater, long limit)
      throws MalformedApkException {
    int method = view.effectiveMethod(entry.method());
    try {
      return inflater.inflate(
          bytes, entry.dataOffset(), entry.compressedBytes(), method, entry.declaredBytes(), limit);
    } catch (MalformedApkException e) {
      throw e.in(entry.name());
    }
  }
}
