package io.unveil.unpacker.dex;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.googlecode.d2j.reader.Op;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OpcodeTest {
  private static Map<Integer, Op> dex2jar() {
    Map<Integer, Op> byValue = new TreeMap<>();
    Arrays.stream(Op.values())
        .filter(op -> op.opcode >= 0 && op.opcode <= 0xff && op.format != null)
        .forEach(op -> byValue.put(op.opcode, op));
    return byValue;
  }

  /** Of {@code fill-array-data}, which throws for a null array, dex2jar alone says it cannot. */
  @Test
  void table_agreesWithDex2jarInNameLengthAndFlow() {
    Map<Integer, Op> theirs = dex2jar();

    assertThat(theirs).hasSizeGreaterThan(215);
    theirs.forEach((value, op) -> {
      Opcode ours = requireNonNull(Opcode.of(value), op.displayName);
      assertThat(ours.mnemonic()).isEqualTo(op.displayName);
      assertThat(ours.units()).as(ours.mnemonic()).isEqualTo(op.format.size);
      assertThat("F" + op.format.name().substring(4).toUpperCase(java.util.Locale.ROOT))
          .isEqualTo(ours.format().name());
      assertThat(ours.has(Opcode.Flag.CAN_CONTINUE))
          .as(ours.mnemonic())
          .isEqualTo(op.canContinue());
      assertThat(ours.has(Opcode.Flag.CAN_THROW))
          .as(ours.mnemonic())
          .isEqualTo(op.canThrow() || ours == Opcode.FILL_ARRAY_DATA);
      assertThat(ours.has(Opcode.Flag.BRANCH)).as(ours.mnemonic()).isEqualTo(op.canBranch());
      assertThat(ours.has(Opcode.Flag.SWITCH)).as(ours.mnemonic()).isEqualTo(op.canSwitch());
      assertThat(ours.has(Opcode.Flag.RETURN)).as(ours.mnemonic()).isEqualTo(op.canReturn());
    });
  }

  @Test
  void undefinedValues_areTheThirtyTwoOfArt() {
    int[] undefined = IntStream.range(0, 256).filter(v -> Opcode.of(v) == null).toArray();

    int[] expected =
        IntStream.concat(
                IntStream.concat(IntStream.rangeClosed(0x3e, 0x43), IntStream.of(0x73, 0x79, 0x7a)),
                IntStream.rangeClosed(0xe3, 0xf9))
            .toArray();
    assertThat(undefined).containsExactly(expected);
    assertThat(Arrays.stream(undefined))
        .allMatch(v -> Opcode.unitsOf(v) == 0 && Opcode.flagsOf(v) == 0);
  }

  @Test
  void formatNames_beginWithTheirLength() {
    for (Opcode.Format format : Opcode.Format.values()) {
      assertThat(format.units()).as(format.name()).isEqualTo(format.name().charAt(1) - '0');
    }
  }

  @Test
  void everyRow_isFoundByItsValueWithAnyHighByte() {
    for (Opcode opcode : Opcode.values()) {
      assertThat(Opcode.of(0xab00 | opcode.value())).isSameAs(opcode);
      assertThat(Opcode.unitsOf(0xab00 | opcode.value())).isEqualTo(opcode.units());
    }
  }

  @Test
  void payloadUnits_countHeadAndElements() {
    assertThat(Opcode.payloadUnits(Opcode.PACKED_SWITCH_PAYLOAD, 3, 0)).isEqualTo(10);
    assertThat(Opcode.payloadUnits(Opcode.SPARSE_SWITCH_PAYLOAD, 3, 0)).isEqualTo(14);
    assertThat(Opcode.payloadUnits(Opcode.FILL_ARRAY_DATA_PAYLOAD, 1, 3)).isEqualTo(6);
    assertThat(Opcode.payloadUnits(Opcode.FILL_ARRAY_DATA_PAYLOAD, 8, 0xffff_ffffL))
        .isEqualTo(4 + 4 * 0xffff_ffffL);
  }
}
