package io.unveil.unpacker.dex;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;

/**
 * Modified UTF-8 as DEX has it: every UTF-16 unit for itself in one to three bytes, U+0000 as
 * {@code c0 80}, ended by a zero byte. Malformed bytes become U+FFFD, because a tampered name is
 * still evidence.
 */
final class Mutf8 {
  private Mutf8() {}

  /**
   * {@return the offset of the zero byte that ends the string, or -1 when the file ends before it}
   */
  static int end(byte[] bytes, int from) {
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] == 0) {
        return i;
      }
    }
    return -1;
  }

  static String decode(byte[] bytes, int from, int end) {
    for (int i = from; i < end; i++) {
      if (bytes[i] < 0) {
        return decodeUnits(bytes, from, end);
      }
    }
    return new String(bytes, from, end - from, ISO_8859_1);
  }

  private static String decodeUnits(byte[] bytes, int from, int end) {
    StringBuilder text = new StringBuilder(end - from);
    int i = from;
    while (i < end) {
      int first = bytes[i++];
      if (first >= 0) {
        text.append((char) first);
      } else if ((first & 0xe0) == 0xc0 && continues(bytes, i, end, 1)) {
        text.append((char) (((first & 0x1f) << 6) | (bytes[i] & 0x3f)));
        i += 1;
      } else if ((first & 0xf0) == 0xe0 && continues(bytes, i, end, 2)) {
        text.append(
            (char) (((first & 0x0f) << 12) | ((bytes[i] & 0x3f) << 6) | (bytes[i + 1] & 0x3f)));
        i += 2;
      } else {
        text.append('\ufffd');
      }
    }
    return text.toString();
  }

  private static boolean continues(byte[] bytes, int at, int end, int count) {
    if (end - at < count) {
      return false;
    }
    for (int i = at; i < at + count; i++) {
      if ((bytes[i] & 0xc0) != 0x80) {
        return false;
      }
    }
    return true;
  }

  /** {@return the bytes of {@code text} with the zero byte at their end} */
  static byte[] encode(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length() + 1);
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (unit != 0 && unit < 0x80) {
        out.write(unit);
      } else if (unit < 0x800) {
        out.write(0xc0 | (unit >> 6));
        out.write(0x80 | (unit & 0x3f));
      } else {
        out.write(0xe0 | (unit >> 12));
        out.write(0x80 | ((unit >> 6) & 0x3f));
        out.write(0x80 | (unit & 0x3f));
      }
    }
    out.write(0);
    return out.toByteArray();
  }
}
