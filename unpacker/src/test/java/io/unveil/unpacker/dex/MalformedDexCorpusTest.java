package io.unveil.unpacker.dex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** DEX files that other tools collected because they are odd. */
class MalformedDexCorpusTest {
  private static final Path FILES =
      Path.of(System.getProperty("unveil.root", ".")).resolve("../shared/corpora/malformed/dex");

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void everyFile_isReadOrRefusedWithAReason() throws IOException {
    Assumptions.assumeTrue(Files.isDirectory(FILES), () -> "skipped: no corpus at " + FILES);
    List<String> read = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    try (var files = Files.list(FILES)) {
      for (Path file : files.sorted().toList()) {
        byte[] dex = Files.readAllBytes(file);
        assertThatCode(() -> DexReading.all(dex)).as("%s", file).doesNotThrowAnyException();
        DexCode code = DexReading.open(dex);
        code.index();
        (code.files().isEmpty() ? refused : read)
            .add(file.getFileName() + " " + code.failures() + code.index().badReasons());
      }
    }
    assertThat(refused).allMatch(line -> line.contains("classes.dex: "));
    assertThat(read).hasSizeGreaterThanOrEqualTo(20);
    System.out.printf("malformed DEX: %d read, refused: %s%n", read.size(), refused);
    read.stream().filter(line -> !line.endsWith(" []{}")).forEach(System.out::println);
  }
}
