package io.unveil.benchmarks;

import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ApkUnpacker;
import io.unveil.unpacker.LimitHit;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.Unread;
import io.unveil.unpacker.anomaly.Sightings;
import io.unveil.unpacker.manifest.ManifestReader;
import io.unveil.unpacker.resources.ResourceTable;
import io.unveil.unpacker.signing.SigningReader;
import io.unveil.unpacker.zip.EntryInflater;
import io.unveil.unpacker.zip.View;
import io.unveil.unpacker.zip.ZipArchive;
import io.unveil.unpacker.zip.ZipEntry;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parts of unpacking one APK, each beside its {@link PartFloor}. What a part builds upon is
 * there already: it is timed alone. Confined to one thread.
 */
public final class UnpackParts implements AutoCloseable {
  private static final int MIN_SDK = 21;
  private static final int TARGET_SDK = 30;

  private final Path apk;
  private final ApkBytes bytes;
  private final EntryInflater inflater = new EntryInflater(Long.MAX_VALUE);
  private final ZipArchive archive;
  private final PartFloor floor;
  private final @Nullable ResourceTable table;
  private final Map<String, byte[]> dex;
  private final DexPass dexPass = new DexPass();

  /**
   * @param apk a well-formed APK
   */
  public UnpackParts(Path apk) throws IOException {
    this.apk = apk;
    this.floor = new PartFloor(apk);
    this.dex = new LinkedHashMap<>(Floor.run(apk).inflated());
    dex.keySet().removeIf(name -> !name.endsWith(".dex"));
    try {
      this.bytes = ApkBytes.map(apk, Limits.DEFAULT);
      this.archive = directory(bytes);
      this.table = table();
    } catch (MalformedApkException e) {
      throw new IOException(apk + ": " + e.getMessage(), e);
    }
  }

  /** What is timed. */
  public enum Part {
    /** Map the file, read its central directory and all local headers. */
    DIRECTORY("open + directory"),
    /** Inflate and read the manifest, its references looked up in the open table. */
    MANIFEST("manifest"),
    /** Inflate and open the resource table. */
    RESOURCES("resources"),
    /** Signers and certificates of all schemes. */
    CERTIFICATE("certificate"),
    /** Class tables, linear pass over all code, calls of what the models name. */
    DEX_PASS("DEX pass + matching"),
    /** The same, and the hierarchy of all classes in both directions. */
    DEX_INDEX("DEX full index"),
    /** Map, hash and unpack; the floor has nothing of the looks for hidden code. */
    UNPACK("unpack"),
    /** The same beside a floor that has them. */
    UNPACK_HEADS("unpack, floor + heads");

    private final String label;

    Part(String label) {
      this.label = label;
    }

    /** {@return short name for people} */
    public String label() {
      return label;
    }
  }

  /** {@return size of the APK} */
  public long sizeInBytes() {
    return bytes.size();
  }

  /** {@return bytes of the inflated DEX files together} */
  public long dexBytes() {
    return dex.values().stream().mapToLong(file -> file.length).sum();
  }

  /** {@return whether the APK has what the part is about} */
  public boolean has(Part part) {
    return switch (part) {
      case RESOURCES -> table != null;
      case DEX_PASS, DEX_INDEX -> !dex.isEmpty();
      case DIRECTORY, MANIFEST, CERTIFICATE, UNPACK, UNPACK_HEADS -> true;
    };
  }

  /** {@return what came out, so that nothing is optimised away} Does one part once. */
  public @Nullable Object run(Part part) throws IOException {
    try {
      return switch (part) {
        case DIRECTORY -> {
          try (ApkBytes mapped = ApkBytes.map(apk, Limits.DEFAULT)) {
            yield directory(mapped);
          }
        }
        case MANIFEST -> manifest();
        case RESOURCES -> table();
        case CERTIFICATE ->
            SigningReader.read(
                bytes, archive, inflater, MIN_SDK, TARGET_SDK, Limits.DEFAULT, new Unread());
        case DEX_PASS -> dexPass.run(dex);
        case DEX_INDEX -> dexPass.runWithHierarchy(dex);
        case UNPACK, UNPACK_HEADS -> {
          try (ApkBytes mapped = ApkBytes.map(apk, Limits.DEFAULT)) {
            yield ApkUnpacker.unpack(mapped, Limits.DEFAULT);
          }
        }
      };
    } catch (MalformedApkException e) {
      throw new IOException(apk + ": " + e.getMessage(), e);
    }
  }

  /** {@return what came out} Does the floor of one part once. */
  public Object floor(Part part) throws IOException {
    return switch (part) {
      case DIRECTORY -> floor.directory();
      case MANIFEST -> floor.manifest();
      case RESOURCES -> floor.resources();
      case CERTIFICATE -> floor.certificate();
      case DEX_PASS, DEX_INDEX -> floor.dex();
      case UNPACK -> floor.unpack();
      case UNPACK_HEADS -> floor.unpackAndHeads();
    };
  }

  /** {@return whether the floor of the part does anything for this file} */
  boolean hasFloor(Part part) throws IOException {
    return part != Part.CERTIFICATE || !((List<?>) floor(part)).isEmpty();
  }

  private static ZipArchive directory(ApkBytes bytes) throws MalformedApkException {
    return ZipArchive.read(bytes, Limits.DEFAULT, sightings(), new Unread());
  }

  private static Sightings sightings() {
    return new Sightings(Limits.DEFAULT.maxAnomalies());
  }

  private ManifestReader.@Nullable Parsed manifest() throws MalformedApkException {
    MemorySegment document = read(ManifestReader.FILE);
    return document == null
        ? null
        : ManifestReader.read(document, () -> table, Limits.DEFAULT, sightings(), new Unread());
  }

  private @Nullable ResourceTable table() throws MalformedApkException {
    MemorySegment data = read("resources.arsc");
    return data == null
        ? null
        : ResourceTable.open(data, Limits.DEFAULT, sightings(), new Unread());
  }

  private @Nullable MemorySegment read(String name) throws MalformedApkException {
    ZipEntry entry = archive.find(name);
    if (entry == null) {
      return null;
    }
    LimitHit most = Limits.DEFAULT.hit("max-entry-bytes", name);
    View view = archive.assetView(entry, inflater, most.bound());
    return view.inflates(entry)
        ? MemorySegment.ofArray(archive.read(entry, view, inflater, most)).asReadOnly()
        : bytes.segment().asSlice(entry.dataOffset(), entry.declaredBytes());
  }

  /** Unmaps the file. */
  @Override
  public void close() {
    inflater.close();
    bytes.close();
  }
}
