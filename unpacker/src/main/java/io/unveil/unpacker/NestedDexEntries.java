package io.unveil.unpacker;

import io.unveil.unpacker.UnpackedApk.DexEntry;
import io.unveil.unpacker.UnpackedApk.LoadedBy;
import io.unveil.unpacker.UnpackedApk.Place;
import java.util.ArrayList;
import java.util.List;

/** The DEX files among payloads and in the archives among them, at most as many as are read. */
final class NestedDexEntries {
  private final Limits limits;
  private final Unread unread;
  private final List<DexEntry> all = new ArrayList<>();

  NestedDexEntries(Limits limits, Unread unread) {
    this.limits = limits;
    this.unread = unread;
  }

  /** Adds a payload that is a DEX file itself. */
  void add(NestedItem item, List<Place> within, Place place) {
    add(item, item.path(), within, place, LoadedBy.CODE);
  }

  /** Adds the DEX files of an archive. */
  void addAll(NestedItem archive, List<DexEntry> entries) {
    for (DexEntry dex : entries) {
      Place place =
          new Place(dex.method(), dex.dataOffset(), dex.compressedBytes(), dex.declaredBytes());
      LoadedBy loadedBy = dex.loadedBy() == LoadedBy.NOTHING ? LoadedBy.NOTHING : LoadedBy.CODE;
      String name = NestedReader.joined(archive.path(), dex.name());
      add(archive, name, archive.places(), place, loadedBy);
    }
  }

  private void add(
      NestedItem item, String name, List<Place> within, Place place, LoadedBy loadedBy) {
    if (all.size() >= limits.maxDexFiles()) {
      String reason = item.path() + ": too many DEX files to read it";
      unread.limit(limits.hit("max-dex-files", item.path()), reason);
      item.failed("too many DEX files");
      return;
    }
    all.add(
        new DexEntry(
            name,
            within,
            place.method(),
            place.offset(),
            place.compressedBytes(),
            place.declaredBytes(),
            item.seen() ? loadedBy : LoadedBy.NOTHING));
  }

  /** {@return those that were added, in that order} */
  List<DexEntry> all() {
    return all;
  }
}
