package io.unveil.unpacker;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The one way to read little-endian structures from untrusted bytes. Each read names the field it
 * is for, is checked against the end by subtraction (so a huge offset cannot wrap round) and fails
 * with that name and the offset.
 */
public final class ByteCursor {
  private static final ValueLayout.OfShort U2 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt U4 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong U8 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final MemorySegment bytes;
  private final long limit;
  private final String what;
  private long position;

  /**
   * @param bytes what is read; offsets count from its start
   * @param what name of the structure for messages, such as {@code resources.arsc}
   */
  public ByteCursor(MemorySegment bytes, String what) {
    this.bytes = bytes;
    this.limit = bytes.byteSize();
    this.what = what;
  }

  /** {@return offset of the next read in bytes} */
  public long position() {
    return position;
  }

  /** {@return size in bytes of what is read} */
  public long limit() {
    return limit;
  }

  /** {@return bytes left} */
  public long remaining() {
    return limit - position;
  }

  /**
   * Moves to an absolute offset; the end itself is allowed.
   *
   * @throws MalformedApkException when {@code offset} is outside
   */
  public ByteCursor at(long offset, String field) throws MalformedApkException {
    if (offset < 0 || offset > limit) {
      throw new MalformedApkException(
          offset, what + ": " + field + " lies outside its " + limit + " bytes");
    }
    position = offset;
    return this;
  }

  /**
   * Moves on.
   *
   * @throws MalformedApkException when fewer bytes are left
   */
  public ByteCursor skip(long count, String field) throws MalformedApkException {
    check(count, field);
    position += count;
    return this;
  }

  /**
   * {@return the next byte, unsigned}
   *
   * @throws MalformedApkException at the end
   */
  public int u1(String field) throws MalformedApkException {
    check(1, field);
    return Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, position++));
  }

  /**
   * {@return the next two bytes, unsigned}
   *
   * @throws MalformedApkException when fewer are left
   */
  public int u2(String field) throws MalformedApkException {
    check(2, field);
    int value = Short.toUnsignedInt(bytes.get(U2, position));
    position += 2;
    return value;
  }

  /**
   * {@return the next four bytes}
   *
   * @throws MalformedApkException when fewer are left
   */
  public int s4(String field) throws MalformedApkException {
    check(4, field);
    int value = bytes.get(U4, position);
    position += 4;
    return value;
  }

  /**
   * {@return the next four bytes, unsigned}
   *
   * @throws MalformedApkException when fewer are left
   */
  public long u4(String field) throws MalformedApkException {
    return Integer.toUnsignedLong(s4(field));
  }

  /**
   * {@return the next eight bytes; negative when the unsigned value needs 64 bits}
   *
   * @throws MalformedApkException when fewer are left
   */
  public long s8(String field) throws MalformedApkException {
    check(8, field);
    long value = bytes.get(U8, position);
    position += 8;
    return value;
  }

  /**
   * {@return a copy of the next bytes}
   *
   * @throws MalformedApkException when fewer are left; checked before memory is taken
   */
  public byte[] bytes(int count, String field) throws MalformedApkException {
    check(count, field);
    byte[] copy = new byte[count];
    MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, position, copy, 0, count);
    position += count;
    return copy;
  }

  /**
   * {@return a cursor over {@code size} bytes from {@code offset}, counting from 0}
   *
   * @throws MalformedApkException when they are not all there
   */
  public ByteCursor slice(long offset, long size, String field) throws MalformedApkException {
    if (offset < 0 || size < 0 || offset > limit || limit - offset < size) {
      throw new MalformedApkException(
          offset, what + ": " + field + " of " + size + " bytes runs past its " + limit + " bytes");
    }
    return new ByteCursor(bytes.asSlice(offset, size), what);
  }

  private void check(long count, String field) throws MalformedApkException {
    if (count < 0 || limit - position < count) {
      throw new MalformedApkException(
          position,
          what + ": " + field + " needs " + count + " bytes, " + (limit - position) + " are left");
    }
  }
}
