package io.unveil.unpacker;

import io.unveil.unpacker.zip.EntryInflater;
import io.unveil.unpacker.zip.ZipArchive;
import io.unveil.unpacker.zip.ZipEntry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds code and archives among all entries by their first bytes; names prove nothing. */
final class PayloadSniffer {
  private static final int PREFIX_BYTES = 8;

  /** No DEX file and no archive with one fits into fewer deflated bytes. */
  private static final int MIN_COMPRESSED_BYTES = 96;

  private final ApkBytes bytes;
  private final EntryInflater inflater;
  private final byte[] prefix = new byte[PREFIX_BYTES];

  PayloadSniffer(ApkBytes bytes, EntryInflater inflater) {
    this.bytes = bytes;
    this.inflater = inflater;
  }

  List<UnpackedApk.Payload> payloads(ZipArchive archive) {
    List<UnpackedApk.Payload> found = new ArrayList<>();
    for (ZipEntry entry : archive.entries()) {
      if (entry.compressedBytes() < MIN_COMPRESSED_BYTES || DexEntries.isDexName(entry.name())) {
        continue;
      }
      String kind = kind(entry);
      if (kind != null && !(kind.equals("elf") && isNativeLibrary(entry.name()))) {
        found.add(new UnpackedApk.Payload(entry.name(), kind, entry.declaredBytes()));
      }
    }
    return found;
  }

  static boolean isNativeLibrary(String name) {
    return name.startsWith("lib/") && name.endsWith(".so");
  }

  private @Nullable String kind(ZipEntry entry) {
    int count =
        inflater.prefix(bytes, entry.dataOffset(), entry.compressedBytes(), entry.method(), prefix);
    if (count < PREFIX_BYTES) {
      return null;
    }
    int magic =
        (prefix[0] & 0xFF) << 24
            | (prefix[1] & 0xFF) << 16
            | (prefix[2] & 0xFF) << 8
            | (prefix[3] & 0xFF);
    return switch (magic) {
      case 0x6465780A, 0x6465790A, 0x63646578 -> "dex";
      case 0x504B0304 -> "zip";
      case 0x7F454C46 -> "elf";
      default -> null;
    };
  }
}
