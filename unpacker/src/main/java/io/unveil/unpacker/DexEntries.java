package io.unveil.unpacker;

import io.unveil.unpacker.anomaly.Anomaly;
import io.unveil.unpacker.anomaly.Sightings;
import io.unveil.unpacker.zip.EntryInflater;
import io.unveil.unpacker.zip.ZipArchive;
import io.unveil.unpacker.zip.ZipEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code classes.dex}, {@code classes2.dex}, … in the order ART loads them, then those that it does
 * not load, then those that Android does not see at all.
 */
final class DexEntries {
  private static final Pattern NAME = Pattern.compile("classes([2-9]|[1-9][0-9]{1,3})?\\.dex");

  private static final int MAGIC_BYTES = 4;
  private static final byte[] MAGIC = {'d', 'e', 'x', '\n'};

  private DexEntries() {}

  static boolean isDexName(String name) {
    return name.startsWith("classes") && NAME.matcher(name).matches();
  }

  private static int number(String name) {
    Matcher matcher = NAME.matcher(name);
    return matcher.matches() && matcher.group(1) != null ? Integer.parseInt(matcher.group(1)) : 1;
  }

  private static String name(int number) {
    return number == 1 ? "classes.dex" : "classes" + number + ".dex";
  }

  static List<UnpackedApk.DexEntry> of(
      ApkBytes bytes,
      ZipArchive archive,
      EntryInflater inflater,
      Limits limits,
      Sightings sightings,
      Unread unread) {
    List<UnpackedApk.DexEntry> all = named(archive, sightings);
    for (ZipEntry piece : archive.carved()) {
      if (startsLikeDex(piece, bytes, inflater)) {
        all.add(dexEntry(piece, UnpackedApk.LoadedBy.NOTHING));
      }
    }
    if (all.size() > limits.maxDexFiles()) {
      unread.limit(
          limits.hit("max-dex-files", ""),
          "the archive has "
              + all.size()
              + " DEX files, only the first "
              + limits.maxDexFiles()
              + " are read");
      return all.subList(0, limits.maxDexFiles());
    }
    return all;
  }

  private static List<UnpackedApk.DexEntry> named(ZipArchive archive, Sightings sightings) {
    int gap = 1;
    while (loads(archive.find(name(gap)))) {
      gap++;
    }
    List<ZipEntry> entries =
        archive.entries().stream()
            .filter(e -> isDexName(e.name()))
            .sorted(Comparator.comparingInt(e -> number(e.name())))
            .toList();
    List<UnpackedApk.DexEntry> loaded = new ArrayList<>();
    List<UnpackedApk.DexEntry> byCode = new ArrayList<>();
    List<UnpackedApk.DexEntry> unseen = new ArrayList<>();
    for (ZipEntry entry : entries) {
      boolean before = number(entry.name()) < gap;
      boolean found = entry.equals(archive.find(entry.name()));
      if (!before && archive.find(name(gap)) == null) {
        sightings.add(Anomaly.DEX_NUMBER_GAP, 0, entry.name(), "there is no " + name(gap));
      }
      if (!entry.readable() || !found) {
        unseen.add(dexEntry(entry, UnpackedApk.LoadedBy.NOTHING));
      } else if (before) {
        loaded.add(dexEntry(entry, UnpackedApk.LoadedBy.ART));
      } else {
        byCode.add(dexEntry(entry, UnpackedApk.LoadedBy.CODE));
      }
    }
    loaded.addAll(byCode);
    loaded.addAll(unseen);
    return loaded;
  }

  /**
   * ART stops at the first number that it cannot open (ArtDexFileLoader, {@code
   * OpenAllDexFilesFromZip}). One whose data descriptor differs still counts: Android before the
   * check of descriptors loads it.
   */
  private static boolean loads(@Nullable ZipEntry entry) {
    return entry != null
        && entry.readable()
        && (entry.method() == 0 || entry.method() == EntryInflater.DEFLATED);
  }

  private static boolean startsLikeDex(ZipEntry piece, ApkBytes bytes, EntryInflater inflater) {
    byte[] start = new byte[MAGIC_BYTES];
    int count =
        inflater.prefix(bytes, piece.dataOffset(), piece.compressedBytes(), piece.method(), start);
    return count == MAGIC_BYTES && Arrays.equals(start, MAGIC);
  }

  private static UnpackedApk.DexEntry dexEntry(ZipEntry entry, UnpackedApk.LoadedBy loadedBy) {
    return new UnpackedApk.DexEntry(
        entry.name(),
        List.of(),
        entry.method(),
        entry.dataOffset(),
        entry.compressedBytes(),
        entry.declaredBytes(),
        loadedBy);
  }
}
