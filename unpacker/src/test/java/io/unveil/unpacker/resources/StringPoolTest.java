package io.unveil.unpacker.resources;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.unpacker.ByteCursor;
import io.unveil.unpacker.MalformedApkException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class StringPoolTest {
  private static final int UNITS = 30_000;

  /** {@code count} offsets that all name one string of 30,000 units. */
  private static ByteBuffer pool(int count) {
    int start = 28 + 4 * count;
    int size = start + 2 + 2 * UNITS + 2;
    ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    bytes
        .putShort(0, (short) 1)
        .putShort(2, (short) 28)
        .putInt(4, size)
        .putInt(8, count)
        .putInt(20, start);
    bytes.putShort(start, (short) UNITS);
    return bytes;
  }

  private static StringPool read(ByteBuffer bytes) throws MalformedApkException {
    return StringPool.read(
        new ByteCursor(MemorySegment.ofBuffer(bytes.duplicate().rewind()), "pool"));
  }

  @Test
  void get_manyNamesForOneLongString_stopsBeforeMemoryGrowsPastTheInput()
      throws MalformedApkException {
    ByteBuffer bytes = pool(10_000);
    StringPool strings = read(bytes);
    long given = 0;
    for (int i = 0; i < strings.count(); i++) {
      String string = strings.get(i);
      given += string == null ? 0 : 2L * string.length();
    }
    assertThat(given).isPositive().isLessThan(5L * bytes.capacity() + (2 << 20));
    assertThat(strings.get(0)).as("whoever asks again may copy it again").isNull();
  }

  @Test
  void get_stringOutOfThePool_isNullAndOthersStay() throws MalformedApkException {
    ByteBuffer bytes = pool(2);
    bytes.putInt(28, -1);
    StringPool strings = read(bytes);
    assertThat(strings.get(0)).isNull();
    assertThat(strings.get(1)).hasSize(UNITS);
    assertThat(strings.get(2)).isNull();
    assertThat(strings.get(-1)).isNull();
  }

  @Test
  void read_moreStringsThanOffsetsFit_isRefusedAndReadAsFarAsThereIsRoom()
      throws MalformedApkException {
    ByteBuffer bytes = pool(2);
    assertThat(read(bytes).refusal()).isNull();
    bytes.putInt(8, 0x4000_0000);
    StringPool strings = read(bytes);
    assertThat(strings.refusal()).contains("1073741824 strings declared");
    assertThat(strings.count()).isEqualTo((bytes.capacity() - 28) / 4);
    assertThat(strings.get(1)).hasSize(UNITS);
  }

  /** Old build tools kept 15 bits of the length: 0x8005 units and bytes were written as 5. */
  @Test
  void get_utf8LongerThanItsLengthField_isWhole() throws MalformedApkException {
    int length = 0x8005;
    ByteBuffer bytes = ByteBuffer.allocate(36 + length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putShort(0, (short) 1).putShort(2, (short) 28).putInt(4, bytes.capacity());
    bytes.putInt(8, 1).putInt(16, 0x100).putInt(20, 32);
    bytes.put(32, (byte) 5).put(33, (byte) 5);
    for (int i = 0; i < length; i++) {
      bytes.put(34 + i, (byte) 'a');
    }
    assertThat(read(bytes).get(0)).isEqualTo("a".repeat(length));
  }
}
