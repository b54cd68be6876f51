package io.unveil.unpacker.zip;

import brut.directory.DirectoryException;
import brut.directory.ExtFile;
import io.unveil.fixtures.GoldenPage;
import io.unveil.fixtures.ZipVector;
import io.unveil.fixtures.ZipVector.Gets;
import io.unveil.fixtures.ZipVectors;
import io.unveil.unpacker.MalformedApkException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table of vectors, with what the JDK and Apktool make of them when the page is made. */
class VectorsPageTest {
  private static final String HEAD =
      """
      # ZIP vectors

      Made by `VectorsPageTest` from `io.unveil.fixtures.ZipVectors`; the tests compare. Each vector is a small APK with one
      trick. *Target* is the entry that the trick is about; *expected* is what each part of Android gets for it when it opens
      the archive at all: **A** ApkAssets (API 28+), **a** AssetManager (up to 27), **D** ART, **J** StrictJarFile (v1); and
      the API levels that install it (signatures aside). *Ours* is what this build gives. JDK is `java.util.zip.ZipFile`,
      Apktool is `ExtFile`; both for the same entry: `+` the content, `~` other bytes, `-` an error, `0` no such entry.
      Other tables: [binary XML and resource tables](vectors-xml.md), [DEX](vectors-dex.md).

      | vector | trick | target | expected | installs | ours | JDK | Apktool |
      |---|---|---|---|---|---|---|---|
      """;

  @TempDir private Path folder;

  @Test
  void page_isWhatTheVectorsGive() throws IOException, MalformedApkException {
    StringBuilder page = new StringBuilder(HEAD);
    for (ZipVector vector : ZipVectors.all()) {
      Path file = folder.resolve(vector.name() + ".apk");
      Files.write(file, vector.archive());
      String expected = signs(vector.views());
      String ours = signs(ZipVectorsTest.views(vector));
      page.append(
          "| %s | %s | %s | %s | %s | %s | %s | %s |%n"
              .formatted(
                  vector.name(),
                  vector.trick().replace("|", "\\|"),
                  vector.target(),
                  expected,
                  installs(vector),
                  ours.equals(expected) ? "same" : ours,
                  sign(jdk(vector, file)),
                  sign(apktool(vector, file))));
    }
    GoldenPage.check("docs/vectors.md", page.toString());
  }

  private static String installs(ZipVector vector) {
    return vector.toApi() < vector.fromApi() ? "never" : vector.fromApi() + "–" + vector.toApi();
  }

  private static String signs(Map<View, Gets> views) {
    return "A%s a%s D%s J%s"
        .formatted(
            sign(views.getOrDefault(View.ASSET, Gets.ABSENT)),
            sign(views.getOrDefault(View.ASSET_BEFORE_28, Gets.ABSENT)),
            sign(views.getOrDefault(View.DEX, Gets.ABSENT)),
            sign(views.getOrDefault(View.JAR_V1, Gets.ABSENT)));
  }

  private static String sign(Gets gets) {
    return switch (gets) {
      case CONTENT -> "+";
      case OTHER -> "~";
      case REFUSED -> "-";
      case ABSENT -> "0";
    };
  }

  private static Gets jdk(ZipVector vector, Path file) {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      var entry = zip.getEntry(vector.target());
      if (entry == null) {
        return Gets.ABSENT;
      }
      try (InputStream in = zip.getInputStream(entry)) {
        return vector.gets(in.readAllBytes());
      }
    } catch (IOException | RuntimeException e) {
      return Gets.REFUSED;
    }
  }

  private static Gets apktool(ZipVector vector, Path file) {
    try (ExtFile zip = new ExtFile(file.toFile())) {
      if (!zip.getDirectory().containsFile(vector.target())) {
        return Gets.ABSENT;
      }
      try (InputStream in = zip.getDirectory().getFileInput(vector.target())) {
        return vector.gets(in.readAllBytes());
      }
    } catch (DirectoryException | IOException | RuntimeException e) {
      return Gets.REFUSED;
    }
  }
}
