package io.unveil.unpacker.zip;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Names as libziparchive's {@code IsValidEntryName} takes them: valid UTF-8 without NUL, nothing
 * else.
 */
final class EntryName {
  /** Longest file name that usual file systems hold, in bytes. */
  static final int MAX_FILE_NAME_BYTES = 255;

  private EntryName() {}

  static boolean valid(byte[] name, String decoded) {
    if (decoded.indexOf('\0') >= 0) {
      return false;
    }
    if (decoded.indexOf('\uFFFD') < 0) {
      return true;
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(name));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** {@return whether a tool that extracts would write outside its folder} */
  static boolean traverses(String name) {
    if (name.startsWith("/")) {
      return true;
    }
    return name.contains("..")
        && (name.equals("..")
            || name.startsWith("../")
            || name.endsWith("/..")
            || name.contains("/../")
            || name.contains("..\\"));
  }
}
