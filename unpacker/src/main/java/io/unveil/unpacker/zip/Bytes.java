package io.unveil.unpacker.zip;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Unnamed little-endian peeks for scanning loops whose bounds are checked by the loop. Fields are
 * read with ByteCursor.
 */
final class Bytes {
  private static final ValueLayout.OfShort U2 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt U4 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final ValueLayout.OfLong U8 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Bytes() {}

  static int u2(MemorySegment segment, long offset) {
    return Short.toUnsignedInt(segment.get(U2, offset));
  }

  static int s4(MemorySegment segment, long offset) {
    return segment.get(U4, offset);
  }

  static long s8(MemorySegment segment, long offset) {
    return segment.get(U8, offset);
  }

  static long u4(MemorySegment segment, long offset) {
    return Integer.toUnsignedLong(segment.get(U4, offset));
  }
}
