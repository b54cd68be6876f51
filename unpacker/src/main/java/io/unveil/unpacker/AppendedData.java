package io.unveil.unpacker;

import io.unveil.unpacker.PayloadSniffer.Found;
import io.unveil.unpacker.UnpackedApk.Payload.Kind;
import io.unveil.unpacker.UnpackedApk.Place;
import io.unveil.unpacker.zip.ZipEntry;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Code and archives behind the end of a stored image, which image viewers do not see: the end is
 * taken from the format (PNG chunks up to IEND, JPEG segments up to EOI, RIFF size of WebP).
 * Android's build tools store images, so deflated ones are not looked at.
 */
final class AppendedData {
  private static final int SMALLEST_BYTES = 96;

  /** Padding that may lie between the image and what is behind it. */
  private static final int MAX_PADDING_BYTES = 64;

  private static final int PNG = 0x89504E47;
  private static final int RIFF = 0x52494646;
  private static final int MAX_CHUNKS = 100_000;
  private static final ValueLayout.OfInt BIG =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt LITTLE =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final ValueLayout.OfLong EIGHT = ValueLayout.JAVA_LONG_UNALIGNED;

  private AppendedData() {}

  /** {@return whether it starts like an image whose end can be found} */
  static boolean isImage(ApkBytes bytes, ZipEntry entry) {
    if (bytes.size() - entry.dataOffset() < SMALLEST_BYTES) {
      return false;
    }
    int start = bytes.segment().get(BIG, entry.dataOffset());
    return start == PNG || start == RIFF || isJpeg(start);
  }

  private static boolean isJpeg(int start) {
    return (start & 0xFFFFFF00) == 0xFFD8FF00;
  }

  /** {@return what lies behind the image, or null when it is no image or nothing known is there} */
  static @Nullable Found find(ApkBytes bytes, ZipEntry entry) {
    long size = Math.min(entry.declaredBytes(), bytes.size() - entry.dataOffset());
    if (size < SMALLEST_BYTES) {
      return null;
    }
    MemorySegment data = bytes.segment().asSlice(entry.dataOffset(), size);
    long at = skipPadding(data, endOfImage(data));
    if (at < 0 || size - at < SMALLEST_BYTES) {
      return null;
    }
    byte[] start = new byte[FileMagic.PREFIX_BYTES];
    MemorySegment.copy(data, ValueLayout.JAVA_BYTE, at, start, 0, start.length);
    Kind kind =
        switch (FileMagic.of(start, start.length)) {
          case DEX, OTHER_DEX, XORED_DEX -> Kind.DEX;
          case ZIP -> Kind.ZIP;
          case ELF -> Kind.ELF;
          case KNOWN, UNKNOWN -> null;
        };
    boolean readable = FileMagic.of(start, start.length) == FileMagic.DEX || kind == Kind.ZIP;
    Place place = new Place(0, entry.dataOffset() + at, size - at, size - at);
    return kind == null
        ? null
        : new Found(
            entry.name() + "!/@" + at, place, kind, readable, true, "behind the end of an image");
  }

  private static long skipPadding(MemorySegment data, long end) {
    long at = end;
    while (at >= 0
        && at < data.byteSize()
        && at - end <= MAX_PADDING_BYTES
        && data.get(ValueLayout.JAVA_BYTE, at) == 0) {
      at++;
    }
    return at - end > MAX_PADDING_BYTES ? -1 : at;
  }

  /** {@return the offset behind the image, -1 when it is none or has no end} */
  private static long endOfImage(MemorySegment data) {
    return switch (data.get(BIG, 0)) {
      case PNG -> endOfPng(data);
      case RIFF -> 8 + Integer.toUnsignedLong(data.get(LITTLE, 4));
      default -> isJpeg(data.get(BIG, 0)) ? endOfJpeg(data) : -1;
    };
  }

  private static long endOfPng(MemorySegment data) {
    long at = 8;
    for (int chunk = 0; chunk < MAX_CHUNKS && at + 12 <= data.byteSize(); chunk++) {
      boolean last = data.get(BIG, at + 4) == 0x49454E44;
      at += 12 + Integer.toUnsignedLong(data.get(BIG, at));
      if (last) {
        return at;
      }
    }
    return -1;
  }

  /**
   * {@return whether one of eight bytes is 0xFF} Subtracting 1 from each byte of the complement
   * borrows from the top bit only where that byte is 0.
   */
  private static boolean holdsFf(long eight) {
    return ((~eight - 0x0101_0101_0101_0101L) & eight & 0x8080_8080_8080_8080L) != 0;
  }

  /** Segments carry their length; coded data holds no marker but restarts and stuffed zeros. */
  private static long endOfJpeg(MemorySegment data) {
    long at = 2;
    while (at + 4 <= data.byteSize()) {
      if (at + 8 <= data.byteSize() && !holdsFf(data.get(EIGHT, at))) {
        at += 8;
        continue;
      }
      if (data.get(ValueLayout.JAVA_BYTE, at) != (byte) 0xFF) {
        at++;
        continue;
      }
      int marker = data.get(ValueLayout.JAVA_BYTE, at + 1) & 0xFF;
      if (marker == 0xD9) {
        return at + 2;
      }
      boolean alone = marker == 0 || marker == 0xFF || marker == 1;
      alone |= marker >= 0xD0 && marker <= 0xD8;
      at += alone ? (marker == 0xFF ? 1 : 2) : 2 + (data.get(BIG, at) & 0xFFFF);
    }
    return -1;
  }
}
