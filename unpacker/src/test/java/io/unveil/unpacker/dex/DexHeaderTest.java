package io.unveil.unpacker.dex;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.fixtures.DexCompiler;
import io.unveil.fixtures.DexVectors;
import io.unveil.unpacker.anomaly.Anomaly;
import io.unveil.unpacker.anomaly.Refusal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DexHeaderTest {
  private static final byte[] DEX =
      DexCompiler.dex("package a; class A { String s() { return \"x\"; } }");

  private static DexCode with(Consumer<ByteBuffer> change) {
    byte[] bytes = DEX.clone();
    change.accept(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    return DexReading.open(bytes);
  }

  private static String refusal(Consumer<ByteBuffer> change) {
    DexCode code = with(change);
    assertThat(code.failures()).isEmpty();
    assertThat(code.find("La/A;")).isNotNull();
    return code.files().getFirst().refusals().stream()
        .map(Refusal::reason)
        .collect(Collectors.joining("; "));
  }

  private static OptionalInt firstApi(Consumer<ByteBuffer> change) {
    return with(change).files().getFirst().firstApi();
  }

  private static void sealed(ByteBuffer dex, String version) {
    version(dex, version);
    DexVectors.seal(dex);
  }

  private static void version(ByteBuffer dex, String version) {
    dex.put(4, version.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void untouched_isNotRefused() {
    assertThat(refusal(_ -> {})).isEmpty();
  }

  @Test
  void knownVersions_areRead() {
    for (String version : new String[] {"035", "036", "037", "038", "039", "040"}) {
      assertThat(with(dex -> version(dex, version)).files()).as(version).hasSize(1);
    }
  }

  @Test
  void unknownVersions_areRefusedByArtButRead() {
    for (String version : new String[] {"034", "042", "099", "13\0"}) {
      assertThat(refusal(dex -> version(dex, version))).as(version).contains("version");
      assertThat(firstApi(dex -> version(dex, version))).as(version).isEmpty();
    }
  }

  @Test
  void knownVersions_haveTheApiLevelThatBroughtThem() {
    assertThat(firstApi(dex -> sealed(dex, "035"))).hasValue(21);
    assertThat(firstApi(dex -> sealed(dex, "037"))).hasValue(24);
    assertThat(firstApi(dex -> sealed(dex, "038"))).hasValue(26);
    assertThat(firstApi(dex -> sealed(dex, "039"))).hasValue(28);
    assertThat(firstApi(dex -> sealed(dex, "040"))).hasValue(30);
  }

  @Test
  void version036_isRefusedByArtButRead() {
    assertThat(refusal(dex -> version(dex, "036"))).contains("036");
  }

  @Test
  void wrongAdler_isRefusedByArtButRead() {
    assertThat(refusal(dex -> dex.putInt(8, dex.getInt(8) + 1)))
        .startsWith("classes.dex: Adler-32 is ");
  }

  @Test
  void wrongSha1_isEvidenceButNotRefused() {
    DexCode code = with(dex -> DexVectors.sealAdler(dex.put(12, (byte) (dex.get(12) + 1))));

    assertThat(code.files().getFirst().refusals()).isEmpty();
    assertThat(code.sightings())
        .singleElement()
        .satisfies(sighting -> {
          assertThat(sighting.kind()).isEqualTo(Anomaly.DEX_SIGNATURE);
          assertThat(sighting.where()).isEqualTo("classes.dex");
          assertThat(sighting.offset()).isEqualTo(12);
        });
  }

  @Test
  void wrongHeaderSizeEndianTagOrLink_isRefusedByArtButRead() {
    assertThat(refusal(dex -> dex.putInt(36, 0x71))).contains("header size is 113, not 112");
    assertThat(refusal(dex -> dex.putInt(44, 8).putInt(48, DEX.length - 4)))
        .contains("link section of 8 bytes");
    assertThat(refusal(dex -> dex.putInt(40, 0x7856_3412))).contains("endian tag is 0x78563412");
  }

  @Test
  void fileSizeLarger_isRefusedByAllAndSmallerOnlyBefore14() {
    assertThat(firstApi(dex -> dex.putInt(32, DEX.length + 1))).isEmpty();
    assertThat(firstApi(dex -> DexVectors.seal(dex.putInt(32, DEX.length - 4)))).hasValue(34);
  }

  @Test
  void mapListBroken_isRefusedByArtButRead() {
    assertThat(refusal(dex -> dex.putInt(52, DEX.length))).contains("map list at offset");
    assertThat(refusal(dex -> dex.putInt(dex.getInt(52), -1))).contains("runs past the end");
    assertThat(refusal(dex -> dex.putShort(dex.getInt(52) + 16, (short) 0)))
        .contains("second map item of type 0x0000");
    assertThat(refusal(dex -> dex.putInt(dex.getInt(52), 1))).contains("header and itself");
  }

  @Test
  void tablesPastTheEnd_areFailuresWithTheirOffset() {
    assertThat(with(dex -> dex.putInt(56, 0x4000_0000)).failures())
        .containsExactly("classes.dex: string ids run past the end (offset 56)");
    assertThat(with(dex -> dex.putInt(84, -1).putInt(80, 1)).failures())
        .containsExactly("classes.dex: field ids run past the end (offset 80)");
    assertThat(with(dex -> dex.putInt(100, DEX.length - 31)).failures())
        .containsExactly("classes.dex: class definitions run past the end (offset 96)");
  }

  @Test
  void notDex_isAFailure() {
    assertThat(DexReading.open("PK\3\4".repeat(100).getBytes(StandardCharsets.US_ASCII)).failures())
        .containsExactly("classes.dex: not a DEX file: magic is not 'dex\\n' (offset 0)");
    assertThat(DexReading.open(Arrays.copyOf(DEX, 0)).failures()).hasSize(1);
  }
}
