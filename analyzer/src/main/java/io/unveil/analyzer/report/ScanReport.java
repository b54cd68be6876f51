package io.unveil.analyzer.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.unveil.analyzer.facts.BlindSpot;
import io.unveil.analyzer.facts.Coverage;
import io.unveil.analyzer.facts.Generation;
import io.unveil.unpacker.LimitHit;
import io.unveil.unpacker.UnpackedApk.Bundle;
import io.unveil.unpacker.UnpackedApk.Installable;
import io.unveil.unpacker.UnpackedApk.NestedApk;
import io.unveil.unpacker.anomaly.Sighting;
import io.unveil.unpacker.manifest.AppResources;
import io.unveil.unpacker.signing.Signing;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result for one sample. Deterministic: the same bytes under the same generation give the same
 * report; times and machine facts are kept outside.
 *
 * @param schemaVersion version of this format, {@value #SCHEMA_VERSION}
 * @param generation what made it
 * @param sha256 SHA-256 of the file, lower-case hex
 * @param sizeInBytes size of the file
 * @param packageName application id, null when the manifest cannot be read
 * @param versionName version, null when absent
 * @param label application label, null when unknown
 * @param verdict the answer
 * @param reasons why this verdict, one sentence each, strongest first
 * @param strength orders samples within a verdict, 0–100
 * @param completeness whether everything was read
 * @param findings behaviours, by code
 * @param launcher icon visibility
 * @param permissions requested permissions in order
 * @param signing signature schemes and certificates, and what each API level goes by
 * @param installable whether Android takes the archive, by API level
 * @param resources labels, accessibility services, device admins and the Firebase project
 * @param bundle identity and members when the file is a bundle of APKs, else null; the report is on
 *     the app that they are together, {@code sha256} is the file's
 * @param nested the APKs found inside, outer ones before inner ones
 * @param anomalyCount how many deviations from the formats were met, also those not kept
 * @param anomalies deviations from the formats, of the archive and then of its DEX files
 * @param coverage how much code was read
 * @param blindSpots what reading cannot see
 * @param failure stage and reason when the sample could not be analysed at all, else null
 */
public record ScanReport(
    int schemaVersion,
    Generation generation,
    String sha256,
    long sizeInBytes,
    @JsonProperty("package") @Nullable String packageName,
    @Nullable String versionName,
    @Nullable String label,
    Verdict verdict,
    List<String> reasons,
    int strength,
    Completeness completeness,
    List<Finding> findings,
    LauncherReport launcher,
    List<String> permissions,
    Signing signing,
    Installable installable,
    AppResources resources,
    @Nullable Bundle bundle,
    List<NestedApk> nested,
    int anomalyCount,
    List<Sighting> anomalies,
    Coverage coverage,
    List<BlindSpot> blindSpots,
    @Nullable Failure failure) {
  /** Version of this format; raised with every change. */
  public static final int SCHEMA_VERSION = 3;

  /** Copies the lists. */
  public ScanReport {
    reasons = List.copyOf(reasons);
    findings = List.copyOf(findings);
    permissions = List.copyOf(permissions);
    nested = List.copyOf(nested);
    anomalies = List.copyOf(anomalies);
    blindSpots = List.copyOf(blindSpots);
  }

  /**
   * @param complete true when everything that decides was read
   * @param reasons what was not read and why, one sentence each; when {@code complete}, at most
   *     that the second reading of some methods failed, which were read once then
   * @param limits the bounds that were hit; none when {@code complete}
   */
  public record Completeness(boolean complete, List<String> reasons, List<LimitHit> limits) {
    /** Copies the lists and insists that they agree. */
    public Completeness {
      reasons = List.copyOf(reasons);
      limits = List.copyOf(limits);
      if ((!complete && reasons.isEmpty()) || (complete && !limits.isEmpty())) {
        throw new IllegalArgumentException(
            "complete=" + complete + " with reasons " + reasons + " and limits " + limits);
      }
    }
  }

  /**
   * @param stage {@code unpack}, {@code analyze} or {@code judge}
   * @param reason one sentence: what, where, what to do
   */
  public record Failure(String stage, String reason) {}
}
