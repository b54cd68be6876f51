package io.unveil.unpacker;

import io.unveil.unpacker.anomaly.Anomaly;
import io.unveil.unpacker.anomaly.Sightings;
import io.unveil.unpacker.zip.EntryInflater;
import io.unveil.unpacker.zip.ZipArchive;
import io.unveil.unpacker.zip.ZipEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code classes.dex}, {@code classes2.dex}, … in the order ART loads them, then those that it does
 * not load.
 */
final class DexEntries {
  private static final Pattern NAME = Pattern.compile("classes([2-9]|[1-9][0-9]{1,3})?\\.dex");

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
      ZipArchive archive, Limits limits, Sightings sightings, Unread unread) {
    int gap = 1;
    while (archive.find(name(gap)) != null) {
      gap++;
    }
    List<ZipEntry> named =
        archive.entries().stream()
            .filter(e -> isDexName(e.name()))
            .sorted(Comparator.comparingInt(e -> number(e.name())))
            .toList();
    List<UnpackedApk.DexEntry> loaded = new ArrayList<>();
    List<UnpackedApk.DexEntry> others = new ArrayList<>();
    for (ZipEntry entry : named) {
      boolean before = number(entry.name()) < gap;
      boolean byArt =
          before
              && entry.equals(archive.find(entry.name()))
              && (entry.method() == 0 || entry.method() == EntryInflater.DEFLATED);
      if (!before) {
        sightings.add(Anomaly.DEX_NUMBER_GAP, 0, entry.name(), "there is no " + name(gap));
      }
      (byArt ? loaded : others).add(dexEntry(entry, byArt));
    }
    loaded.addAll(others);
    if (loaded.size() > limits.maxDexFiles()) {
      unread.limit(
          limits.hit("max-dex-files", ""),
          "the archive has "
              + loaded.size()
              + " DEX files, only the first "
              + limits.maxDexFiles()
              + " are read");
      return loaded.subList(0, limits.maxDexFiles());
    }
    return loaded;
  }

  private static UnpackedApk.DexEntry dexEntry(ZipEntry entry, boolean loadedByArt) {
    return new UnpackedApk.DexEntry(
        entry.name(),
        List.of(),
        entry.method(),
        entry.dataOffset(),
        entry.compressedBytes(),
        entry.declaredBytes(),
        loadedByArt ? UnpackedApk.LoadedBy.ART : UnpackedApk.LoadedBy.CODE);
  }
}
