package io.unveil.unpacker.zip;

import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.LimitHit;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.Unread;
import io.unveil.unpacker.anomaly.Anomaly;
import io.unveil.unpacker.anomaly.Sightings;
import java.lang.foreign.MemorySegment;
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
  /** Where a central record has the length of its name. */
  private static final int NAME_LENGTH_FIELD = 28;

  private final ApkBytes bytes;
  private final List<ZipEntry> entries;
  private final Map<String, ZipEntry> byName;
  private final List<ZipEntry> carved;
  private final long directoryOffset;

  private ZipArchive(
      ApkBytes bytes,
      List<ZipEntry> entries,
      Map<String, ZipEntry> byName,
      List<ZipEntry> carved,
      long directoryOffset) {
    this.bytes = bytes;
    this.entries = List.copyOf(entries);
    this.byName = byName;
    this.carved = List.copyOf(carved);
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
    Carver carver = new Carver(bytes, headers, limits, sightings, unread);
    Layout layout = new Layout(bytes, sightings);
    List<ZipEntry> entries = new ArrayList<>();
    if (end == null) {
      entries.addAll(headers.walk(limits.maxEntries()));
      if (entries.isEmpty()) {
        throw new MalformedApkException(
            0, "no ZIP archive: neither an end record nor a local header was found");
      }
      String detail = entries.size() + " entries were found by their local headers";
      sightings.add(Anomaly.NO_END_RECORD, bytes.size(), "", detail);
      unread.because(
          "the archive has no end record (cut?); entries were found by their local headers");
      layout.checkStart();
      List<ZipEntry> carved = carver.carve(layout.check(entries, null, 0));
      return new ZipArchive(bytes, entries, index(bytes, entries, 0, sightings), carved, -1);
    }
    CentralDirectory directory = CentralDirectory.read(bytes, end, limits, sightings, unread);
    layout.checkStart();
    int counted = 0;
    for (CentralRecord record : directory.records()) {
      entries.add(headers.entry(record, end.directoryOffset()));
      counted += record.counted() ? 1 : 0;
      checkRatio(record, limits, sightings);
    }
    if (directory.broken()) {
      unread.because(
          "the central directory is broken; entries missing from it were found by their local"
              + " headers");
      addUnlisted(entries, headers.walk(limits.maxEntries()));
    }
    List<ZipEntry> carved = carver.carve(layout.check(entries, end, directory.recordsEnd()));
    return new ZipArchive(
        bytes, entries, index(bytes, entries, counted, sightings), carved, end.directoryOffset());
  }

  private static void checkRatio(CentralRecord record, Limits limits, Sightings sightings) {
    if (record.size() >= limits.ratioAlarmFromBytes()
        && record.size() / Math.max(1, limits.ratioAlarm()) >= Math.max(1, record.compressed())) {
      String detail = record.size() + " bytes declared from " + record.compressed();
      sightings.inArchive(Anomaly.EXTREME_RATIO, record.offset(), record.name(), detail);
    }
  }

  private static void addUnlisted(List<ZipEntry> entries, List<ZipEntry> walked) {
    Set<Long> known = new HashSet<>();
    entries.forEach(e -> known.add(e.localHeaderOffset()));
    walked.stream().filter(e -> !known.contains(e.localHeaderOffset())).forEach(entries::add);
  }

  /**
   * Bytes that are no UTF-8 are escaped in our names, so that two different names may come out
   * alike; Android compares bytes.
   */
  private static boolean sameName(ApkBytes bytes, ZipEntry one, ZipEntry other) {
    MemorySegment segment = bytes.segment();
    long a = one.centralOffset();
    long b = other.centralOffset();
    int length = Bytes.u2(segment, a + NAME_LENGTH_FIELD);
    long from = a + ZipFormat.CENTRAL_BYTES;
    long otherFrom = b + ZipFormat.CENTRAL_BYTES;
    return length == Bytes.u2(segment, b + NAME_LENGTH_FIELD)
        && MemorySegment.mismatch(
                segment, from, from + length, segment, otherFrom, otherFrom + length)
            < 0;
  }

  /**
   * @param counted how many entries Android sees: two of one name among them refuse the archive
   */
  private static Map<String, ZipEntry> index(
      ApkBytes bytes, List<ZipEntry> entries, int counted, Sightings sightings) {
    Map<String, ZipEntry> byName = HashMap.newHashMap(entries.size());
    for (int i = 0; i < entries.size(); i++) {
      ZipEntry entry = entries.get(i);
      ZipEntry first = byName.putIfAbsent(entry.name(), entry);
      if (first != null && i < counted && sameName(bytes, first, entry)) {
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

  /**
   * {@return files and entries found in bytes that no entry claims, in file order} Android sees
   * none of them; each is named {@code @} and its offset in the file.
   */
  public List<ZipEntry> carved() {
    return carved;
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
   * @param limit most bytes to give, and what that bound is called
   * @throws MalformedApkException when they cannot be read; the message names the entry
   */
  public byte[] read(ZipEntry entry, View view, EntryInflater inflater, LimitHit limit)
      throws MalformedApkException {
    int method = view.effectiveMethod(entry.method());
    try {
      return inflater.inflate(
          bytes, entry.dataOffset(), entry.compressedBytes(), method, entry.declaredBytes(), limit);
    } catch (MalformedApkException e) {
      throw e.in(entry.name());
    }
  }

  /**
   * {@return the bytes of an entry as one consumer on Android gets them}
   *
   * @param limit most bytes to give, and what that bound is called
   * @throws MalformedApkException when that consumer refuses the entry; the message names it.
   *     {@link #read(ZipEntry, View, EntryInflater, LimitHit)} reads most of those all the same.
   */
  public byte[] asAndroid(ZipEntry entry, View view, EntryInflater inflater, LimitHit limit)
      throws MalformedApkException {
    if (!entry.readable() || !view.takes(entry)) {
      throw new MalformedApkException(
          entry.localHeaderOffset(),
          entry.name() + ": Android does not read this entry as " + view);
    }
    byte[] data = read(entry, view, inflater, limit);
    if (data.length != entry.declaredBytes()) {
      throw new MalformedApkException(
          entry.dataOffset(),
          entry.name()
              + ": "
              + entry.declaredBytes()
              + " bytes declared, "
              + data.length
              + " came out");
    }
    return data;
  }

  /**
   * {@return how the Androids that can read this entry read it: {@link View#ASSET}, unless its
   * method is unknown and its data is a deflate stream of the declared size}
   *
   * @param limit most bytes to inflate for that
   */
  public View assetView(ZipEntry entry, EntryInflater inflater, long limit) {
    if (entry.method() == 0 || entry.method() == EntryInflater.DEFLATED) {
      return View.ASSET;
    }
    try {
      long size = inflater.inflatedSize(bytes, entry.dataOffset(), entry.compressedBytes(), limit);
      return size == entry.declaredBytes() && size <= limit ? View.ASSET_BEFORE_28 : View.ASSET;
    } catch (MalformedApkException e) {
      return View.ASSET;
    }
  }
}
