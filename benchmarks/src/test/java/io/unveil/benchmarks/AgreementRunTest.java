package io.unveil.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.analyzer.model.ModelLoader;
import io.unveil.fixtures.Samples;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgreementRunTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void fixture_isReadTheSameByBoth_andItsFindingsAreConfirmed() throws Exception {
    Path apk = folder.resolve("app.apk");
    Files.write(apk, Samples.named(Inputs.FIXTURE).apk());
    Path text = Files.writeString(folder.resolve("no.apk"), "no archive");
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    boolean enough =
        new AgreementRun(
                ModelLoader.bundled(), false, new PrintStream(said, true, StandardCharsets.UTF_8))
            .run(List.of(apk.toString(), text.toString()));

    assertThat(enough).isTrue();
    assertThat(said.toString(StandardCharsets.UTF_8))
        .containsPattern(
            "app.apk \\| 1 \\| (\\d+) \\| \\1 \\(100.00 %\\) \\| 0 \\| 0 \\| \\1 \\| \\1 \\| 0 \\|"
                + " 100.0000 %")
        .containsPattern("flow confirmed=[1-9]")
        .contains("no archive: no.apk: ")
        .contains("at least 99.9 % agree: yes");
  }
}
