package io.unveil.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.fixtures.Samples;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassesRunTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void eachArgument_isAGroupAndAFileIsInOneClass() throws Exception {
    Path apk = folder.resolve("app.apk");
    Files.write(apk, Samples.named(Inputs.FIXTURE).apk());
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    new ClassesRun(1, 1, new PrintStream(text, true, StandardCharsets.UTF_8))
        .run(List.of(apk.toString()), false);

    List<String> lines = text.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines)
        .filteredOn(line -> line.startsWith("app.apk | "))
        .singleElement()
        .asString()
        .startsWith("app.apk | solved | 1 | 100 % | ")
        .contains("≤ 3, p90 ≤ 6: ");
    assertThat(lines).contains("0 of 1 files used up the budget of 20000000 work units");
  }

  @Test
  void quantile_isTheSmallestValueThatTheShareDoesNotExceed() {
    double[] values = {5, 1, 4, 2, 3, 10, 9, 8, 7, 6};
    assertThat(ClassesRun.quantile(values, 0.5)).isEqualTo(5);
    assertThat(ClassesRun.quantile(values, 0.9)).isEqualTo(9);
    assertThat(ClassesRun.quantile(values, 1)).isEqualTo(10);
    assertThat(ClassesRun.quantile(new double[] {3}, 0.9)).isEqualTo(3);
  }
}
