package io.unveil.deploy.inspect;

import io.unveil.unpacker.LimitHit;
import io.unveil.unpacker.UnpackedApk;
import io.unveil.unpacker.UnpackedApk.LoadedBy;
import io.unveil.unpacker.anomaly.Refusal;
import io.unveil.unpacker.anomaly.Sighting;
import io.unveil.unpacker.manifest.DecodedXml;
import io.unveil.unpacker.signing.V4Signature;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known about one file.
 *
 * @param schemaVersion version of this format, 1
 * @param file as given
 * @param apk what it says about itself
 * @param v4 the signature of scheme v4 in the file {@code FILE.idsig} beside it, null when there is
 *     none that can be read
 * @param v4Problem why that file cannot be read, empty when there is none or it can
 * @param installs for each run of API levels whether Android would install it, oldest first
 * @param manifest the decoded manifest, null when there is none
 * @param entries the entries in the order of the central directory
 * @param dex the DEX files that could be opened
 * @param dexAnomalies deviations of the DEX files, in load order; {@code where} is the file
 * @param dexAnomalyCount how many deviations the DEX files have, also those that are not kept
 * @param dexFailures what of the code could not be read, one sentence each
 * @param limits the bounds that were hit, first those of the archive, then those of the code
 */
public record Inspection(
    int schemaVersion,
    String file,
    UnpackedApk apk,
    @Nullable V4Signature v4,
    String v4Problem,
    List<ApiRange> installs,
    @Nullable DecodedXml manifest,
    List<Entry> entries,
    List<Dex> dex,
    List<Sighting> dexAnomalies,
    int dexAnomalyCount,
    List<String> dexFailures,
    List<LimitHit> limits) {

  /** Copies the lists. */
  public Inspection {
    installs = List.copyOf(installs);
    entries = List.copyOf(entries);
    dex = List.copyOf(dex);
    dexAnomalies = List.copyOf(dexAnomalies);
    dexFailures = List.copyOf(dexFailures);
    limits = List.copyOf(limits);
  }

  /**
   * API levels with one answer.
   *
   * @param fromApi first level
   * @param toApi last level
   * @param installs whether Android installs the file there
   * @param reasons why not, one sentence each; empty when it installs
   */
  public record ApiRange(int fromApi, int toApi, boolean installs, List<String> reasons) {
    /** Copies the list. */
    public ApiRange {
      reasons = List.copyOf(reasons);
    }

    /** {@return the answers for all levels that are looked at, neighbours of one answer joined} */
    static List<ApiRange> of(List<Refusal> refusals, int minSdk) {
      List<ApiRange> ranges = new ArrayList<>();
      for (int api = Refusal.OLDEST_API; api <= Refusal.NEWEST_API; api++) {
        List<String> reasons = reasons(refusals, minSdk, api);
        ApiRange last = ranges.isEmpty() ? null : ranges.getLast();
        if (last != null && last.reasons.equals(reasons)) {
          ranges.set(ranges.size() - 1, new ApiRange(last.fromApi, api, last.installs, reasons));
        } else {
          ranges.add(new ApiRange(api, api, reasons.isEmpty(), reasons));
        }
      }
      return ranges;
    }

    private static List<String> reasons(List<Refusal> refusals, int minSdk, int api) {
      List<String> reasons = new ArrayList<>();
      if (minSdk > api) {
        reasons.add("its minSdkVersion is " + minSdk);
      }
      refusals.stream().filter(r -> r.holdsAt(api)).map(Refusal::reason).forEach(reasons::add);
      return reasons;
    }
  }

  /**
   * @param name entry name, from the sample
   * @param method ZIP method
   * @param compressedBytes size in the archive
   * @param declaredBytes declared size
   * @param dataOffset offset of the data in the file
   * @param readable false when Android refuses the entry or does not see it
   */
  public record Entry(
      String name,
      int method,
      long compressedBytes,
      long declaredBytes,
      long dataOffset,
      boolean readable) {}

  /**
   * @param name as in {@link UnpackedApk.DexEntry#name()}
   * @param version DEX version, such as 39
   * @param sizeInBytes inflated size
   * @param classes classes that it defines
   * @param methods method ids
   * @param strings string ids
   * @param loadedBy who would run it
   * @param refusals the rules by which ART does not open it, each with the API levels that have it
   */
  public record Dex(
      String name,
      int version,
      int sizeInBytes,
      int classes,
      int methods,
      int strings,
      LoadedBy loadedBy,
      List<Refusal> refusals) {
    /** Copies the list. */
    public Dex {
      refusals = List.copyOf(refusals);
    }
  }
}
