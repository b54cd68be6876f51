package io.unveil.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.fixtures.Sample;
import io.unveil.fixtures.Samples;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ApkUnpacker;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.UnpackedApk;
import io.unveil.unpacker.dex.DexCode;
import io.unveil.unpacker.dex.DexFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Floor, DEX pass and scan see the same bytes and give the right answers before they are timed. */
class ContendersTest {
  @TempDir private Path folder = Path.of("");
  private Path apk = Path.of("");

  @BeforeEach
  void write() throws Exception {
    apk = write(Inputs.FIXTURE);
  }

  private Path write(String sample) throws Exception {
    return Files.write(folder.resolve(sample + ".apk"), Samples.named(sample).apk());
  }

  @Test
  void floor_inflatesTheDexThatDexCodeReads() throws Exception {
    Floor.Result floor = Floor.run(apk);
    try (ApkBytes bytes = ApkBytes.map(apk, Limits.DEFAULT)) {
      UnpackedApk app = ApkUnpacker.unpack(bytes, Limits.DEFAULT);
      DexCode code = DexCode.open(bytes, app.dexEntries(), Limits.DEFAULT);
      DexCode ofFloor = DexCode.of(dex(floor), Limits.DEFAULT);

      assertThat(floor.sha256()).isEqualTo(app.sha256());
      assertThat(ofFloor.failures()).isEmpty();
      assertThat(ofFloor.files().stream().map(DexFile::name))
          .isNotEmpty()
          .containsExactlyElementsOf(code.files().stream().map(DexFile::name).toList());
      assertThat(ofFloor.methodCount()).isEqualTo(code.methodCount());
      for (UnpackedApk.DexEntry entry : app.dexEntries()) {
        assertThat(floor.inflated().get(entry.name())).hasSize((int) entry.declaredBytes());
      }
      for (int i = 0; i < code.methodCount(); i++) {
        assertThat(ofFloor.method(i).id()).isEqualTo(code.method(i).id());
        assertThat(ofFloor.method(i).codeOffset()).isEqualTo(code.method(i).codeOffset());
      }
      assertThat(ofFloor.index().unitsWalked()).isEqualTo(code.index().unitsWalked());
    }
  }

  @Test
  void floor_inflatesManifestResourcesAndDexOnly() throws Exception {
    assertThat(Floor.run(apk).inflated().keySet())
        .containsExactlyInAnyOrder("AndroidManifest.xml", "resources.arsc", "classes.dex");
  }

  @Test
  void dexPass_readsAllCodeAndFindsModelledCalls() throws Exception {
    Map<String, byte[]> dex = dex(Floor.run(apk));
    DexCode code = DexCode.of(dex, Limits.DEFAULT);

    DexPass.Result result = new DexPass().run(dex);

    assertThat(result.methods()).isEqualTo(code.methodCount());
    assertThat(result.codeUnits()).isEqualTo(code.index().unitsWalked()).isPositive();
    assertThat(result.matchedCalls()).isBetween(3, result.calls());
  }

  @ParameterizedTest
  @ValueSource(strings = {Inputs.FIXTURE, "honest-notes"})
  void scan_givesTheExpectedVerdictAndTimesEachStage(String name) throws Exception {
    Sample sample = Samples.named(name);

    Scan.Timed timed = new Scan().run(write(name));

    assertThat(timed.report().verdict().name()).isEqualTo(sample.expectedVerdict());
    assertThat(timed.nanos()).containsOnlyKeys(Scan.Stage.values());
  }

  private static Map<String, byte[]> dex(Floor.Result floor) {
    Map<String, byte[]> dex = new LinkedHashMap<>(floor.inflated());
    dex.keySet().removeIf(name -> !name.endsWith(".dex"));
    return dex;
  }
}
