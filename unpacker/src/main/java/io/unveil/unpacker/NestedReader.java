package io.unveil.unpacker;

import io.unveil.unpacker.PayloadSniffer.Found;
import io.unveil.unpacker.UnpackedApk.DexEntry;
import io.unveil.unpacker.UnpackedApk.LoadedBy;
import io.unveil.unpacker.UnpackedApk.NestedApk;
import io.unveil.unpacker.UnpackedApk.Payload;
import io.unveil.unpacker.UnpackedApk.Payload.Kind;
import io.unveil.unpacker.UnpackedApk.Place;
import io.unveil.unpacker.anomaly.Anomaly;
import io.unveil.unpacker.anomaly.Sightings;
import io.unveil.unpacker.manifest.Manifest;
import io.unveil.unpacker.signing.Signing;
import io.unveil.unpacker.zip.ArchiveChain;
import io.unveil.unpacker.zip.EntryInflater;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks for payloads in an archive and in the archives that are among them, outer ones before inner
 * ones, each archive right before those inside it. No recursion: what is to be read waits in a
 * list. The same bytes are read once, so an archive that holds itself comes to an end. Confined to
 * one thread.
 */
final class NestedReader {
  /** Separates the names of an archive and of an entry in it. */
  static final String INSIDE = "!/";

  private final Limits limits;
  private final EntryInflater inflater;
  private final ArchiveChain chain;
  private final Sightings sightings;
  private final Unread unread;
  private final PayloadSniffer sniffer;
  private final Map<String, String> pathBySha256 = new HashMap<>();
  private final Map<List<Object>, Item> itemByPlace = new HashMap<>();
  private final List<DexEntry> dexEntries = new ArrayList<>();
  private final List<Item> items = new ArrayList<>();
  private final List<NestedApk> apks = new ArrayList<>();
  private int archivesRead;
  private int entriesLeft;

  NestedReader(
      Limits limits,
      EntryInflater inflater,
      ArchiveChain chain,
      Sightings sightings,
      Unread unread) {
    this.limits = limits;
    this.inflater = inflater;
    this.chain = chain;
    this.sightings = sightings;
    this.unread = unread;
    this.sniffer = new PayloadSniffer(inflater);
    this.entriesLeft = limits.maxEntries();
  }

  /** A payload whose reading may still fail, which then also concerns those around it. */
  private static final class Item {
    private final String path;
    private final List<Place> places;
    private final int depth;
    private final long size;
    private final @Nullable Item around;
    private Kind kind;
    private boolean analysed;
    private String detail;

    Item(String path, List<Place> places, int depth, Found found, @Nullable Item around) {
      this.path = path;
      this.places = places;
      this.depth = depth;
      this.size = found.place().declaredBytes();
      this.around = around;
      this.kind = found.kind();
      this.analysed = found.readable();
      this.detail = found.detail();
    }

    void failed(String reason) {
      detail = detail.isEmpty() ? reason : detail + "; " + reason;
      for (Item item = this; item != null; item = item.around) {
        item.analysed = false;
      }
    }

    Payload payload() {
      return new Payload(path, kind, size, analysed, detail);
    }
  }

  /**
   * Reads everything inside one archive that the app itself consists of: the file, or a member of a
   * bundle.
   *
   * @param app the archive
   * @param path its name inside the file, empty for the file itself
   * @param within where it lies in the file, empty for the file itself
   * @param skipped names of entries that are read elsewhere
   */
  void read(ApkUnpacker app, String path, List<Place> within, Set<String> skipped) {
    pathBySha256.putIfAbsent(app.bytes().sha256(), path);
    Deque<Item> waiting = new ArrayDeque<>();
    enter(app, path, within, null, waiting, skipped);
    while (!waiting.isEmpty()) {
      read(waiting.pop(), waiting);
    }
  }

  private void enter(
      ApkUnpacker archive,
      String path,
      List<Place> within,
      @Nullable Item around,
      Deque<Item> waiting,
      Set<String> skipped) {
    List<Item> inside = new ArrayList<>();
    for (Found found : sniffer.find(archive.bytes(), archive.archive())) {
      if (skipped.contains(found.name())) {
        continue;
      }
      if (items.size() >= limits.maxEntries()) {
        unread.limit(limits.hit("max-entries", path), "there are more payloads than are kept");
        break;
      }
      List<Place> places = new ArrayList<>(within);
      places.add(found.place());
      int depth = around == null ? 1 : around.depth + 1;
      Item item = new Item(joined(path, found.name()), List.copyOf(places), depth, found, around);
      items.add(item);
      if (found.kind() == Kind.ZIP) {
        inside.add(item);
      } else if (found.kind() == Kind.DEX && found.readable()) {
        addDex(item, item.path, within, found.place(), LoadedBy.CODE);
      }
    }
    inside.reversed().forEach(waiting::push);
  }

  private void addDex(
      @Nullable Item item, String name, List<Place> within, Place place, LoadedBy loadedBy) {
    if (dexEntries.size() < limits.maxDexFiles()) {
      dexEntries.add(
          new DexEntry(
              name,
              within,
              place.method(),
              place.offset(),
              place.compressedBytes(),
              place.declaredBytes(),
              loadedBy));
    } else {
      String where = item == null ? name : item.path;
      unread.limit(limits.hit("max-dex-files", where), where + ": too many DEX files to read it");
      if (item != null) {
        item.failed("too many DEX files");
      }
    }
  }

  static String joined(String path, String name) {
    return path.isEmpty() ? name : path + INSIDE + name;
  }

  private void read(Item item, Deque<Item> waiting) {
    if (item.depth > limits.maxNestingDepth()) {
      stop(item, "max-nesting-depth", "lies deeper than archives are read");
    } else if (archivesRead >= limits.maxNestedFiles()) {
      stop(item, "max-nested-files", "comes after as many archives as are read");
    } else if (!isSamePlace(item)) {
      archivesRead++;
      try {
        open(item, waiting);
      } catch (MalformedApkException e) {
        if (e.limit() != null) {
          unread.because(e.in(item.path));
        }
        item.failed("not read: " + e.getMessage());
      }
    }
  }

  private void stop(Item item, String limit, String reason) {
    unread.limit(limits.hit(limit, item.path), item.path + " " + reason);
    item.failed("not read, limit " + limit);
  }

  /** Records of one directory may share their data; a place is read once. */
  private boolean isSamePlace(Item item) {
    Place last = item.places.getLast();
    List<Object> key = List.of(item.places.subList(0, item.places.size() - 1), last.offset());
    Item first = itemByPlace.putIfAbsent(key, item);
    if (first != null) {
      item.detail = "the same bytes as " + first.path;
    }
    return first != null;
  }

  private void open(Item item, Deque<Item> waiting) throws MalformedApkException {
    ApkBytes bytes = chain.open(item.places);
    String same = pathBySha256.putIfAbsent(bytes.sha256(), item.path);
    if (same != null) {
      item.detail = "the same bytes as " + (same.isEmpty() ? "the file around it" : same);
      return;
    }
    ApkUnpacker archive = new ApkUnpacker(bytes, limits, inflater);
    entriesLeft -= archive.archive().entries().size();
    if (entriesLeft < 0) {
      stop(item, "max-entries", "comes after as many entries of archives as are read");
      return;
    }
    if (archive.hasManifest()) {
      item.kind = Kind.APK;
      addApk(item, archive);
    } else {
      addArchive(item, archive);
    }
    enter(archive, item.path, item.places, item, waiting, Set.of());
  }

  /** Deviations of an APK are evidence; they do not concern the installation of the outer one. */
  private void addApk(Item item, ApkUnpacker archive) {
    UnpackedApk apk = archive.own();
    addDexEntries(item, apk.dexEntries());
    sightings.include(item.path, archive.sightings());
    archive.unread().passTo(unread, item.path);
    if (!apk.incomplete().isEmpty()) {
      item.failed("incomplete: " + apk.incomplete().getFirst());
    }
    Manifest manifest = apk.manifest();
    apks.add(
        new NestedApk(
            item.path,
            item.depth,
            apk.sha256(),
            apk.sizeInBytes(),
            manifest == null ? null : manifest.packageName(),
            manifest == null ? null : manifest.application().label(),
            manifest == null
                ? List.of()
                : manifest.permissions().stream().map(Manifest.UsesPermission::name).toList(),
            apk.signing().certificates().stream().map(Signing.Certificate::sha256).toList()));
  }

  /** Other archives need not follow Android's rules: only what could not be read counts. */
  private void addArchive(Item item, ApkUnpacker archive) {
    addDexEntries(item, archive.dexEntries());
    archive.unread().passLimitsTo(unread, item.path);
    if (!archive.unread().sentences().isEmpty()) {
      item.failed("incomplete: " + archive.unread().sentences().getFirst());
    }
    long encrypted =
        archive.sightings().inFileOrder().stream()
            .filter(s -> s.kind() == Anomaly.ENCRYPTED_BIT)
            .count();
    if (encrypted > 0) {
      item.failed(encrypted + " of its entries are marked as encrypted");
    }
  }

  private void addDexEntries(Item item, List<DexEntry> entries) {
    for (DexEntry dex : entries) {
      Place place =
          new Place(dex.method(), dex.dataOffset(), dex.compressedBytes(), dex.declaredBytes());
      LoadedBy loadedBy = dex.loadedBy() == LoadedBy.NOTHING ? LoadedBy.NOTHING : LoadedBy.CODE;
      addDex(item, joined(item.path, dex.name()), item.places, place, loadedBy);
    }
  }

  /** {@return the DEX files found, all of them only for the app's own code to load} */
  List<DexEntry> dexEntries() {
    return dexEntries;
  }

  List<Payload> payloads() {
    return items.stream().map(Item::payload).toList();
  }

  List<NestedApk> apks() {
    return apks;
  }
}
