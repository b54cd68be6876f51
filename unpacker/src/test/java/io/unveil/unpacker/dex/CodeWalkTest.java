package io.unveil.unpacker.dex;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unveil.fixtures.DexCompiler;
import java.util.Map;
import java.util.function.ObjIntConsumer;
import org.junit.jupiter.api.Test;

/** The linear pass over one method whose first bytes were overwritten. */
class CodeWalkTest {
  private static final byte[] DEX =
      DexCompiler.dex(
          "package a; class A { static void first() {} static void m(String s) { s.length();"
              + " s.trim(); s.length(); s.trim(); } }");

  private static DexMethod method(DexCode code) {
    DexClass a = requireNonNull(code.find("La/A;"));
    return requireNonNull(a.method("m", "(Ljava/lang/String;)V"));
  }

  private static DexCode with(ObjIntConsumer<byte[]> change) {
    byte[] bytes = DEX.clone();
    change.accept(bytes, method(DexReading.open(DEX)).codeOffset() + CodeItem.HEADER_BYTES);
    return DexReading.open(bytes);
  }

  private static void u2(byte[] bytes, int at, int... units) {
    for (int i = 0; i < units.length; i++) {
      bytes[at + 2 * i] = (byte) units[i];
      bytes[at + 2 * i + 1] = (byte) (units[i] >> 8);
    }
  }

  private static int calls(DexCode code) {
    CodeIndex.Uses calls = code.index().calls();
    int ordinal = method(code).ordinal();
    return calls.end(ordinal) - calls.begin(ordinal);
  }

  @Test
  void untouched_hasFourCalls() {
    DexCode code = with((_, _) -> {});
    assertThat(calls(code)).isEqualTo(4);
    assertThat(code.index().badReasons()).isEmpty();
  }

  @Test
  void undefinedOpcode_endsTheMethodButKeepsWhatWasBefore() {
    DexCode code = with((bytes, insns) -> u2(bytes, insns + 6, 0x003e));

    assertThat(calls(code)).isEqualTo(1);
    assertThat(code.index().badReasons()).isEqualTo(Map.of("undefined opcode", 1));
    assertThat(code.index().isBad(method(code).ordinal())).isTrue();
    assertThat(code.index().badMethods()).isEqualTo(1);
    CodeItem item = method(code).file().code(method(code));
    assertThatThrownBy(() -> item.units(3))
        .isInstanceOf(BadCodeException.class)
        .hasMessageContaining("undefined opcode 3e");
  }

  @Test
  void payloadInTheMiddle_isSkippedWithItsElements() {
    // Three elements of two bytes take 4 + 3 units; one nop fills up to the second-last call.
    DexCode code =
        with((bytes, insns) ->
            u2(bytes, insns, 0x0300, 2, 3, 0, 0x6e6e, 0x6e6e, 0x6e6e, 0x0000, 0x0000));

    assertThat(code.index().badReasons()).isEmpty();
    assertThat(calls(code)).isEqualTo(1);
    CodeItem item = method(code).file().code(method(code));
    assertThat(item.units(0)).isEqualTo(7);
  }

  @Test
  void payloadLongerThanTheMethod_isBad() {
    for (int[] head : new int[][] {{0x0300, 8, -1, -1}, {0x0100, 0xffff}, {0x0200, 9}}) {
      DexCode code = with((bytes, insns) -> u2(bytes, insns, head));
      assertThat(code.index().badReasons())
          .isEqualTo(Map.of("a payload runs past the end of the method", 1));
      assertThat(calls(code)).isZero();
    }
  }

  @Test
  void lastInstructionCut_isBad() {
    int units = method(DexReading.open(DEX)).file().code(method(DexReading.open(DEX))).units();
    DexCode code = with((bytes, insns) -> u2(bytes, insns + 2 * units - 2, 0x106e));

    assertThat(code.index().badReasons())
        .isEqualTo(Map.of("an instruction runs past the end of the method", 1));
    assertThat(calls(code)).isEqualTo(4);
  }

  @Test
  void idOutOfRange_isBadAndNotIndexed() {
    DexCode code = with((bytes, insns) -> u2(bytes, insns + 2, 0xffff));

    assertThat(code.index().badReasons()).isEqualTo(Map.of("an id is out of range", 1));
    assertThat(calls(code)).isZero();
  }

  @Test
  void codeLongerThanTheFile_isBad() {
    DexCode code = with((bytes, insns) -> u2(bytes, insns - 4, 0xffff, 0x7fff));

    assertThat(code.index().badReasons())
        .isEqualTo(Map.of("instructions run past the end of the file", 1));
    assertThatThrownBy(() -> method(code).file().code(method(code)))
        .isInstanceOf(BadCodeException.class);
  }
}
