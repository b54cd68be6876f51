package io.unveil.benchmarks;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The same app under another SHA-256, so that a server does not know it already. */
final class Variants {
  private static final int END_RECORD = 22;
  private static final int END_SIGNATURE = 0x06054b50;

  private Variants() {}

  /** {@return {@code apk} with {@code text} as the comment of the ZIP archive} */
  static byte[] of(byte[] apk, String text) {
    byte[] comment = text.getBytes(StandardCharsets.US_ASCII);
    byte[] variant = Arrays.copyOf(apk, apk.length + comment.length);
    ByteBuffer buffer = ByteBuffer.wrap(variant).order(ByteOrder.LITTLE_ENDIAN);
    int end = apk.length - END_RECORD;
    if (end >= 0 && buffer.getInt(end) == END_SIGNATURE) {
      buffer.putShort(end + END_RECORD - 2, (short) comment.length);
    }
    buffer.put(apk.length, comment);
    return variant;
  }
}
