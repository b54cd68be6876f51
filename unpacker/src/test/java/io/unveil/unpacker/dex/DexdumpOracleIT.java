package io.unveil.unpacker.dex;

import io.unveil.fixtures.Oracle;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ApkUnpacker;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.UnpackedApk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Classes, their superclasses, methods and the sizes of their code are those that ART's own reader
 * (Debian's {@code dexdump}, libdexfile of Android 11) gives, and what it refuses we refuse.
 */
class DexdumpOracleIT {
  private static final Path ROOT = Path.of(System.getProperty("unveil.root", "."));
  private static final Path CORPORA = ROOT.resolve("../shared/corpora");
  private static final Path DIFFERENCES =
      ROOT.resolve("unpacker/src/test/resources/oracle/dexdump-differences.tsv");

  @TempDir Path folder;

  @Test
  void classesAndMethods_areThoseOfDexdump() throws Exception {
    Assumptions.assumeTrue(Files.isDirectory(CORPORA), () -> "skipped: no corpora at " + CORPORA);
    Oracle dexdump = Oracle.of("dexdump", DIFFERENCES);
    for (Path file : files(CORPORA.resolve("malformed/dex"), ".dex")) {
      compare(dexdump, "malformed/dex/" + file.getFileName(), file);
    }
    for (String corpus : List.of("malformed/apk", "droidbench/apk")) {
      for (Path file : files(CORPORA.resolve(corpus), ".apk")) {
        compareAll(dexdump, corpus + "/" + file.getFileName(), file);
      }
    }
    dexdump.close();
  }

  private static List<Path> files(Path folder, String ending) throws IOException {
    try (var files = Files.walk(folder)) {
      return files
          .filter(f -> Files.isRegularFile(f) && f.toString().endsWith(ending))
          .sorted()
          .toList();
    }
  }

  private void compareAll(Oracle dexdump, String name, Path apk) throws IOException {
    try (ApkBytes bytes = ApkBytes.map(apk, Limits.DEFAULT)) {
      UnpackedApk app = ApkUnpacker.unpack(bytes, Limits.DEFAULT);
      for (DexFile file : DexCode.open(bytes, app.dexEntries(), Limits.DEFAULT).files()) {
        byte[] dex = new byte[file.buffer().remaining()];
        file.buffer().get(dex);
        Path alone = Files.write(folder.resolve("alone.dex"), dex);
        compare(dexdump, name + "!" + file.name(), alone);
      }
    } catch (MalformedApkException e) {
      dexdump.refused();
    }
  }

  private static void compare(Oracle dexdump, String name, Path dex) throws IOException {
    Oracle.Answer answer = dexdump.ask(dex.toString());
    if (answer.isCrash()) {
      dexdump.refused();
    } else {
      dexdump.compared(name, DexdumpListing.difference(answer, Files.readAllBytes(dex)));
    }
  }
}
