package io.unveil.unpacker;

import io.unveil.unpacker.anomaly.Anomaly;
import io.unveil.unpacker.anomaly.Refusal;
import io.unveil.unpacker.anomaly.Sightings;
import io.unveil.unpacker.manifest.AppResources;
import io.unveil.unpacker.manifest.AppResourcesReader;
import io.unveil.unpacker.manifest.Manifest;
import io.unveil.unpacker.manifest.ManifestReader;
import io.unveil.unpacker.resources.ResourceTable;
import io.unveil.unpacker.signing.Signing;
import io.unveil.unpacker.signing.SigningReader;
import io.unveil.unpacker.zip.ArchiveChain;
import io.unveil.unpacker.zip.EntryInflater;
import io.unveil.unpacker.zip.ZipArchive;
import io.unveil.unpacker.zip.ZipEntry;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads an APK's own statements: archive, manifest, resources as far as named, certificates. No
 * code.
 */
public final class ApkUnpacker {
  private static final String RESOURCES = "resources.arsc";

  /** First Android that knows target 30. */
  private static final int TARGET_30_API = 30;

  private final ApkBytes bytes;
  private final Limits limits;
  private final Sightings sightings;
  private final Unread unread = new Unread();
  private final ZipArchive archive;
  private final EntryInflater inflater;
  private final EntryData data;
  private @Nullable ResourceTable resources;
  private boolean resourcesOpened;

  ApkUnpacker(ApkBytes bytes, Limits limits, EntryInflater inflater) throws MalformedApkException {
    this.bytes = bytes;
    this.limits = limits;
    this.inflater = inflater;
    this.sightings = new Sightings(limits.maxAnomalies());
    this.archive = ZipArchive.read(bytes, limits, sightings, unread);
    this.data = new EntryData(bytes, archive, inflater, sightings, unread);
  }

  /**
   * Unpacks one APK, or a bundle of the APKs of one app. What can be read is in the result, what
   * cannot is named in {@link UnpackedApk#incomplete()}.
   *
   * @param bytes stays open and owned by the caller
   * @throws MalformedApkException when the bytes are no ZIP archive at all
   */
  public static UnpackedApk unpack(ApkBytes bytes, Limits limits) throws MalformedApkException {
    try (EntryInflater inflater = new EntryInflater(limits.maxInflatedBytes());
        ArchiveChain chain = new ArchiveChain(bytes, limits, inflater)) {
      ApkUnpacker file = new ApkUnpacker(bytes, limits, inflater);
      UnpackedApk bundle =
          file.hasManifest() ? null : BundleReader.read(file, limits, inflater, chain);
      return bundle == null ? file.withNested(chain) : bundle;
    }
  }

  private UnpackedApk withNested(ArchiveChain chain) {
    UnpackedApk own = own();
    NestedReader nested = new NestedReader(limits, inflater, chain, sightings, unread);
    nested.read(this, "", List.of(), Set.of());
    List<UnpackedApk.DexEntry> dexEntries = new ArrayList<>(own.dexEntries());
    dexEntries.addAll(nested.dexEntries());
    List<UnpackedApk.DexEntry> ordered = ordered(dexEntries, limits, unread);
    return new UnpackedApk(
        own.sha256(),
        own.sizeInBytes(),
        own.installable(),
        own.manifest(),
        own.resources(),
        ordered,
        nested.payloads(),
        nested.apks(),
        null,
        own.nativeLibraries(),
        own.signing(),
        sightings.inFileOrder(),
        sightings.count(),
        own.entryCount(),
        unread.limits(),
        unread.sentences());
  }

  /** Those that ART loads first, those that nothing loads last, otherwise as they come. */
  static List<UnpackedApk.DexEntry> ordered(
      List<UnpackedApk.DexEntry> all, Limits limits, Unread unread) {
    if (all.size() > limits.maxDexFiles()) {
      String counts = all.size() + " DEX files, only the first " + limits.maxDexFiles();
      unread.limit(limits.hit("max-dex-files", ""), "the file has " + counts + " are read");
    }
    return all.stream()
        .sorted(Comparator.comparing(UnpackedApk.DexEntry::loadedBy))
        .limit(limits.maxDexFiles())
        .toList();
  }

  ApkBytes bytes() {
    return bytes;
  }

  ZipArchive archive() {
    return archive;
  }

  Sightings sightings() {
    return sightings;
  }

  Unread unread() {
    return unread;
  }

  boolean hasManifest() {
    return archive.find(ManifestReader.FILE) != null;
  }

  List<UnpackedApk.DexEntry> dexEntries() {
    return DexEntries.of(bytes, archive, inflater, limits, sightings, unread);
  }

  /** Makes references to resources stay ids. */
  void withoutResources() {
    resourcesOpened = true;
  }

  /** {@return the steps that lookups of resources took} */
  long lookupSteps() {
    return resources == null ? 0 : resources.steps();
  }

  /** {@return what this archive alone says, nothing of archives inside it} */
  UnpackedApk own() {
    // Installation opens the table whether the manifest refers to it or not.
    resources();
    ManifestReader.Parsed parsed = manifest();
    Manifest manifest = parsed == null ? null : parsed.manifest();
    AppResources said = parsed == null ? AppResources.NONE : appResources(parsed);
    List<UnpackedApk.DexEntry> dexEntries = dexEntries();
    Signing signing = signing(manifest);
    if (resources != null && resources.exhausted()) {
      unread.because(RESOURCES + ": looking up resources took too many steps; later ones stay ids");
    }
    List<Refusal> refusals =
        refusals(signing, manifest == null || manifest.application().hasCode());
    // A bound of ours says nothing about what Android does.
    if (!hit("max-certificates") && !hit("max-signature-bytes")) {
      refusals.addAll(signing.refusals());
    }
    if (manifest == null && !hit("max-manifest-bytes") && !hit("max-xml-strings")) {
      refusals.add(Refusal.always("no readable " + ManifestReader.FILE));
    }
    checkResources(manifest, refusals);
    return new UnpackedApk(
        bytes.sha256(),
        bytes.size(),
        UnpackedApk.Installable.of(refusals),
        manifest,
        said,
        dexEntries,
        List.of(),
        List.of(),
        null,
        nativeLibraries(),
        signing,
        sightings.inFileOrder(),
        sightings.count(),
        archive.entries().size(),
        unread.limits(),
        unread.sentences());
  }

  private boolean hit(String limit) {
    return unread.limits().stream().anyMatch(h -> h.limit().equals(limit));
  }

  private Signing signing(@Nullable Manifest manifest) {
    int minSdk = manifest == null ? 1 : manifest.minSdk();
    int targetSdk = manifest == null ? 1 : manifest.targetSdk();
    return SigningReader.read(bytes, archive, inflater, minSdk, targetSdk, limits, unread);
  }

  private List<Refusal> refusals(Signing signing, boolean hasCode) {
    EntriesReadAtInstall reads =
        new EntriesReadAtInstall(archive, inflater, limits, signing, hasCode);
    List<Refusal> refusals = new ArrayList<>(sightings.refusals(reads));
    refusals.addAll(reads.unverifiable());
    ZipEntry entry = archive.find(ManifestReader.FILE);
    Refusal method = entry == null ? null : reads.method(entry);
    if (method != null) {
      refusals.add(method);
    }
    for (String name :
        hasCode ? List.of(ManifestReader.FILE, "classes.dex") : List.of(ManifestReader.FILE)) {
      ZipEntry needed = archive.find(name);
      // One behind the number that the end record counts has no deviation of its own.
      if (needed != null && !needed.readable() && UnpackedApk.Installable.of(refusals).yes()) {
        refusals.add(Refusal.always(name + " is there, but Android does not see or read it"));
      }
    }
    return refusals;
  }

  private ManifestReader.@Nullable Parsed manifest() {
    ZipEntry entry = archive.find(ManifestReader.FILE);
    if (entry == null) {
      unread.because("the archive has no " + ManifestReader.FILE);
      return null;
    }
    MemorySegment document = data.read(entry, limits.hit("max-manifest-bytes", entry.name()));
    return document == null
        ? null
        : ManifestReader.read(document, this::resources, limits, sightings, unread);
  }

  private AppResources appResources(ManifestReader.Parsed parsed) {
    return new AppResourcesReader(this::resources, this::document, limits, sightings, unread)
        .read(parsed);
  }

  /** Bytes of a binary XML document that the manifest refers to. */
  private @Nullable MemorySegment document(String name, long limit) {
    ZipEntry entry = archive.find(name);
    return entry == null
        ? null
        : data.read(entry, new LimitHit("max-manifest-bytes", limit, entry.name()));
  }

  private @Nullable ResourceTable resources() {
    if (!resourcesOpened) {
      resourcesOpened = true;
      ZipEntry entry = archive.find(RESOURCES);
      MemorySegment table =
          entry == null
              ? null
              : data.read(entry, limits.hit("max-resource-table-bytes", RESOURCES));
      if (table != null) {
        try {
          resources = ResourceTable.open(table, limits, sightings, unread);
        } catch (MalformedApkException e) {
          unread.because(e);
        }
      }
    }
    return resources;
  }

  /** From target 30 on Android wants to map the table in place. */
  private void checkResources(@Nullable Manifest manifest, List<Refusal> refusals) {
    ZipEntry entry = archive.find(RESOURCES);
    if (entry == null
        || (entry.method() != EntryInflater.DEFLATED && entry.dataOffset() % 4 == 0)) {
      return;
    }
    String detail = "method " + entry.method() + ", data at " + entry.dataOffset();
    if (manifest != null && manifest.targetSdk() >= 30) {
      sightings.inArchive(Anomaly.RESOURCES_NOT_MAPPABLE, entry.centralOffset(), RESOURCES, detail);
      String reason =
          RESOURCES + " is compressed or not aligned, which target 30 and later forbid: " + detail;
      refusals.add(new Refusal(reason, TARGET_30_API, Integer.MAX_VALUE));
    }
  }

  private List<String> nativeLibraries() {
    return archive.entries().stream()
        .map(ZipEntry::name)
        .filter(name -> name.startsWith("lib/") && !name.endsWith("/"))
        .toList();
  }
}
