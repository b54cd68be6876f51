package io.unveil.unpacker.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    assertThat(strings.get(0)).as("what was given once stays").hasSize(UNITS);
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
  void read_moreStringsThanOffsetsFit_throwsWithOffset() {
    ByteBuffer bytes = pool(2);
    bytes.putInt(8, 0x4000_0000);
    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(MalformedApkException.class)
        .hasMessageContaining("offset 8");
  }
}
