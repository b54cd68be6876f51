package io.unveil.deploy.inspect;

import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ApkUnpacker;
import io.unveil.unpacker.LimitHit;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.UnpackedApk;
import io.unveil.unpacker.UnpackedApk.LoadedBy;
import io.unveil.unpacker.Unread;
import io.unveil.unpacker.anomaly.Sightings;
import io.unveil.unpacker.dex.DexCheck;
import io.unveil.unpacker.dex.DexCode;
import io.unveil.unpacker.dex.DexFile;
import io.unveil.unpacker.manifest.DecodedXml;
import io.unveil.unpacker.manifest.ManifestReader;
import io.unveil.unpacker.resources.ResourceTable;
import io.unveil.unpacker.signing.V4Signature;
import io.unveil.unpacker.zip.EntryInflater;
import io.unveil.unpacker.zip.View;
import io.unveil.unpacker.zip.ZipArchive;
import io.unveil.unpacker.zip.ZipEntry;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads one file for a person. */
public final class Inspector {
  private static final int SCHEMA_VERSION = 1;
  private static final int FRAMEWORK = 0x01;

  private final Limits limits;

  /**
   * @param limits bounds on the reading, as for a scan
   */
  public Inspector(Limits limits) {
    this.limits = limits;
  }

  /**
   * {@return everything that is known about a file}
   *
   * @param file an APK or a bundle of APKs
   * @throws IOException when it cannot be opened; the message says why
   * @throws MalformedApkException when it is no ZIP archive at all
   */
  public Inspection inspect(Path file) throws IOException, MalformedApkException {
    try (ApkBytes bytes = ApkBytes.map(file, limits)) {
      UnpackedApk apk = ApkUnpacker.unpack(bytes, limits);
      DexCode code = DexCode.open(bytes, apk.dexEntries(), limits);
      // Reads the classes, so that their failures and limits are known.
      code.classCount();
      int minSdk = apk.manifest() == null ? 1 : apk.manifest().minSdk();
      // The same archive again: its deviations are already in the result.
      Sightings seen = new Sightings(0);
      ZipArchive archive = ZipArchive.read(bytes, limits, seen, new Unread());
      try (EntryInflater inflater = new EntryInflater(limits.maxInflatedBytes())) {
        Beside beside = beside(file);
        return new Inspection(
            SCHEMA_VERSION,
            file.toString(),
            apk,
            beside.v4,
            beside.problem,
            Inspection.ApiRange.of(apk.installable().refusals(), minSdk),
            manifest(archive, inflater),
            archive.entries().stream().map(Inspector::entry).toList(),
            code.files().stream().map(dex -> dex(dex, apk)).toList(),
            code.sightings(DexCheck.WHOLE),
            code.sightingCount(DexCheck.WHOLE),
            code.failures(),
            Stream.concat(apk.limits().stream(), code.limits().stream()).toList());
      }
    }
  }

  private record Beside(@Nullable V4Signature v4, String problem) {}

  /** Reads the signature file that lies beside the APK, if there is one. */
  private Beside beside(Path file) {
    Path signature = file.resolveSibling(file.getFileName() + V4Signature.SUFFIX);
    if (!Files.isRegularFile(signature)) {
      return new Beside(null, "");
    }
    try (InputStream in = Files.newInputStream(signature)) {
      return new Beside(V4Signature.read(in.readNBytes(V4Signature.MAX_BYTES), limits), "");
    } catch (IOException e) {
      return new Beside(null, signature + " cannot be read: " + e.getMessage());
    } catch (MalformedApkException e) {
      return new Beside(null, signature + ": " + e.getMessage());
    }
  }

  private @Nullable DecodedXml manifest(ZipArchive archive, EntryInflater inflater) {
    MemorySegment document =
        read(archive, inflater, limits.hit("max-manifest-bytes", ManifestReader.FILE));
    if (document == null) {
      return null;
    }
    Sightings seen = new Sightings(0);
    return DecodedXml.read(
        document, ManifestReader.FILE, names(archive, inflater), limits, seen, new Unread());
  }

  private IntFunction<@Nullable String> names(ZipArchive archive, EntryInflater inflater) {
    MemorySegment table =
        read(archive, inflater, limits.hit("max-resource-table-bytes", "resources.arsc"));
    ResourceTable own = table == null ? null : open(table);
    FrameworkNames framework = new FrameworkNames();
    return id -> id >>> 24 == FRAMEWORK ? framework.name(id) : own == null ? null : own.name(id);
  }

  private @Nullable ResourceTable open(MemorySegment table) {
    try {
      return ResourceTable.open(table, limits, new Sightings(0), new Unread());
    } catch (MalformedApkException e) {
      // Told by the unpacker; ids stay numbers.
      return null;
    }
  }

  /** The entry that the limit names. */
  private static @Nullable MemorySegment read(
      ZipArchive archive, EntryInflater inflater, LimitHit limit) {
    ZipEntry entry = archive.find(limit.where());
    if (entry == null) {
      return null;
    }
    try {
      return MemorySegment.ofArray(archive.read(entry, View.ASSET, inflater, limit)).asReadOnly();
    } catch (MalformedApkException e) {
      // Told by the unpacker.
      return null;
    }
  }

  private static Inspection.Entry entry(ZipEntry entry) {
    return new Inspection.Entry(
        entry.name(),
        entry.method(),
        entry.compressedBytes(),
        entry.declaredBytes(),
        entry.dataOffset(),
        entry.readable());
  }

  private static Inspection.Dex dex(DexFile dex, UnpackedApk apk) {
    return new Inspection.Dex(
        dex.name(),
        dex.version(),
        dex.sizeInBytes(),
        dex.classCount(),
        dex.methodIdCount(),
        dex.stringCount(),
        loadedBy(dex.name(), apk.dexEntries()),
        dex.refusals());
  }

  /** Files of a DEX container carry the name of its entry and more behind it. */
  private static LoadedBy loadedBy(String name, List<UnpackedApk.DexEntry> entries) {
    return entries.stream()
        .filter(e -> name.equals(e.name()))
        .findFirst()
        .or(() -> entries.stream().filter(e -> name.startsWith(e.name() + "!")).findFirst())
        .map(UnpackedApk.DexEntry::loadedBy)
        .orElse(LoadedBy.NOTHING);
  }
}
