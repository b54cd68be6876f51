package io.unveil.unpacker;

import io.unveil.unpacker.UnpackedApk.DexEntry;
import io.unveil.unpacker.UnpackedApk.Place;
import io.unveil.unpacker.manifest.Manifest;
import io.unveil.unpacker.signing.Signing;
import io.unveil.unpacker.zip.ArchiveChain;
import io.unveil.unpacker.zip.EntryInflater;
import io.unveil.unpacker.zip.ZipArchive;
import io.unveil.unpacker.zip.ZipEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads an archive that is no APK but holds the APKs of an app: {@code .apks} of bundletool and
 * others, {@code .xapk}, {@code .apkm}, or any ZIP. Each member is opened once and read as an APK
 * of its own, with what is nested in it; {@link BundleMerge} makes one app of them.
 */
final class BundleReader {
  private final ApkUnpacker file;
  private final Limits limits;
  private final EntryInflater inflater;
  private final ArchiveChain chain;
  private final NestedReader nested;
  private final List<Part> parts = new ArrayList<>();
  private final Set<String> names = new HashSet<>();

  private BundleReader(
      ApkUnpacker file, Limits limits, EntryInflater inflater, ArchiveChain chain) {
    this.file = file;
    this.limits = limits;
    this.inflater = inflater;
    this.chain = chain;
    this.nested = new NestedReader(limits, inflater, chain, file.sightings(), file.unread());
  }

  /**
   * One member.
   *
   * @param name entry name
   * @param within where it lies
   * @param apk what it says about itself
   * @param dexDigests method and SHA-256 of the compressed data of each of its DEX files
   */
  record Part(String name, List<Place> within, UnpackedApk apk, List<String> dexDigests) {
    @Nullable String split() {
      Manifest manifest = apk.manifest();
      return manifest == null ? null : manifest.split();
    }

    /** {@return whether it could be the base: it has a manifest, and that names no split} */
    boolean isWhole() {
      return apk.manifest() != null && split() == null;
    }

    /** {@return whether Android would install both together: same package, version and signers} */
    boolean belongsTo(Part base) {
      Manifest own = apk.manifest();
      Manifest other = base.apk.manifest();
      return own != null
          && other != null
          && own.packageName().equals(other.packageName())
          && own.versionCode() == other.versionCode()
          && signers(apk).equals(signers(base.apk));
    }

    private static Set<String> signers(UnpackedApk apk) {
      return apk.signing().certificates().stream()
          .map(Signing.Certificate::sha256)
          .collect(Collectors.toSet());
    }
  }

  /**
   * {@return the app that the file bundles, or null when no entry is an APK with a manifest}
   *
   * @param file an archive without a manifest
   */
  static @Nullable UnpackedApk read(
      ApkUnpacker file, Limits limits, EntryInflater inflater, ArchiveChain chain) {
    BundleReader reader = new BundleReader(file, limits, inflater, chain);
    reader.readParts();
    if (reader.parts.isEmpty()) {
      return null;
    }
    reader.nested.read(file, "", List.of(), reader.names);
    return new BundleMerge(file, limits, reader.parts, reader.nested, format(file.archive()))
        .merged();
  }

  private void readParts() {
    Set<String> known = new HashSet<>();
    int opened = 0;
    for (ZipEntry entry : file.archive().entries()) {
      if (!entry.name().toLowerCase(Locale.ROOT).endsWith(".apk") || !names.add(entry.name())) {
        continue;
      }
      if (++opened > limits.maxNestedFiles()) {
        file.unread()
            .limit(
                limits.hit("max-nested-files", entry.name()),
                "the bundle has more members than are read");
        return;
      }
      try {
        readPart(entry, known);
      } catch (MalformedApkException e) {
        file.unread().because(e.in(entry.name()));
      }
    }
  }

  private void readPart(ZipEntry entry, Set<String> known) throws MalformedApkException {
    List<Place> within = List.of(PayloadSniffer.place(entry));
    ApkBytes bytes = chain.open(within);
    if (!nested.mayRead(bytes)) {
      throw new MalformedApkException(
          entry.dataOffset(),
          "the member comes after as many bytes of archives as are read",
          limits.hit("max-inflated-bytes", entry.name()));
    }
    ApkUnpacker member = new ApkUnpacker(bytes, limits, inflater);
    if (!member.hasManifest()) {
      names.remove(entry.name());
      return;
    }
    if (!known.add(bytes.sha256())) {
      return;
    }
    UnpackedApk apk = nested.own(member);
    parts.add(new Part(entry.name(), within, apk, digests(bytes, apk.dexEntries())));
    file.sightings().include(entry.name(), member.sightings());
    member.unread().passTo(file.unread(), entry.name());
    nested.read(member, entry.name(), within, Set.of());
  }

  /** Entries that overlap could make one byte be hashed many times: those count as different. */
  private static List<String> digests(ApkBytes bytes, List<DexEntry> entries) {
    List<String> digests = new ArrayList<>();
    long left = bytes.size();
    for (DexEntry dex : entries) {
      long offset = Math.clamp(dex.dataOffset(), 0, bytes.size());
      long size = Math.clamp(dex.compressedBytes(), 0, bytes.size() - offset);
      left -= size;
      String data =
          left < 0
              ? bytes.sha256() + "@" + offset + "+" + size
              : ApkBytes.of(bytes.segment().asSlice(offset, size)).sha256();
      digests.add(dex.method() + ":" + data);
    }
    return digests;
  }

  private static String format(ZipArchive archive) {
    if (archive.find("info.json") != null) {
      return "apkm";
    }
    if (archive.find("manifest.json") != null) {
      return "xapk";
    }
    boolean apks =
        archive.find("toc.pb") != null
            || archive.find("meta.sai_v1.json") != null
            || archive.find("meta.sai_v2.json") != null
            || archive.find("splits/base-master.apk") != null
            || archive.find("base.apk") != null
            || archive.find("universal.apk") != null;
    return apks ? "apks" : "zip";
  }
}
