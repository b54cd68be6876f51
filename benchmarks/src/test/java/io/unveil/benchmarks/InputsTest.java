package io.unveil.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputsTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void nothingNamed_measuresTheFixture() throws Exception {
    assertThat(Inputs.of(List.of()))
        .singleElement()
        .satisfies(apk -> assertThat(Floor.run(apk).dexBytes()).isPositive());
  }

  @Test
  void missingFile_isOneLineThatSaysWhatToDo() {
    assertThatThrownBy(() -> Inputs.of(List.of(folder.resolve("no.apk").toString())))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no.apk does not exist; benchmarks/README.md says")
        .hasMessageNotContaining("\n");
  }

  @Test
  void folder_givesItsApksInOrder() throws Exception {
    Path below = Files.createDirectories(folder.resolve("below"));
    Path second = Files.createFile(folder.resolve("z.apk"));
    Path first = Files.createFile(below.resolve("a.apk"));
    Files.createFile(folder.resolve("note.txt"));

    assertThat(Inputs.of(List.of(folder.toString()))).containsExactly(first, second);
  }

  @Test
  void folderWithoutApk_isAnError() {
    assertThatThrownBy(() -> Inputs.of(List.of(folder.toString())))
        .hasMessageContaining("holds no file whose name ends in .apk");
  }

  @Test
  void median_ofEvenAndOddCounts() {
    assertThat(PairedScan.median(new double[] {3, 1, 2})).isEqualTo(2);
    assertThat(PairedScan.median(new double[] {4, 1, 2, 3})).isEqualTo(2.5);
  }
}
