package io.unveil.unpacker.manifest;

import io.unveil.fixtures.Oracle;
import io.unveil.fixtures.ZipWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our tree of a manifest is the one that Android's own reader (Debian's {@code aapt}) gives. */
class AaptOracleIT {
  private static final Path ROOT = Path.of(System.getProperty("unveil.root", "."));
  private static final Path CORPORA = ROOT.resolve("../shared/corpora");
  private static final Path DIFFERENCES =
      ROOT.resolve("unpacker/src/test/resources/oracle/aapt-differences.tsv");

  @TempDir Path folder;

  @Test
  void manifests_areReadAsAaptReadsThem() throws Exception {
    Assumptions.assumeTrue(Files.isDirectory(CORPORA), () -> "skipped: no corpora at " + CORPORA);
    Oracle aapt = Oracle.of("aapt", DIFFERENCES);
    for (String corpus : List.of("malformed/apk", "malformed/axml", "droidbench/apk")) {
      for (Path file : files(CORPORA.resolve(corpus))) {
        String name = corpus + "/" + file.getFileName();
        aapt.compared(name, AaptTree.difference(aapt, apk(file)));
      }
    }
    aapt.close();
  }

  private static List<Path> files(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(f -> f.toString().endsWith(".apk") || f.toString().endsWith(".xml"))
          .sorted()
          .toList();
    }
  }

  private Path apk(Path file) throws IOException {
    if (file.toString().endsWith(".apk")) {
      return file;
    }
    ZipWriter zip = new ZipWriter();
    zip.addStored(ManifestReader.FILE, Files.readAllBytes(file));
    return Files.write(folder.resolve("wrapped.apk"), zip.toBytes());
  }
}
