package io.unveil.unpacker;

/**
 * Bounds on what one sample may make us do. All are checked before memory is taken; a limit that is
 * hit ends up in the result as {@code partial}, never as silence. Defaults and their reasons:
 * {@code docs/known-limits.md}.
 *
 * @param maxFileBytes size of one APK in bytes
 * @param maxEntries entries of one ZIP archive
 * @param maxCentralDirectoryBytes size of the central directory in bytes
 * @param maxEntryBytes inflated bytes of one entry
 * @param maxInflatedBytes inflated bytes of one APK, all entries together
 * @param maxManifestBytes inflated bytes of the manifest
 * @param maxXmlDepth nested elements of a binary XML document
 * @param maxResourceTableBytes inflated bytes of {@code resources.arsc}
 * @param maxDexFiles DEX files of one APK
 * @param maxDexBytes inflated bytes of one DEX file
 * @param maxClasses classes of all DEX files of one APK
 * @param maxMethods methods with code of all DEX files of one APK
 * @param maxAnomalies anomalies that are kept; further ones are only counted
 */
public record Limits(
    long maxFileBytes,
    int maxEntries,
    long maxCentralDirectoryBytes,
    long maxEntryBytes,
    long maxInflatedBytes,
    long maxManifestBytes,
    int maxXmlDepth,
    long maxResourceTableBytes,
    int maxDexFiles,
    long maxDexBytes,
    int maxClasses,
    int maxMethods,
    int maxAnomalies) {

  /** What {@code scan} and the workers use unless configured otherwise. */
  public static final Limits DEFAULT =
      new Limits(
          512L << 20,
          100_000,
          64L << 20,
          512L << 20,
          2L << 30,
          64L << 20,
          256,
          256L << 20,
          200,
          256L << 20,
          500_000,
          5_000_000,
          1_000);
}
