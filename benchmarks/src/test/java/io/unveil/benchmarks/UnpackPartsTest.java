package io.unveil.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.fixtures.Samples;
import io.unveil.unpacker.UnpackedApk;
import io.unveil.unpacker.manifest.ManifestReader;
import io.unveil.unpacker.signing.Signing;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The parts are the whole, and floors read the bytes that the parts read. */
class UnpackPartsTest {
  @TempDir private Path folder = Path.of("");
  private Path apk = Path.of("");

  @BeforeEach
  void write() throws Exception {
    apk = Files.write(folder.resolve("app.apk"), Samples.named(Inputs.FIXTURE).apk());
  }

  @Test
  void parts_giveWhatTheWholeGives() throws Exception {
    try (UnpackParts parts = new UnpackParts(apk)) {
      UnpackedApk whole = (UnpackedApk) Objects.requireNonNull(parts.run(UnpackParts.Part.UNPACK));
      ManifestReader.Parsed manifest =
          (ManifestReader.Parsed) Objects.requireNonNull(parts.run(UnpackParts.Part.MANIFEST));
      Signing signing = (Signing) Objects.requireNonNull(parts.run(UnpackParts.Part.CERTIFICATE));

      assertThat(manifest.manifest()).isEqualTo(whole.manifest());
      assertThat(signing.certificates()).isEqualTo(whole.signing().certificates());
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyPart_hasSomethingToDo(UnpackParts.Part part) throws Exception {
    try (UnpackParts parts = new UnpackParts(apk)) {
      assertThat(parts.has(part)).isTrue();
      assertThat(parts.run(part)).isNotNull();
      assertThat(parts.floor(part)).isNotNull();
    }
  }

  @Test
  void floors_inflateWhatTheFloorOfAScanInflates() throws Exception {
    Floor.Result scan = Floor.run(apk);
    PartFloor floor = new PartFloor(apk);

    assertThat(floor.manifest()).containsExactly(scan.inflated().get("AndroidManifest.xml"));
    assertThat(floor.resources()).containsExactly(scan.inflated().get("resources.arsc"));
    assertThat(floor.dex()).containsExactly(scan.inflated().get("classes.dex"));
    assertThat(new String(floor.directory(), StandardCharsets.ISO_8859_1)).startsWith("PK\1\2");
  }

  @Test
  void run_printsARowForEachPartAndTheMedians() throws Exception {
    ByteArrayOutputStream text = new ByteArrayOutputStream();

    new UnpackRun(1, 3, new PrintStream(text, true, StandardCharsets.UTF_8)).run(List.of(apk));

    assertThat(text.toString(StandardCharsets.UTF_8).lines())
        .hasSize(2 * (2 + UnpackParts.Part.values().length))
        .filteredOn(line -> line.contains(UnpackParts.Part.DEX_PASS.label()))
        .hasSize(2);
  }
}
