package io.unveil.unpacker.dex;

import io.unveil.fixtures.DexVectors;
import io.unveil.fixtures.Oracle;
import io.unveil.fixtures.ZipVector;
import io.unveil.fixtures.ZipVector.Gets;
import io.unveil.fixtures.ZipVectors;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.Unread;
import io.unveil.unpacker.anomaly.InstallReads;
import io.unveil.unpacker.anomaly.Refusal;
import io.unveil.unpacker.anomaly.Sightings;
import io.unveil.unpacker.zip.EntryInflater;
import io.unveil.unpacker.zip.View;
import io.unveil.unpacker.zip.ZipArchive;
import io.unveil.unpacker.zip.ZipEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.Adler32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What Debian's {@code dexdump} (libziparchive and libdexfile of Android 11) makes of our vectors
 * is what we say that Android 11 makes of them: whether it opens them, and what it finds.
 */
class DexdumpVectorsIT {
  private static final Path ROOT = Path.of(System.getProperty("unveil.root", "."));
  private static final Path LISTS = ROOT.resolve("unpacker/src/test/resources/oracle");
  private static final String DEX = "classes.dex";
  private static final int DEX_SUMMED_FROM = 12;

  @TempDir Path folder;

  @Test
  void dexFiles_areReadOrRefusedAsDexdumpDoes() throws IOException {
    Oracle dexdump = Oracle.of("dexdump", LISTS.resolve("dexdump-dex-vectors.tsv"));
    for (DexVectors.Vector vector : DexVectors.all()) {
      Path file = Files.write(folder.resolve("vector.dex"), vector.dex());
      Oracle.Answer answer = dexdump.ask(file.toString());
      if (answer.isCrash()) {
        dexdump.compared(vector.name(), "dexdump crashes");
      } else {
        dexdump.compared(vector.name(), DexdumpListing.difference(answer, vector.dex()));
      }
    }
    dexdump.close();
  }

  /** The vectors' DEX files are headers alone: dexdump gets them, then complains of their sum. */
  @Test
  void archives_giveTheDexFileThatDexdumpGets() throws IOException {
    Oracle dexdump = Oracle.of("dexdump", LISTS.resolve("dexdump-zip-vectors.tsv"));
    for (ZipVector vector : ZipVectors.all()) {
      Path file = Files.write(folder.resolve("vector.apk"), vector.archive());
      Gets theirs = theirs(dexdump.ask(file.toString()), content(vector));
      Gets ours = ours(vector.archive(), content(vector));
      dexdump.compared(vector.name(), theirs == ours ? "" : "dexdump " + theirs + ", we " + ours);
    }
    dexdump.close();
  }

  private static byte[] content(ZipVector vector) {
    return vector.target().equals(DEX) ? vector.content() : ZipVectors.dexFile();
  }

  private static Gets theirs(Oracle.Answer answer, byte[] content) {
    Adler32 sum = new Adler32();
    sum.update(content, DEX_SUMMED_FROM, content.length - DEX_SUMMED_FROM);
    String complaint = String.format(Locale.ROOT, "Bad checksum (%08x", sum.getValue());
    if (answer.errors().stream().anyMatch(line -> line.contains(complaint))) {
      return Gets.CONTENT;
    }
    if (answer.errors().stream().anyMatch(line -> line.contains("Bad checksum ("))) {
      return Gets.OTHER;
    }
    return Gets.REFUSED;
  }

  private static Gets ours(byte[] bytes, byte[] content) {
    Limits limits = Limits.DEFAULT;
    Sightings sightings = new Sightings(limits.maxAnomalies());
    try (EntryInflater inflater = new EntryInflater(limits.maxInflatedBytes())) {
      ZipArchive archive = ZipArchive.read(ApkBytes.of(bytes), limits, sightings, new Unread());
      InstallReads code = (entry, _) -> entry.equals(DEX) ? Refusal.EVERY_API : 0;
      ZipEntry entry = archive.find(DEX);
      if (entry == null
          || sightings.refusals(code).stream().anyMatch(r -> r.holdsAt(DexdumpListing.API))) {
        return Gets.REFUSED;
      }
      byte[] dex =
          archive.asAndroid(
              entry, View.DEX, inflater, Limits.DEFAULT.hit("max-dex-bytes", entry.name()));
      return Arrays.equals(dex, content) ? Gets.CONTENT : Gets.OTHER;
    } catch (MalformedApkException e) {
      return Gets.REFUSED;
    }
  }
}
