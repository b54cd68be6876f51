package io.unveil.deploy.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** What a file that is no APK seems to be instead, by its first bytes; only for messages. */
enum Signature {
  PNG("89504e470d0a1a0a", "a PNG image"),
  JPEG("ffd8ff", "a JPEG image"),
  GIF("474946383", "a GIF image"),
  PDF("255044462d", "a PDF document"),
  GZIP("1f8b", "gzip data; unpack it first"),
  XZ("fd377a585a00", "xz data; unpack it first"),
  ZSTD("28b52ffd", "zstd data; unpack it first"),
  SEVEN_ZIP("377abcaf271c", "a 7-Zip archive; unpack it first"),
  RAR("526172211a07", "a RAR archive; unpack it first"),
  ELF("7f454c46", "an ELF program"),
  CLASS("cafebabe", "a Java class file"),
  DEX("6465780a", "a bare DEX file"),
  HTML("3c21", "a web page, perhaps a failed download"),
  HTML_ROOT("3c68746d6c", "a web page, perhaps a failed download");

  private static final int LONGEST = 8;

  private final String hexPrefix;
  private final String words;

  Signature(String hexPrefix, String words) {
    this.hexPrefix = hexPrefix;
    this.words = words;
  }

  /**
   * {@return the words for what {@code file} looks like, null when nothing is recognised or it
   * cannot be read}
   */
  static @Nullable String of(Path file) {
    byte[] first;
    try (InputStream in = Files.newInputStream(file)) {
      first = in.readNBytes(LONGEST);
    } catch (IOException _) {
      return null;
    }
    String hex = HexFormat.of().formatHex(first);
    if (new String(first, StandardCharsets.ISO_8859_1).startsWith("PK\u0003\u0004")) {
      return "a ZIP archive that is cut short or damaged; fetch it again";
    }
    return Arrays.stream(values())
        .filter(s -> hex.startsWith(s.hexPrefix))
        .map(s -> s.words)
        .findFirst()
        .orElse(null);
  }
}
