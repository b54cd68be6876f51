package io.unveil.unpacker.dex;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.fixtures.DexCompiler;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StringIdsHoldingTest {
  private static final int STRING_IDS_OFFSET = 0x3c;
  private static final byte[] DEX =
      DexCompiler.dex(
          """
          package a;
          public class Texts {
            static final String[] ALL = {
              "x:y", "a@b.c", "+4912345678", "plain", "gr\\u00fc\\u00df:e", "", "longer than the others, with a : at last:"
            };
          }
          """);

  private static DexFile open(byte[] dex) {
    return DexReading.open(dex).files().getFirst();
  }

  private static void put4(byte[] bytes, int offset, int value) {
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(offset, value);
  }

  private static int bytes(String text) {
    return Mutf8.encode(text).length - 1;
  }

  @Test
  void strings_areThoseThatDecodingFinds() {
    DexFile file = open(DEX);

    for (int max = 0; max < 60; max++) {
      int limit = max;
      assertThat(file.stringIdsHolding(":@+", max))
          .containsExactly(
              IntStream.range(0, file.stringCount())
                  .filter(
                      i -> file.string(i).chars().anyMatch(c -> c == ':' || c == '@' || c == '+'))
                  .filter(i -> firstHit(file.string(i)) <= limit)
                  .toArray());
    }
    assertThat(file.stringIdsHolding(":@+", 60)).hasSizeGreaterThanOrEqualTo(5);
    assertThat(file.stringIdsHolding("\u0001", 60)).isEmpty();
  }

  /** Bytes before the first character that is looked for: reading ends there. */
  private static int firstHit(String text) {
    int at = (int) text.chars().takeWhile(c -> c != ':' && c != '@' && c != '+').count();
    return bytes(text.substring(0, at));
  }

  @Test
  void stringOutsideTheFile_isGivenSoThatAskingForItSaysWhy() {
    byte[] dex = DEX.clone();
    put4(dex, LittleEndian.s4(dex, STRING_IDS_OFFSET) + 4, -1);

    assertThat(open(dex).stringIdsHolding("\u0001", 60)).containsExactly(1);
  }

  @Test
  void overlappingStrings_endAtTheLengthOfTheFileAndLeaveNoneOut() {
    byte[] dex = new byte[5 * DEX.length];
    System.arraycopy(DEX, 0, dex, 0, DEX.length);
    Arrays.fill(dex, DEX.length, dex.length - 1, (byte) 'a');
    DexFile whole = open(DEX);
    int row = LittleEndian.s4(dex, STRING_IDS_OFFSET);
    for (int i = 0; i < whole.stringCount(); i++) {
      put4(dex, row + 4 * i, DEX.length);
    }
    put4(dex, 0x20, dex.length);

    assertThat(open(dex).stringIdsHolding("\u0001", dex.length))
        .endsWith(whole.stringCount() - 1)
        .hasSizeBetween(whole.stringCount() - 2, whole.stringCount());
  }
}
