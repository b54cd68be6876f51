package io.unveil.unpacker;

import io.unveil.unpacker.anomaly.Refusal;
import io.unveil.unpacker.anomaly.Sighting;
import io.unveil.unpacker.manifest.AppResources;
import io.unveil.unpacker.manifest.Manifest;
import io.unveil.unpacker.signing.Signing;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What an APK, or a bundle of APKs, says about itself, read without looking at code: the result of
 * {@link ApkUnpacker#unpack}.
 *
 * @param sha256 SHA-256 of the whole file, 64 lower-case hex digits
 * @param sizeInBytes size of the whole file
 * @param installable whether Android would install it, as far as the archive decides
 * @param manifest the decoded manifest, of the base APK for a bundle; null when there is none or it
 *     cannot be read; then {@code incomplete} says why
 * @param resources what XML files and values that the manifest refers to say
 * @param dexEntries the DEX files in the order ART loads them ({@code classes.dex}, {@code
 *     classes2.dex}, …, of a bundle those of the base first), then those that only the app's code
 *     can load, then those that nothing loads
 * @param payloads entries that hold code, archives or unreadable data beside {@code classesN.dex}
 *     and {@code lib/}, by their bytes
 * @param nested the APKs found inside, outer ones before inner ones; members of a bundle are in
 *     {@code bundle} instead, those that do not belong to its app in both
 * @param bundle the members when the file is a bundle of APKs, else null
 * @param nativeLibraries names of entries below {@code lib/}
 * @param signing signature schemes and certificates, of the base APK for a bundle
 * @param anomalies deviations from the formats, in file order; evidence of tampering
 * @param anomalyCount how many deviations were met, also those beyond {@link Limits#maxAnomalies()}
 * @param entryCount entries of the central directory
 * @param limits the bounds that were hit, in the order they were; each also has a sentence in
 *     {@code incomplete}
 * @param incomplete what could not be read and why, one sentence each; empty when everything was
 *     read
 */
public record UnpackedApk(
    String sha256,
    long sizeInBytes,
    Installable installable,
    @Nullable Manifest manifest,
    AppResources resources,
    List<DexEntry> dexEntries,
    List<Payload> payloads,
    List<NestedApk> nested,
    @Nullable Bundle bundle,
    List<String> nativeLibraries,
    Signing signing,
    List<Sighting> anomalies,
    int anomalyCount,
    int entryCount,
    List<LimitHit> limits,
    List<String> incomplete) {

  /** Copies the lists. */
  public UnpackedApk {
    dexEntries = List.copyOf(dexEntries);
    payloads = List.copyOf(payloads);
    nested = List.copyOf(nested);
    nativeLibraries = List.copyOf(nativeLibraries);
    anomalies = List.copyOf(anomalies);
    limits = List.copyOf(limits);
    incomplete = List.copyOf(incomplete);
  }

  /**
   * {@return the same with what only reading the code shows}
   *
   * @param nowDexEntries the DEX files with who makes them run
   * @param nowAnomalies all deviations that are kept
   * @param nowAnomalyCount how many there are
   * @param nowLimits all bounds that were hit
   */
  public UnpackedApk withCode(
      List<DexEntry> nowDexEntries,
      List<Sighting> nowAnomalies,
      int nowAnomalyCount,
      List<LimitHit> nowLimits) {
    return new UnpackedApk(
        sha256,
        sizeInBytes,
        installable,
        manifest,
        resources,
        nowDexEntries,
        payloads,
        nested,
        bundle,
        nativeLibraries,
        signing,
        nowAnomalies,
        nowAnomalyCount,
        entryCount,
        nowLimits,
        incomplete);
  }

  /**
   * Whether Android's package manager would take the archive.
   *
   * @param yes true when at least one API level from {@value Refusal#OLDEST_API} to {@value
   *     Refusal#NEWEST_API} has no refusal
   * @param refusals the rules that refuse it, each with the API levels that it holds for
   */
  public record Installable(boolean yes, List<Refusal> refusals) {
    /** Copies the list. */
    public Installable {
      refusals = List.copyOf(refusals);
    }

    /** {@return the answer that follows from the refusals} */
    public static Installable of(List<Refusal> refusals) {
      boolean yes =
          IntStream.rangeClosed(Refusal.OLDEST_API, Refusal.NEWEST_API)
              .anyMatch(api -> refusals.stream().noneMatch(r -> r.holdsAt(api)));
      return new Installable(yes, refusals);
    }

    /** {@return whether Android {@code api} would install it} */
    public boolean at(int api) {
      return refusals.stream().noneMatch(r -> r.holdsAt(api));
    }

    /** {@return the sentences of the refusals, in order} */
    public List<String> reasons() {
      return refusals.stream().map(Refusal::reason).distinct().toList();
    }
  }

  /**
   * Where the (compressed) bytes of an entry lie in those of the archive around it.
   *
   * @param method ZIP method: 0 stored, 8 deflated
   * @param offset offset in bytes within the archive
   * @param compressedBytes size of the data in the archive
   * @param declaredBytes declared inflated size, not trusted
   */
  public record Place(int method, long offset, long compressedBytes, long declaredBytes) {}

  /**
   * One DEX file, by its central-directory record or by where it was found. No body was inflated
   * yet.
   *
   * @param name entry name; for one inside nested archives the names from the outside in, joined
   *     with {@code !/}; for one without an entry {@code @} and its offset in the file
   * @param within the archives around the one that holds it, from the outside in; empty for those
   *     of the file itself
   * @param method ZIP method: 0 stored, 8 deflated; anything else ART refuses
   * @param dataOffset offset in bytes of the (compressed) data in the archive that holds it
   * @param compressedBytes size of the data in that archive, already checked against its end
   * @param declaredBytes declared inflated size, not trusted
   * @param loadedBy who would run it
   */
  public record DexEntry(
      String name,
      List<Place> within,
      int method,
      long dataOffset,
      long compressedBytes,
      long declaredBytes,
      LoadedBy loadedBy) {
    /** Copies the list. */
    public DexEntry {
      within = List.copyOf(within);
    }

    /** {@return whether ART loads it when the app starts} */
    public boolean loadedByArt() {
      return loadedBy == LoadedBy.ART;
    }
  }

  /** Who makes a DEX file run. */
  public enum LoadedBy {
    /** ART, when the app starts. */
    ART,
    /**
     * Only the app's own code: behind a numbering gap, in another entry, in a nested archive. Needs
     * a class loader call, or an installation.
     */
    CODE,
    /**
     * Nothing: Android refuses the entry or does not see the bytes at all (found beside the central
     * directory).
     */
    NOTHING
  }

  /**
   * An entry whose bytes show code, an archive or data that hides what it is.
   *
   * @param entry entry name; names from the outside in, joined with {@code !/}, inside nested
   *     archives
   * @param kind what it is
   * @param sizeInBytes declared inflated size
   * @param analysed true when all code of it is among {@link UnpackedApk#dexEntries()}
   * @param detail what was measured or why it was not read further, in words; may be empty
   */
  public record Payload(
      String entry, Kind kind, long sizeInBytes, boolean analysed, String detail) {
    /** What the bytes are, by magic and entropy. */
    public enum Kind {
      /** Dalvik code. */
      DEX,
      /** A ZIP archive without a manifest, such as a JAR. */
      ZIP,
      /** A ZIP archive with a manifest. */
      APK,
      /** Native code. */
      ELF,
      /** No known format and nearly random: encrypted, or packed in an unknown way. */
      OPAQUE
    }
  }

  /**
   * An APK inside another.
   *
   * @param path entry names from the outside in, joined with {@code !/}
   * @param depth 1 for one that lies directly in the file
   * @param sha256 SHA-256 of its bytes
   * @param sizeInBytes its size
   * @param packageName application id, null when its manifest cannot be read
   * @param label label, null when unknown
   * @param permissions the permissions that it requests, in order
   * @param certificates SHA-256 fingerprints of its signers
   */
  public record NestedApk(
      String path,
      int depth,
      String sha256,
      long sizeInBytes,
      @Nullable String packageName,
      @Nullable String label,
      List<String> permissions,
      List<String> certificates) {
    /** Copies the lists. */
    public NestedApk {
      permissions = List.copyOf(permissions);
      certificates = List.copyOf(certificates);
    }
  }

  /**
   * A file that holds the APKs of one app (base and splits).
   *
   * @param identity SHA-256 of the members' SHA-256 in lower-case hex, sorted, one a line with
   *     {@code \n} at each end: the same for every packaging of the same members
   * @param format {@code apks}, {@code xapk}, {@code apkm} or {@code zip}
   * @param members in the order of the archive
   */
  public record Bundle(String identity, String format, List<Member> members) {
    /** Copies the list. */
    public Bundle {
      members = List.copyOf(members);
    }
  }

  /**
   * One APK of a bundle.
   *
   * @param name entry name
   * @param sha256 SHA-256 of its bytes
   * @param sizeInBytes its size
   * @param packageName application id, null when its manifest cannot be read
   * @param split name of the split, null for the base
   * @param belongs true when it has package, version and signer of the base, as Android demands
   * @param installable whether Android takes its archive
   */
  public record Member(
      String name,
      String sha256,
      long sizeInBytes,
      @Nullable String packageName,
      @Nullable String split,
      boolean belongs,
      Installable installable) {}
}
