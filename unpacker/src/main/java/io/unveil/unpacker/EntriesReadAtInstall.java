package io.unveil.unpacker;

import io.unveil.unpacker.anomaly.Anomaly;
import io.unveil.unpacker.anomaly.InstallReads;
import io.unveil.unpacker.anomaly.Refusal;
import io.unveil.unpacker.manifest.ManifestReader;
import io.unveil.unpacker.signing.Signing;
import io.unveil.unpacker.zip.EntryInflater;
import io.unveil.unpacker.zip.View;
import io.unveil.unpacker.zip.ZipArchive;
import io.unveil.unpacker.zip.ZipEntry;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which entries PackageManager reads when it installs:
 *
 * <ul>
 *   <li>the manifest, always (PackageParser, ParsingPackageUtils);
 *   <li>{@code classes.dex}: that FindEntry gives it ("code is missing", {@code assertCodePolicy});
 *       what is in it does not matter. An app that declares {@code android:hasCode="false"} is not
 *       asked for it;
 *   <li>{@code resources.arsc}: one that FindEntry refuses counts as absent, one that cannot be
 *       inflated or parsed is an error (ApkAssets, {@code LoadedArsc});
 *   <li>with signature scheme v1, every entry that {@code META-INF/MANIFEST.MF} names: the
 *       constructor of StrictJarFile asks FindEntry for each. Its walk over the archive is no such
 *       test, as it ends silently at the first entry that FindEntry refuses.
 * </ul>
 *
 * <p>Scheme v1 counts where Android knows none of the newer schemes that the archive has: v2 since
 * API 24, v3 since 28, v3.1 since 33. All other entries, such as {@code assets/x}, are first read
 * by the app itself.
 */
final class EntriesReadAtInstall implements InstallReads {
  private static final String JAR_MANIFEST = "META-INF/MANIFEST.MF";
  private static final String DEX = "classes.dex";
  private static final String RESOURCES = "resources.arsc";
  private static final int MAX_UNVERIFIABLE = 20;

  /**
   * What is wrong inside a document or table: installation parses the manifest and the table, other
   * documents the app itself.
   */
  private static final Set<Anomaly> CONTENT_OF_ONE =
      EnumSet.of(
          Anomaly.XML_ROOT_TYPE,
          Anomaly.XML_TRUNCATED,
          Anomaly.XML_STRING_POOL,
          Anomaly.XML_BROKEN_NODE,
          Anomaly.RESOURCES_BROKEN_CHUNK);

  private static final int FIRST_APK_ASSETS = 28;
  private static final int BEFORE_V2 = 23;
  private static final int BEFORE_V3 = 27;
  private static final int BEFORE_V31 = 32;

  private final ZipArchive archive;
  private final EntryInflater inflater;
  private final Limits limits;
  private final int lastV1;
  private final boolean hasCode;
  private @Nullable Set<String> signed;

  /**
   * @param hasCode what {@code android:hasCode} says, true unless it says otherwise
   */
  EntriesReadAtInstall(
      ZipArchive archive, EntryInflater inflater, Limits limits, Signing signing, boolean hasCode) {
    this.archive = archive;
    this.inflater = inflater;
    this.limits = limits;
    this.lastV1 = lastV1(signing.schemes());
    this.hasCode = hasCode;
  }

  private static int lastV1(List<String> schemes) {
    if (!schemes.contains("v1")) {
      return 0;
    }
    if (schemes.contains("v2")) {
      return BEFORE_V2;
    }
    if (schemes.contains("v3")) {
      return BEFORE_V3;
    }
    return schemes.contains("v3.1") ? BEFORE_V31 : Refusal.EVERY_API;
  }

  @Override
  public int lastApi(String entry, Anomaly why) {
    if (entry.equals(ManifestReader.FILE)) {
      return Refusal.EVERY_API;
    }
    if (CONTENT_OF_ONE.contains(why)) {
      return entry.equals(RESOURCES) ? Refusal.EVERY_API : 0;
    }
    boolean data = why == Anomaly.INFLATED_SIZE_DIFFERS;
    if ((entry.equals(DEX) && hasCode && !data) || (entry.equals(RESOURCES) && data)) {
      return Refusal.EVERY_API;
    }
    return lastV1 > 0 && signed().contains(entry) ? lastV1 : 0;
  }

  /** Before Android 9 an app whose table cannot be read is installed without resources. */
  @Override
  public int firstApi(String entry, Anomaly why) {
    return entry.equals(RESOURCES) && why == Anomaly.INFLATED_SIZE_DIFFERS ? FIRST_APK_ASSETS : 1;
  }

  /** Names in the JAR manifest; none when there is none or it cannot be read. */
  private Set<String> signed() {
    Set<String> names = signed;
    if (names == null) {
      names = new HashSet<>();
      ZipEntry entry = archive.find(JAR_MANIFEST);
      if (entry != null) {
        try {
          LimitHit limit = limits.hit("max-manifest-bytes", JAR_MANIFEST);
          addNames(archive.read(entry, View.JAR_V1, inflater, limit), names);
        } catch (MalformedApkException e) {
          // Signing reads the same file and tells.
          names.clear();
        }
      }
      signed = names;
    }
    return names;
  }

  /** A line is continued by lines that start with a space (JAR file specification). */
  private static void addNames(byte[] manifest, Set<String> names) {
    String text = new String(manifest, StandardCharsets.UTF_8).replace("\r\n", "\n");
    text.replace("\n ", "")
        .lines()
        .filter(line -> line.startsWith("Name: "))
        .forEach(line -> names.add(line.substring("Name: ".length())));
  }

  /**
   * {@return why the manifest's ZIP method keeps some Androids from reading it, null when it does
   * not} Android 9 takes an unknown method for stored, earlier ones for deflated: the data is one
   * or the other.
   *
   * @param entry the manifest
   */
  @Nullable Refusal method(ZipEntry entry) {
    if (entry.method() == 0 || entry.method() == EntryInflater.DEFLATED) {
      return null;
    }
    View view = archive.assetView(entry, inflater, limits.maxManifestBytes());
    boolean deflated = view == View.ASSET_BEFORE_28;
    String reason =
        entry.name() + " has ZIP method " + entry.method() + ", which %s take for %s data";
    if (deflated) {
      return new Refusal(reason.formatted("Android 9 and later", "stored"), 28, Refusal.EVERY_API);
    }
    return new Refusal(reason.formatted("Android 8.1 and earlier", "deflated"), 1, BEFORE_V3);
  }

  /**
   * {@return the entries that keep StrictJarFile from verifying scheme v1: signed, of an unknown
   * method, and not deflated; at most 20}
   */
  List<Refusal> unverifiable() {
    if (lastV1 == 0) {
      return List.of();
    }
    return archive.entries().stream()
        .filter(e -> e.method() != 0 && e.method() != EntryInflater.DEFLATED)
        .filter(e -> signed().contains(e.name()))
        .filter(e -> archive.assetView(e, inflater, limits.maxEntryBytes()) == View.ASSET)
        .limit(MAX_UNVERIFIABLE)
        .map(e ->
            new Refusal(
                e.name()
                    + " has ZIP method "
                    + e.method()
                    + ", which the check of signature scheme v1 takes for deflated data",
                1,
                lastV1))
        .toList();
  }
}
