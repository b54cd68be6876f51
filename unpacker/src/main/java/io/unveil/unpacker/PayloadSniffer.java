package io.unveil.unpacker;

import io.unveil.unpacker.UnpackedApk.Payload.Kind;
import io.unveil.unpacker.UnpackedApk.Place;
import io.unveil.unpacker.zip.EntryInflater;
import io.unveil.unpacker.zip.ZipArchive;
import io.unveil.unpacker.zip.ZipEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds code, archives and unreadable data among all entries by their bytes; names prove nothing. A
 * look into a deflated entry costs about 3 µs, and big apps have thousands of small XML files: of
 * deflated entries that are named like text or classes, only the {@value #TEXT_LOOKS} largest are
 * looked into. Code in a smaller one would still show by the class loader that it needs.
 */
final class PayloadSniffer {
  /** No DEX file and no archive with one fits into fewer bytes, deflated or not. */
  private static final int MIN_COMPRESSED_BYTES = 96;

  private static final int TEXT_LOOKS = 500;

  /** How often a byte of an archive may be looked at: once as random data, once as an image. */
  private static final long LOOKS_AT_ONE_BYTE = 2;

  private final EntryInflater inflater;
  private final byte[] prefix = new byte[FileMagic.PREFIX_BYTES];
  private final Randomness randomness;
  private long bytesLeft;
  private int overlapping;

  PayloadSniffer(EntryInflater inflater) {
    this.inflater = inflater;
    this.randomness = new Randomness(inflater);
  }

  /**
   * Something found in an archive.
   *
   * @param name entry name; with {@code !/@} and an offset for what lies behind the end of an image
   * @param place where it lies in the archive
   * @param kind what it is
   * @param readable whether it can be read further
   * @param seen whether Android sees it: false in bytes of no entry
   * @param detail what was measured
   */
  record Found(String name, Place place, Kind kind, boolean readable, boolean seen, String detail) {
    Found unseen() {
      String where = "in bytes of no entry, which Android does not see";
      return new Found(
          name, place, kind, readable, false, detail.isEmpty() ? where : detail + "; " + where);
    }
  }

  /**
   * {@return what was found, in the order of the archive, then what lies in bytes of no entry}
   *
   * @param path the archive's name inside the file, empty for the file itself
   * @param unread receives how many entries were not looked into because they overlap
   */
  List<Found> find(ApkBytes bytes, ZipArchive archive, String path, Unread unread) {
    Set<ZipEntry> skipped = smallTexts(archive);
    List<Found> found = new ArrayList<>();
    bytesLeft = LOOKS_AT_ONE_BYTE * bytes.size();
    overlapping = 0;
    for (ZipEntry entry : archive.entries()) {
      if (entry.compressedBytes() >= MIN_COMPRESSED_BYTES
          && !DexEntries.isDexName(entry.name())
          && !skipped.contains(entry)) {
        find(bytes, entry, found);
      }
    }
    for (ZipEntry piece : archive.carved()) {
      Found one = look(bytes, piece);
      if (one != null) {
        found.add(one.unseen());
      }
    }
    if (overlapping > 0) {
      unread.because(
          (path.isEmpty() ? "" : path + ": ")
              + overlapping
              + " entries share their bytes with so many others that they were not looked into for"
              + " payloads");
    }
    return found;
  }

  private void find(ApkBytes bytes, ZipEntry entry, List<Found> found) {
    Found one = look(bytes, entry);
    if (one != null) {
      found.add(one);
    }
    if (entry.method() != EntryInflater.DEFLATED
        && AppendedData.isImage(bytes, entry)
        && mayLookAt(Math.min(entry.declaredBytes(), bytes.size() - entry.dataOffset()))) {
      Found behind = AppendedData.find(bytes, entry);
      if (behind != null) {
        found.add(behind);
      }
    }
  }

  /** Entries that do not overlap are looked at once each, so all of them together fit. */
  private boolean mayLookAt(long size) {
    if (bytesLeft < size) {
      overlapping++;
      return false;
    }
    bytesLeft -= size;
    return true;
  }

  private static Set<ZipEntry> smallTexts(ZipArchive archive) {
    List<ZipEntry> texts =
        archive.entries().stream().filter(PayloadSniffer::isDeflatedText).toList();
    return texts.size() <= TEXT_LOOKS
        ? Set.of()
        : new HashSet<>(
            texts.stream()
                .sorted(Comparator.comparingLong(ZipEntry::compressedBytes).reversed())
                .skip(TEXT_LOOKS)
                .toList());
  }

  private static boolean isDeflatedText(ZipEntry entry) {
    String name = entry.name();
    return entry.method() == EntryInflater.DEFLATED
        && entry.compressedBytes() >= MIN_COMPRESSED_BYTES
        && ((name.startsWith("res/") && name.endsWith(".xml"))
            || name.startsWith("META-INF/")
            || name.endsWith(".class"));
  }

  private static boolean isNativeLibrary(String name) {
    return name.startsWith("lib/") && name.endsWith(".so");
  }

  private @Nullable Found look(ApkBytes bytes, ZipEntry entry) {
    int count =
        inflater.prefix(bytes, entry.dataOffset(), entry.compressedBytes(), entry.method(), prefix);
    if (count < FileMagic.MIN_BYTES) {
      return null;
    }
    return switch (FileMagic.of(prefix, count)) {
      case DEX -> found(entry, Kind.DEX, true, "");
      case OTHER_DEX -> found(entry, Kind.DEX, false, "DEX of another kind: " + printable(count));
      case XORED_DEX -> {
        String key = Integer.toHexString(FileMagic.xorKey(prefix));
        yield found(entry, Kind.DEX, false, "every byte is hidden by XOR with 0x" + key);
      }
      case ZIP -> found(entry, Kind.ZIP, true, "");
      case ELF -> isNativeLibrary(entry.name()) ? null : found(entry, Kind.ELF, true, "");
      case KNOWN -> null;
      case UNKNOWN -> {
        String random =
            entry.compressedBytes() >= Randomness.MIN_BYTES
                    && mayLookAt(Math.min(entry.compressedBytes(), Randomness.MAX_BYTES))
                ? randomness.measure(
                    bytes, entry.dataOffset(), entry.compressedBytes(), entry.method())
                : null;
        yield random == null ? null : found(entry, Kind.OPAQUE, false, random);
      }
    };
  }

  private static Found found(ZipEntry entry, Kind kind, boolean readable, String detail) {
    return new Found(entry.name(), place(entry), kind, readable, true, detail);
  }

  /** As AssetManager takes it: whatever is not deflated is stored with its declared size. */
  static Place place(ZipEntry entry) {
    boolean deflated = entry.method() == EntryInflater.DEFLATED;
    return new Place(
        deflated ? EntryInflater.DEFLATED : 0,
        entry.dataOffset(),
        deflated ? entry.compressedBytes() : entry.declaredBytes(),
        entry.declaredBytes());
  }

  private String printable(int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.min(count, FileMagic.MIN_BYTES); i++) {
      text.append(prefix[i] > 0x20 && prefix[i] < 0x7F ? (char) prefix[i] : '.');
    }
    return text.toString();
  }
}
