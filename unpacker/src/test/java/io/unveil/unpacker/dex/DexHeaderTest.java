package io.unveil.unpacker.dex;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.fixtures.DexCompiler;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
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
    return String.valueOf(code.files().getFirst().refusedByArt());
  }

  private static void version(ByteBuffer dex, String version) {
    dex.put(4, version.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void untouched_isNotRefused() {
    assertThat(refusal(_ -> {})).isEqualTo("null");
  }

  @Test
  void knownVersions_areRead() {
    for (String version : new String[] {"035", "036", "037", "038", "039", "040"}) {
      assertThat(with(dex -> version(dex, version)).files()).as(version).hasSize(1);
    }
  }

  @Test
  void otherVersions_areFailures() {
    for (String version : new String[] {"034", "042", "099", "13\0"}) {
      DexCode code = with(dex -> version(dex, version));
      assertThat(code.files()).as(version).isEmpty();
      assertThat(code.failures()).singleElement().asString().startsWith("classes.dex: DEX version");
    }
  }

  @Test
  void containerWithFurtherFiles_isReadUpToTheFirstAndSaysSo() {
    byte[] container = Arrays.copyOf(DEX, DEX.length + 0x78);
    ByteBuffer header = ByteBuffer.wrap(container).order(ByteOrder.LITTLE_ENDIAN);
    version(header, "041");
    header.putInt(112, container.length).putInt(116, 0);

    assertThat(DexReading.open(container).failures())
        .containsExactly("classes.dex: DEX container of version 041: only its first file was read");
  }

  @Test
  void version036_isRefusedByArtButRead() {
    assertThat(refusal(dex -> version(dex, "036"))).contains("036");
  }

  @Test
  void wrongAdler_isRefusedByArtButRead() {
    assertThat(refusal(dex -> dex.putInt(8, dex.getInt(8) + 1)))
        .isEqualTo("Adler-32 in the header does not hold");
  }

  @Test
  void wrongSha1_isAsGoodAsARightOne() {
    assertThat(refusal(dex -> dex.put(12, (byte) (dex.get(12) + 1)))).contains("Adler-32");
  }

  @Test
  void wrongHeaderOrFileSizeOrLink_isRefusedByArtButRead() {
    assertThat(refusal(dex -> dex.putInt(36, 0x71))).isEqualTo("header size is not 112");
    assertThat(refusal(dex -> dex.putInt(32, DEX.length + 1))).contains("file size in the header");
    assertThat(refusal(dex -> dex.putInt(44, 8).putInt(48, DEX.length - 4)))
        .isEqualTo("link section runs past the end");
  }

  @Test
  void otherByteOrder_isAFailure() {
    assertThat(with(dex -> dex.putInt(40, 0x7856_3412)).failures())
        .containsExactly("classes.dex: endian tag is not 0x12345678 (offset 40)");
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
