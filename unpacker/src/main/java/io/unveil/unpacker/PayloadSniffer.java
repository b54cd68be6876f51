package io.unveil.unpacker;

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
 * Finds code and archives among all entries by their first bytes; names prove nothing. A look into
 * a deflated entry costs about 3 µs, and big apps have thousands of small XML files: of deflated
 * entries below {@code res/} and {@code META-INF/} that are named like text, only the {@value
 * #TEXT_LOOKS} largest are looked into. Code in a smaller one would still show by the class loader
 * that it needs.
 */
final class PayloadSniffer {
  private static final int PREFIX_BYTES = 8;

  /** No DEX file and no archive with one fits into fewer bytes, deflated or not. */
  private static final int MIN_COMPRESSED_BYTES = 96;

  private static final int TEXT_LOOKS = 500;

  private final ApkBytes bytes;
  private final EntryInflater inflater;
  private final byte[] prefix = new byte[PREFIX_BYTES];

  PayloadSniffer(ApkBytes bytes, EntryInflater inflater) {
    this.bytes = bytes;
    this.inflater = inflater;
  }

  /** {@return the payloads in the order of the archive} */
  List<UnpackedApk.Payload> payloads(ZipArchive archive) {
    Set<ZipEntry> skipped = smallTexts(archive);
    List<UnpackedApk.Payload> found = new ArrayList<>();
    for (ZipEntry entry : archive.entries()) {
      if (entry.compressedBytes() < MIN_COMPRESSED_BYTES
          || DexEntries.isDexName(entry.name())
          || skipped.contains(entry)) {
        continue;
      }
      UnpackedApk.Payload.Kind kind = kind(entry);
      if (kind != null
          && !(kind == UnpackedApk.Payload.Kind.ELF && isNativeLibrary(entry.name()))) {
        found.add(new UnpackedApk.Payload(entry.name(), kind, entry.declaredBytes(), false, ""));
      }
    }
    return found;
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
        && ((name.startsWith("res/") && name.endsWith(".xml")) || name.startsWith("META-INF/"));
  }

  private static boolean isNativeLibrary(String name) {
    return name.startsWith("lib/") && name.endsWith(".so");
  }

  private UnpackedApk.Payload.@Nullable Kind kind(ZipEntry entry) {
    int count =
        inflater.prefix(bytes, entry.dataOffset(), entry.compressedBytes(), entry.method(), prefix);
    if (count < PREFIX_BYTES) {
      return null;
    }
    int magic =
        ((prefix[0] & 0xFF) << 24)
            | ((prefix[1] & 0xFF) << 16)
            | ((prefix[2] & 0xFF) << 8)
            | (prefix[3] & 0xFF);
    return switch (magic) {
      // "dex\n", "dey\n" (odex), "cdex"
      case 0x6465780A, 0x6465790A, 0x63646578 -> UnpackedApk.Payload.Kind.DEX;
      // "PK\3\4"
      case 0x504B0304 -> UnpackedApk.Payload.Kind.ZIP;
      // "\177ELF"
      case 0x7F454C46 -> UnpackedApk.Payload.Kind.ELF;
      default -> null;
    };
  }
}
