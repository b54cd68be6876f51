package io.unveil.analyzer;

import io.unveil.unpacker.LimitHit;
import io.unveil.unpacker.UnpackedApk;
import io.unveil.unpacker.UnpackedApk.DexEntry;
import io.unveil.unpacker.UnpackedApk.LoadedBy;
import io.unveil.unpacker.anomaly.Sighting;
import io.unveil.unpacker.dex.DexCheck;
import io.unveil.unpacker.dex.DexCode;
import io.unveil.unpacker.dex.DexFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the DEX files themselves add to what the archive says about the app. */
final class CodeNotes {
  /** Ends the name of each archive around an entry. */
  private static final String INSIDE = "!/";

  private CodeNotes() {}

  /**
   * {@return the app with the deviations of its DEX files, and with who loads those}
   *
   * @param check what is looked for
   */
  static UnpackedApk added(UnpackedApk app, DexCode code, DexCheck check) {
    List<Sighting> anomalies = new ArrayList<>(app.anomalies());
    anomalies.addAll(code.sightings(check));
    return app.withCode(
        loaded(app.dexEntries(), code, check),
        anomalies,
        app.anomalyCount() + code.sightingCount(check),
        app.limits());
  }

  /** {@return the app with the bounds that were hit in its code, once that was read} */
  static UnpackedApk withLimits(UnpackedApk app, DexCode code) {
    List<LimitHit> limits = new ArrayList<>(app.limits());
    code.limits().stream().filter(hit -> !limits.contains(hit)).forEach(limits::add);
    return app.withCode(app.dexEntries(), app.anomalies(), app.anomalyCount(), limits);
  }

  /**
   * ART stops at the first file of an APK that it does not open (AOSP {@code
   * DexFileLoader::OpenAllDexFilesFromZip}). That file and those behind it run only when the app's
   * own code mends or loads them.
   */
  private static List<DexEntry> loaded(List<DexEntry> entries, DexCode code, DexCheck check) {
    Set<String> refused = new HashSet<>();
    Set<String> opened = new HashSet<>();
    for (DexFile file : code.files()) {
      (file.firstApi(check).isEmpty() ? refused : opened).add(file.name());
    }
    refused.removeAll(opened);
    if (refused.isEmpty()) {
      return entries;
    }
    Set<String> stopped = new HashSet<>();
    List<DexEntry> all = new ArrayList<>();
    for (DexEntry entry : entries) {
      if (entry.loadedByArt() && refused.contains(entry.name())) {
        stopped.add(apk(entry));
      }
      boolean skipped = entry.loadedByArt() && stopped.contains(apk(entry));
      all.add(skipped ? byCode(entry) : entry);
    }
    return all;
  }

  private static String apk(DexEntry entry) {
    return entry.name().substring(0, Math.max(0, entry.name().lastIndexOf(INSIDE)));
  }

  private static DexEntry byCode(DexEntry entry) {
    return new DexEntry(
        entry.name(),
        entry.within(),
        entry.method(),
        entry.dataOffset(),
        entry.compressedBytes(),
        entry.declaredBytes(),
        LoadedBy.CODE);
  }
}
