package io.unveil.unpacker;

import io.unveil.unpacker.UnpackedApk.DexEntry;
import io.unveil.unpacker.UnpackedApk.Place;
import io.unveil.unpacker.anomaly.Sightings;
import io.unveil.unpacker.manifest.InflatedNames;
import io.unveil.unpacker.manifest.ManifestReader;
import io.unveil.unpacker.resources.ResourceTable;
import io.unveil.unpacker.zip.ArchiveChain;
import io.unveil.unpacker.zip.EntryInflater;
import io.unveil.unpacker.zip.ZipArchive;
import io.unveil.unpacker.zip.ZipEntry;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An app's resources as its code asks for them while it runs. Nothing is read before the first
 * question, since most apps are judged without any. Confined to one thread; the app's bytes must
 * stay open as long as questions are asked.
 */
public final class RuntimeResources {
  /** Nothing is known: every question stays open. */
  public static final RuntimeResources NONE =
      new RuntimeResources(ApkBytes.of(new byte[0]), List.of(), Limits.DEFAULT);

  private static final String RESOURCES = "resources.arsc";

  /** Archives of one app: its base and splits with code. */
  private static final int MAX_ARCHIVES = 16;

  /** Entries that are looked at for binary XML, and bytes of those that are read. */
  private static final int MAX_ENTRIES = 50_000;

  private static final long MAX_XML_BYTES = 64L << 20;

  private final ApkBytes bytes;
  private final List<List<Place>> archives;
  private final Limits limits;
  private @Nullable List<ResourceTable> tables;

  private RuntimeResources(ApkBytes bytes, List<List<Place>> archives, Limits limits) {
    this.bytes = bytes;
    this.archives = archives;
    this.limits = limits;
  }

  /**
   * {@return the resources of the archives whose code Android loads}
   *
   * @param bytes the file
   * @param app what the unpacker says of it
   */
  public static RuntimeResources of(ApkBytes bytes, UnpackedApk app, Limits limits) {
    Set<List<Place>> archives = new LinkedHashSet<>();
    for (DexEntry dex : app.dexEntries()) {
      if (dex.loadedByArt() && archives.size() < MAX_ARCHIVES) {
        archives.add(dex.within());
      }
    }
    return new RuntimeResources(bytes, List.copyOf(archives), limits);
  }

  /**
   * {@return the strings that a resource may be, those nearest to the default configuration first;
   * none when it is no string}
   *
   * @param most how many are kept
   */
  public List<String> texts(int id, int most) {
    for (ResourceTable table : tables()) {
      List<String> texts = table.texts(id, most);
      if (!texts.isEmpty()) {
        return texts;
      }
    }
    return List.of();
  }

  /**
   * {@return the arrays of strings that a resource may be, the default first; {@code *} stands for
   * an element that is not known}
   *
   * @param most how many are kept
   */
  public List<List<String>> arrays(int id, int most) {
    for (ResourceTable table : tables()) {
      List<List<String>> arrays = table.arrays(id, most);
      if (!arrays.isEmpty()) {
        return arrays;
      }
    }
    return List.of();
  }

  /**
   * {@return what all binary XML of the app names; whatever it is called, and whatever the table
   * says of it}
   *
   * @param classes names of classes to look for, as XML writes them
   */
  public InflatedNames inflatedNames(Collection<String> classes) {
    InflatedNames names = new InflatedNames(classes, tables(), limits);
    if (archives.isEmpty() || tables().isEmpty()) {
      names.cut();
    }
    try (EntryInflater inflater = new EntryInflater(limits.maxInflatedBytes());
        ArchiveChain chain = new ArchiveChain(bytes, limits, inflater)) {
      for (List<Place> within : archives) {
        Archive archive = new Archive(chain.open(within), limits, inflater);
        archive.addNames(names);
        if (!archive.unread.sentences().isEmpty()) {
          names.cut();
        }
      }
    } catch (MalformedApkException _) {
      names.cut();
    }
    return names;
  }

  private List<ResourceTable> tables() {
    List<ResourceTable> known = tables;
    if (known == null) {
      known = openTables();
      tables = known;
    }
    return known;
  }

  private List<ResourceTable> openTables() {
    List<ResourceTable> opened = new ArrayList<>();
    try (EntryInflater inflater = new EntryInflater(limits.maxInflatedBytes());
        ArchiveChain chain = new ArchiveChain(bytes, limits, inflater)) {
      for (List<Place> within : archives) {
        ResourceTable table = new Archive(chain.open(within), limits, inflater).table(within);
        if (table != null) {
          opened.add(table);
        }
      }
    } catch (MalformedApkException _) {
      // The unpacker has told what cannot be read of the same bytes.
      return opened;
    }
    return opened;
  }

  /** One archive while it is open. */
  private static final class Archive {
    private final ApkBytes bytes;
    private final Limits limits;
    private final EntryInflater inflater;
    private final ZipArchive zip;
    private final EntryData data;
    private final Unread unread = new Unread();

    Archive(ApkBytes bytes, Limits limits, EntryInflater inflater) throws MalformedApkException {
      Sightings sightings = new Sightings(0);
      this.bytes = bytes;
      this.limits = limits;
      this.inflater = inflater;
      this.zip = ZipArchive.read(bytes, limits, sightings, new Unread());
      this.data = new EntryData(bytes, zip, inflater, sightings, unread);
    }

    /** A table in memory of the chain is copied, since that is freed. */
    @Nullable ResourceTable table(List<Place> within) throws MalformedApkException {
      ZipEntry entry = zip.find(RESOURCES);
      LimitHit limit = limits.hit("max-resource-table-bytes", RESOURCES);
      MemorySegment table = entry == null ? null : data.read(entry, limit);
      if (table == null) {
        return null;
      }
      boolean lasts = within.isEmpty() || !table.isNative();
      MemorySegment kept =
          lasts ? table : MemorySegment.ofArray(table.toArray(ValueLayout.JAVA_BYTE));
      return ResourceTable.open(kept, limits, new Sightings(0), new Unread());
    }

    void addNames(InflatedNames names) {
      byte[] head = new byte[64];
      long left = MAX_XML_BYTES;
      int looks = 0;
      for (ZipEntry entry : zip.entries()) {
        if (entry.name().equals(RESOURCES) || entry.name().equals(ManifestReader.FILE)) {
          continue;
        }
        int length =
            inflater.head(bytes, entry.dataOffset(), entry.compressedBytes(), entry.method(), head);
        if (InflatedNames.isBinaryXml(head, length)) {
          MemorySegment document =
              data.read(entry, new LimitHit("max-manifest-bytes", left, entry.name()));
          if (document != null) {
            left -= document.byteSize();
            names.add(document, entry.name());
          }
        }
        if (++looks > MAX_ENTRIES) {
          names.cut();
          return;
        }
      }
    }
  }
}
