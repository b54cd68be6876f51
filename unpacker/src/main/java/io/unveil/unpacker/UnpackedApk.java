package io.unveil.unpacker;

import io.unveil.unpacker.anomaly.Sighting;
import io.unveil.unpacker.manifest.Manifest;
import io.unveil.unpacker.signing.Signing;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an APK says about itself, read without looking at code: the result of {@link
 * ApkUnpacker#unpack}.
 *
 * @param sha256 SHA-256 of the whole file, 64 lower-case hex digits
 * @param sizeInBytes size of the whole file
 * @param installable whether Android would install it, as far as the archive decides
 * @param manifest the decoded manifest, or null when there is none or it cannot be read; then
 *     {@code incomplete} says why
 * @param dexEntries the DEX files in the order ART loads them ({@code classes.dex}, {@code
 *     classes2.dex}, …), then those behind a numbering gap ({@code loadedByArt == false})
 * @param payloads entries that hold code or archives beside {@code classesN.dex} and {@code lib/},
 *     by their first bytes
 * @param nativeLibraries names of entries below {@code lib/}
 * @param signing signature schemes and certificates
 * @param anomalies deviations from the formats, in file order; evidence of tampering
 * @param anomalyCount how many deviations were met, also those beyond {@link Limits#maxAnomalies()}
 * @param entryCount entries of the central directory
 * @param incomplete what could not be read and why, one sentence each; empty when everything was
 *     read
 */
public record UnpackedApk(
    String sha256,
    long sizeInBytes,
    Installable installable,
    @Nullable Manifest manifest,
    List<DexEntry> dexEntries,
    List<Payload> payloads,
    List<String> nativeLibraries,
    Signing signing,
    List<Sighting> anomalies,
    int anomalyCount,
    int entryCount,
    List<String> incomplete) {

  /** Copies the lists. */
  public UnpackedApk {
    dexEntries = List.copyOf(dexEntries);
    payloads = List.copyOf(payloads);
    nativeLibraries = List.copyOf(nativeLibraries);
    anomalies = List.copyOf(anomalies);
    incomplete = List.copyOf(incomplete);
  }

  /**
   * Whether Android's package manager would take the archive.
   *
   * @param yes true when no rule that we know refuses it
   * @param reasons the rules that refuse it, one sentence each; empty when {@code yes}
   */
  public record Installable(boolean yes, List<String> reasons) {
    /** Copies the list. */
    public Installable {
      reasons = List.copyOf(reasons);
    }
  }

  /**
   * One DEX file of the archive, by its central-directory record. No body was inflated yet.
   *
   * @param name entry name
   * @param method ZIP method: 0 stored, 8 deflated; anything else ART refuses
   * @param dataOffset file offset in bytes of the (compressed) data
   * @param compressedBytes size of the data in the file, already checked against the file's end
   * @param declaredBytes declared inflated size, not trusted
   * @param loadedByArt false for files behind a numbering gap, which only code can load
   */
  public record DexEntry(
      String name,
      int method,
      long dataOffset,
      long compressedBytes,
      long declaredBytes,
      boolean loadedByArt) {}

  /**
   * An entry whose first bytes show code or an archive that Android does not load by itself.
   *
   * @param entry entry name
   * @param kind {@code dex}, {@code zip} or {@code elf}
   * @param sizeInBytes declared inflated size
   */
  public record Payload(String entry, String kind, long sizeInBytes) {}
}
