package io.unveil.unpacker;

import io.unveil.unpacker.PayloadSniffer.Found;
import io.unveil.unpacker.UnpackedApk.DexEntry;
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

  /** Apps need some thousands. */
  private static final long MAX_LOOKUP_STEPS = 1_000_000;

  private final Limits limits;
  private final EntryInflater inflater;
  private final ArchiveChain chain;
  private final Sightings sightings;
  private final Unread unread;
  private final PayloadSniffer sniffer;
  private final Map<String, String> pathBySha256 = new HashMap<>();
  private final Map<List<Object>, NestedItem> itemByPlace = new HashMap<>();
  private final NestedDexEntries dexEntries;
  private final List<NestedItem> items = new ArrayList<>();
  private final List<NestedApk> apks = new ArrayList<>();
  private int archivesRead;
  private int entriesLeft;

  /** Stored archives cost no memory, but each byte of one is hashed and looked at. */
  private long bytesLeft;

  private long lookupStepsLeft = MAX_LOOKUP_STEPS;

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
    this.dexEntries = new NestedDexEntries(limits, unread);
    this.entriesLeft = limits.maxEntries();
    this.bytesLeft = limits.maxInflatedBytes();
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
    Deque<NestedItem> waiting = new ArrayDeque<>();
    enter(app, path, within, null, waiting, skipped);
    while (!waiting.isEmpty()) {
      read(waiting.pop(), waiting);
    }
  }

  private void enter(
      ApkUnpacker archive,
      String path,
      List<Place> within,
      @Nullable NestedItem around,
      Deque<NestedItem> waiting,
      Set<String> skipped) {
    List<NestedItem> inside = new ArrayList<>();
    for (Found found : sniffer.find(archive.bytes(), archive.archive(), path, unread)) {
      if (skipped.contains(found.name())) {
        continue;
      }
      if (items.size() >= limits.maxEntries()) {
        unread.limit(limits.hit("max-entries", path), "there are more payloads than are kept");
        break;
      }
      List<Place> places = new ArrayList<>(within);
      places.add(found.place());
      int depth = around == null ? 1 : around.depth() + 1;
      NestedItem item =
          new NestedItem(joined(path, found.name()), List.copyOf(places), depth, found, around);
      items.add(item);
      if (found.kind() == Kind.ZIP) {
        inside.add(item);
      } else if (found.kind() == Kind.DEX && found.readable() && found.seen()) {
        // Those in bytes of no entry are among the DEX files of their archive.
        dexEntries.add(item, within, found.place());
      }
    }
    inside.reversed().forEach(waiting::push);
  }

  /**
   * {@return the path of an entry inside an archive} Names that no file could have are shortened.
   */
  static String joined(String path, String name) {
    return path.isEmpty() ? Excerpt.ofName(name) : path + INSIDE + Excerpt.ofName(name);
  }

  private void read(NestedItem item, Deque<NestedItem> waiting) {
    if (item.depth() > limits.maxNestingDepth()) {
      stop(item, "max-nesting-depth", "lies deeper than archives are read");
    } else if (archivesRead >= limits.maxNestedFiles()) {
      stop(item, "max-nested-files", "comes after as many archives as are read");
    } else if (entriesLeft < 0) {
      stop(item, "max-entries", "comes after as many entries of archives as are read");
    } else if (!isSamePlace(item)) {
      archivesRead++;
      try {
        open(item, waiting);
      } catch (MalformedApkException e) {
        if (e.limit() != null) {
          unread.because(e.in(item.path()));
        }
        item.failed("not read: " + e.getMessage());
      }
    }
  }

  private void stop(NestedItem item, String limit, String reason) {
    unread.limit(limits.hit(limit, item.path()), item.path() + " " + reason);
    item.failed("not read, limit " + limit);
  }

  /** Records of one directory may share their data; a place is read once. */
  private boolean isSamePlace(NestedItem item) {
    Place last = item.places().getLast();
    List<Object> key = List.of(item.places().subList(0, item.places().size() - 1), last.offset());
    NestedItem first = itemByPlace.putIfAbsent(key, item);
    if (first != null) {
      item.same(first.path());
    }
    return first != null;
  }

  /** {@return whether so many bytes of archives may still be read, which then count as read} */
  boolean mayRead(ApkBytes archive) {
    bytesLeft = Math.max(-1, bytesLeft - archive.size());
    return bytesLeft >= 0;
  }

  private void open(NestedItem item, Deque<NestedItem> waiting) throws MalformedApkException {
    ApkBytes bytes = chain.open(item.places());
    if (!mayRead(bytes)) {
      stop(item, "max-inflated-bytes", "comes after as many bytes of archives as are read");
      return;
    }
    String same = pathBySha256.putIfAbsent(bytes.sha256(), item.path());
    if (same != null) {
      item.same(same.isEmpty() ? "the file around it" : same);
      return;
    }
    ApkUnpacker archive = new ApkUnpacker(bytes, limits, inflater);
    entriesLeft -= archive.archive().entries().size();
    if (entriesLeft < 0) {
      stop(item, "max-entries", "comes after as many entries of archives as are read");
      return;
    }
    if (archive.hasManifest()) {
      item.isApk();
      addApk(item, archive);
    } else {
      addArchive(item, archive);
    }
    enter(archive, item.path(), item.places(), item, waiting, Set.of());
  }

  /** {@return what an archive in the file says} Each has a bound on lookups, all together too. */
  UnpackedApk own(ApkUnpacker archive) {
    if (lookupStepsLeft <= 0) {
      archive.withoutResources();
      archive
          .unread()
          .because(
              "resources of archives before this one took too many steps to look up; its own stay"
                  + " ids");
    }
    UnpackedApk apk = archive.own();
    lookupStepsLeft -= archive.lookupSteps();
    return apk;
  }

  /** Deviations of an APK are evidence; they do not concern the installation of the outer one. */
  private void addApk(NestedItem item, ApkUnpacker archive) {
    UnpackedApk apk = own(archive);
    dexEntries.addAll(item, apk.dexEntries());
    sightings.include(item.path(), archive.sightings());
    archive.unread().passTo(unread, item.path());
    if (!apk.incomplete().isEmpty()) {
      item.failed("incomplete: " + apk.incomplete().getFirst());
    }
    apks.add(described(item.path(), item.depth(), apk));
  }

  /** {@return what is kept of an APK that is not the app itself} */
  static NestedApk described(String path, int depth, UnpackedApk apk) {
    Manifest manifest = apk.manifest();
    return new NestedApk(
        path,
        depth,
        apk.sha256(),
        apk.sizeInBytes(),
        manifest == null ? null : manifest.packageName(),
        manifest == null ? null : manifest.application().label(),
        manifest == null
            ? List.of()
            : manifest.permissions().stream().map(Manifest.UsesPermission::name).toList(),
        apk.signing().certificates().stream().map(Signing.Certificate::sha256).toList());
  }

  /** Other archives need not follow Android's rules: only what could not be read counts. */
  private void addArchive(NestedItem item, ApkUnpacker archive) {
    dexEntries.addAll(item, archive.dexEntries());
    archive.unread().passLimitsTo(unread, item.path());
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

  /** {@return the DEX files found, all of them only for the app's own code to load} */
  List<DexEntry> dexEntries() {
    return dexEntries.all();
  }

  List<Payload> payloads() {
    return items.stream().map(NestedItem::payload).toList();
  }

  List<NestedApk> apks() {
    return apks;
  }
}
