package io.unveil.unpacker.dex;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Little-endian numbers in a byte array. The caller has checked the range; the array's own bounds
 * stand behind that.
 */
final class LittleEndian {
  private static final VarHandle U2 =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle S4 =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle S8 =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private LittleEndian() {}

  static int u2(byte[] bytes, int offset) {
    return (short) U2.get(bytes, offset) & 0xffff;
  }

  static int s4(byte[] bytes, int offset) {
    return (int) S4.get(bytes, offset);
  }

  static void put4(byte[] bytes, int offset, int value) {
    S4.set(bytes, offset, value);
  }

  static long u4(byte[] bytes, int offset) {
    return Integer.toUnsignedLong((int) S4.get(bytes, offset));
  }

  static long s8(byte[] bytes, int offset) {
    return (long) S8.get(bytes, offset);
  }
}
