package io.unveil.unpacker.zip;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** Names as libziparchive's {@code IsValidEntryName} takes them. */
final class EntryName {
  /** Longest file name that usual file systems hold, in bytes. */
  static final int MAX_FILE_NAME_BYTES = 255;

  private EntryName() {}

  /**
   * {@return the name as text; bytes that are no UTF-8 as {@code \xNN}, so that different names
   * stay different}
   */
  static String decode(byte[] name) {
    String text = new String(name, StandardCharsets.UTF_8);
    if (text.indexOf('\uFFFD') < 0) {
      return text;
    }
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(name);
    CharBuffer out = CharBuffer.allocate(name.length * 4 + 4);
    CoderResult result = decoder.decode(in, out, true);
    while (result.isError()) {
      for (int i = 0; i < result.length(); i++) {
        out.put("\\x%02x".formatted(in.get() & 0xFF));
      }
      result = decoder.decode(in, out, true);
    }
    return out.flip().toString();
  }

  static boolean hasNul(byte[] name) {
    for (byte b : name) {
      if (b == 0) {
        return true;
      }
    }
    return false;
  }

  /**
   * {@return whether libziparchive takes the bytes for UTF-8} It only counts continuation bytes:
   * overlong forms, surrogates and lead bytes of up to seven bytes pass.
   */
  static boolean androidUtf8(byte[] name) {
    int at = 0;
    while (at < name.length) {
      int lead = name[at++] & 0xFF;
      if (lead < 0x80) {
        continue;
      }
      if ((lead & 0xC0) == 0x80 || (lead & 0xFE) == 0xFE) {
        return false;
      }
      for (int first = lead << 1 & 0xFF; (first & 0x80) != 0; first = first << 1 & 0xFF) {
        if (at == name.length || (name[at++] & 0xC0) != 0x80) {
          return false;
        }
      }
    }
    return true;
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
