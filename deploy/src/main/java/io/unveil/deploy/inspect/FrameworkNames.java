package io.unveil.deploy.inspect;

import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.LimitHit;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.Unread;
import io.unveil.unpacker.anomaly.Sightings;
import io.unveil.unpacker.resources.ResourceTable;
import io.unveil.unpacker.zip.EntryInflater;
import io.unveil.unpacker.zip.View;
import io.unveil.unpacker.zip.ZipArchive;
import io.unveil.unpacker.zip.ZipEntry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Names of Android's own resources, from the framework package that Apktool brings. Read with our
 * own reader and only when a name is asked for: Apktool's classes never see a sample.
 */
final class FrameworkNames {
  private static final String PACKAGE = "/prebuilt/android-framework.jar";

  private @Nullable ResourceTable table;

  /** {@return {@code type/entry}, or null when Android has no such resource} */
  @Nullable String name(int id) {
    ResourceTable known = table;
    if (known == null) {
      known = read();
      table = known;
    }
    return known.name(id);
  }

  private static ResourceTable read() {
    try (InputStream in = FrameworkNames.class.getResourceAsStream(PACKAGE)) {
      if (in == null) {
        throw new IllegalStateException(PACKAGE + " is not on the class path");
      }
      Limits limits = Limits.DEFAULT;
      ApkBytes bytes = ApkBytes.of(in.readAllBytes());
      ZipArchive archive = ZipArchive.read(bytes, limits, new Sightings(0), new Unread());
      ZipEntry entry = archive.find("resources.arsc");
      if (entry == null) {
        throw new IllegalStateException(PACKAGE + " has no resource table");
      }
      try (EntryInflater inflater = new EntryInflater(limits.maxInflatedBytes())) {
        LimitHit limit = limits.hit("max-resource-table-bytes", entry.name());
        byte[] data = archive.read(entry, View.ASSET, inflater, limit);
        return ResourceTable.open(
            MemorySegment.ofArray(data), limits, new Sightings(0), new Unread());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(PACKAGE + " cannot be read", e);
    } catch (MalformedApkException e) {
      throw new IllegalStateException(PACKAGE + ": " + e.getMessage(), e);
    }
  }
}
