package io.unveil.unpacker.dex;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.fixtures.DexContainers;
import io.unveil.fixtures.DexVectors;
import io.unveil.unpacker.LimitHit;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.anomaly.Anomaly;
import io.unveil.unpacker.anomaly.Sighting;
import io.unveil.unpacker.lift.Lifted;
import io.unveil.unpacker.lift.MethodLifter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DexContainerTest {
  private static final byte[] CONTAINER =
      DexContainers.two(
          "package a; public class A { String s() { return \"shared\" + B.t(1); } }",
          """
          package a;
          public class B {
            static String t(int i) { return i > 0 ? "shared" : C.u("other"); }
          }
          class C {
            static String u(String s) { return s.trim(); }
          }
          """);

  private static ByteBuffer copy() {
    return ByteBuffer.wrap(CONTAINER.clone()).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int second() {
    return copy().getInt(32);
  }

  private static List<Anomaly> kinds(DexCode code) {
    return code.sightings().stream().map(Sighting::kind).distinct().toList();
  }

  @Test
  void bothFiles_areReadWithTheNamesOfArt() {
    DexCode code = DexReading.open(CONTAINER);

    assertThat(code.failures()).isEmpty();
    assertThat(code.files().stream().map(DexFile::name))
        .containsExactly("classes.dex", "classes.dex!classes2.dex");
    assertThat(code.files().getFirst().classes()).hasSize(1);
    assertThat(code.files().getLast().classes()).hasSize(2);
    assertThat(code.classCount()).isEqualTo(3);
    assertThat(code.find("La/A;")).isNotNull();
    assertThat(requireNonNull(code.find("La/C;")).methods()).hasSize(2);
    assertThat(code.index().badMethods()).isZero();
    assertThat(code.index().stringConstants().size()).isEqualTo(3);
    assertThat(code.sightings()).isEmpty();
    assertThat(code.files()).allMatch(file -> file.firstApi().orElseThrow() == 36);
  }

  @Test
  void laterFile_isLiftedByItsOwnTables() {
    DexCode code = DexReading.open(CONTAINER);
    DexMethod method =
        requireNonNull(requireNonNull(code.find("La/B;")).method("t", "(I)Ljava/lang/String;"));

    assertThat(new MethodLifter().lift(method)).isInstanceOf(Lifted.Body.class);
  }

  @Test
  void limitOnFiles_isAFailureWithTheName() {
    Limits one = withDexFiles(1);

    DexCode code = DexCode.of(Map.of("classes.dex", CONTAINER), one);

    assertThat(code.files()).hasSize(1);
    assertThat(code.failures())
        .containsExactly("classes.dex!classes2.dex: more than 1 DEX files (limit max-dex-files)");
    assertThat(code.limits())
        .containsExactly(new LimitHit("max-dex-files", 1, "classes.dex!classes2.dex"));
  }

  @Test
  void secondHeaderMissing_firstFileIsReadAndTheRestIsAFailure() {
    ByteBuffer dex = copy();
    dex.put(second(), (byte) 0);
    DexCode code = DexReading.open(DexVectors.bytes(dex));

    assertThat(code.files()).hasSize(1);
    assertThat(code.failures())
        .containsExactly(
            "classes.dex: DEX container: no header of version 041 at offset " + second());
  }

  @Test
  void fileSizeZero_endsTheSearchAndIsRefused() {
    ByteBuffer dex = copy().putInt(32, 0);
    DexCode code = DexReading.open(DexVectors.bytes(dex));

    assertThat(code.files()).hasSize(1);
    assertThat(code.failures()).singleElement().asString().contains("a file of 0 bytes");
    assertThat(kinds(code)).contains(Anomaly.DEX_FILE_SIZE);
  }

  @Test
  void headerOffsetWrong_isRefusedAndStillRead() {
    ByteBuffer dex = copy();
    dex.putInt(second() + 116, 4);
    DexCode code = DexReading.open(DexVectors.bytes(dex));

    assertThat(code.classCount()).isEqualTo(3);
    assertThat(kinds(code)).contains(Anomaly.DEX_CONTAINER);
    assertThat(code.files().getLast().firstApi()).isEmpty();
    assertThat(code.files().getFirst().firstApi()).hasValue(36);
  }

  @Test
  void containerSizeBeyondTheEnd_isRefusedAndStillRead() {
    DexCode code = DexReading.open(DexVectors.bytes(copy().putInt(112, CONTAINER.length + 8)));

    assertThat(code.classCount()).isEqualTo(3);
    assertThat(kinds(code)).contains(Anomaly.DEX_CONTAINER);
  }

  @Test
  void manyHeadersWithTheSameTables_areCutAndNotReadOverAndOver() {
    byte[] file = Arrays.copyOf(CONTAINER, CONTAINER.length + 120 * 150);
    ByteBuffer dex = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    dex.putInt(112, file.length).putInt(32, CONTAINER.length);
    for (int at = CONTAINER.length; at < file.length; at += 120) {
      System.arraycopy(CONTAINER, 0, file, at, 120);
      dex.putInt(at + 112, file.length).putInt(at + 116, at).putInt(at + 32, 120);
    }
    DexCode code = DexReading.open(file);

    assertThat(code.files().size()).isBetween(2, 149);
    assertThat(code.failures()).anyMatch(f -> f.contains("tables of the files of this container"));
    assertThat(code.index().unitsWalked()).isLessThan(4L * file.length);
  }

  private static Limits withDexFiles(int files) {
    return Limits.DEFAULT.with("max-dex-files", files);
  }
}
