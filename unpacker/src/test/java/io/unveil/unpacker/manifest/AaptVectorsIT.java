package io.unveil.unpacker.manifest;

import io.unveil.fixtures.ArscVectors;
import io.unveil.fixtures.Oracle;
import io.unveil.fixtures.XmlVectors;
import io.unveil.fixtures.ZipVector;
import io.unveil.fixtures.ZipVectors;
import io.unveil.fixtures.ZipWriter;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.Unread;
import io.unveil.unpacker.anomaly.InstallReads;
import io.unveil.unpacker.anomaly.Sightings;
import io.unveil.unpacker.resources.ResourceTable;
import io.unveil.unpacker.resources.ResourceValue;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What Debian's {@code aapt} (libziparchive and libandroidfw of Android 10) makes of our vectors is
 * what we say that Android 10 makes of them: whether it opens them, and what it finds.
 */
class AaptVectorsIT {
  private static final Path ROOT = Path.of(System.getProperty("unveil.root", "."));
  private static final Path LISTS = ROOT.resolve("unpacker/src/test/resources/oracle");

  @TempDir Path folder;

  @Test
  void archives_giveTheManifestThatAaptGets() throws IOException {
    Oracle aapt = Oracle.of("aapt", LISTS.resolve("aapt-zip-vectors.tsv"));
    for (ZipVector vector : ZipVectors.all()) {
      aapt.compared(vector.name(), AaptTree.difference(aapt, file(vector.archive())));
    }
    aapt.close();
  }

  @Test
  void documents_areReadAsAaptReadsThem() throws IOException {
    Oracle aapt = Oracle.of("aapt", LISTS.resolve("aapt-xml-vectors.tsv"));
    for (XmlVectors.Xml vector : XmlVectors.xml()) {
      ZipWriter zip = new ZipWriter();
      zip.addStored(ManifestReader.FILE, vector.bytes().toArray(ValueLayout.JAVA_BYTE));
      aapt.compared(vector.name(), AaptTree.difference(aapt, file(zip.toBytes())));
    }
    aapt.close();
  }

  @Test
  void tables_holdTheValuesThatAaptFinds() throws IOException {
    Oracle aapt = Oracle.of("aapt", LISTS.resolve("aapt-arsc-vectors.tsv"));
    byte[] manifest = XmlVectors.xml().getFirst().bytes().toArray(ValueLayout.JAVA_BYTE);
    for (ArscVectors.Arsc vector : XmlVectors.arsc()) {
      ZipWriter zip = new ZipWriter();
      zip.addStored(ManifestReader.FILE, manifest);
      zip.addStored("resources.arsc", vector.bytes().toArray(ValueLayout.JAVA_BYTE));
      Oracle.Answer answer =
          aapt.ask("dump", "--values", "resources", file(zip.toBytes()).toString());
      AaptResources theirs = AaptResources.of(answer.lines());
      aapt.compared(vector.name(), difference(vector, answer.isYes(), theirs));
    }
    aapt.close();
  }

  /** aapt lists the values of all configurations; the one that we choose must be among them. */
  private static String difference(ArscVectors.Arsc vector, boolean opens, AaptResources theirs) {
    Sightings sightings = new Sightings(100);
    try {
      ResourceTable table =
          ResourceTable.open(vector.bytes(), Limits.DEFAULT, sightings, new Unread());
      String our = text(table, vector.id());
      if (!opens && sightings.refusals(InstallReads.ALL).stream().anyMatch(r -> r.holdsAt(29))) {
        return "";
      }
      Set<String> their = theirs.values(vector.id());
      boolean same = our == null ? their.isEmpty() : their.contains(our);
      return same ? "" : "aapt " + (opens ? their : "refuses") + ", we " + our;
    } catch (MalformedApkException e) {
      return opens ? "aapt opens it, we: " + e.getMessage() : "";
    }
  }

  private static @Nullable String text(ResourceTable table, int id) {
    ResourceValue value = table.value(id);
    return value != null && value.type() == ResourceValue.BOOLEAN
        ? String.format(Locale.ROOT, "0x%08x", value.data())
        : table.string(id);
  }

  private Path file(byte[] archive) throws IOException {
    return Files.write(folder.resolve("vector.apk"), archive);
  }
}
