package io.unveil.analyzer.judge;

import io.unveil.analyzer.facts.AppFacts;
import io.unveil.analyzer.facts.Coverage;
import io.unveil.analyzer.facts.Generation;
import io.unveil.analyzer.launcher.IconChangeReader;
import io.unveil.analyzer.launcher.IconChanges;
import io.unveil.analyzer.launcher.LauncherReports;
import io.unveil.analyzer.report.Finding;
import io.unveil.analyzer.report.LauncherReport;
import io.unveil.analyzer.report.ScanReport;
import io.unveil.analyzer.report.ScanReport.Completeness;
import io.unveil.analyzer.report.ScanReport.Failure;
import io.unveil.analyzer.report.Verdict;
import io.unveil.unpacker.LimitHit;
import io.unveil.unpacker.UnpackedApk;
import io.unveil.unpacker.UnpackedApk.Installable;
import io.unveil.unpacker.anomaly.Refusal;
import io.unveil.unpacker.manifest.AppResources;
import io.unveil.unpacker.manifest.Manifest;
import io.unveil.unpacker.signing.Signing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What facts mean. A pure function: the same facts, rules and policy always give the same report.
 */
public final class Judge {
  private static final int MOST_STRENGTH = 100;

  private Judge() {}

  /** {@return the report on one app} */
  public static ScanReport judge(AppFacts facts, Rules rules, Policy policy) {
    UnpackedApk apk = facts.apk();
    Manifest manifest = apk.manifest();
    CodeWeight weight = new CodeWeight(facts);
    IconChanges changes = IconChangeReader.read(weight.counting(facts));
    LauncherReport launcher = LauncherReports.of(manifest, changes);
    List<Finding> findings = findings(facts, rules, policy, weight, changes, launcher);
    List<String> unread = unread(facts);
    Verdicts.Decision decision =
        new Verdicts(policy, findings, weight, manifest, unread, facts.blindSpots()).decide();
    Generation made = facts.generation();
    return new ScanReport(
        ScanReport.SCHEMA_VERSION,
        new Generation(made.engine(), made.models(), rules.revision()),
        apk.sha256(),
        apk.sizeInBytes(),
        manifest == null ? null : manifest.packageName(),
        manifest == null ? null : manifest.versionName(),
        manifest == null ? null : manifest.application().label(),
        decision.verdict(),
        decision.reasons(),
        strength(findings, policy),
        completeness(facts, unread),
        findings,
        launcher,
        permissions(manifest),
        apk.signing(),
        apk.installable(),
        apk.resources(),
        apk.bundle(),
        apk.nested(),
        apk.anomalyCount(),
        apk.anomalies(),
        facts.coverage(),
        facts.blindSpots(),
        null);
  }

  /**
   * {@return the report on a sample that could not be analysed: inconclusive, with the reason; of
   * generation 0, outside any history}
   *
   * @param sha256 SHA-256 of the file, lower-case hex
   * @param sizeInBytes size of the file
   * @param stage {@code unpack}, {@code analyze} or {@code judge}
   * @param reason one sentence: what, where, what to do
   */
  public static ScanReport failed(String sha256, long sizeInBytes, String stage, String reason) {
    return failed(new Generation(0, 0, 0), sha256, sizeInBytes, stage, reason);
  }

  /**
   * {@return the report on a sample that could not be analysed: inconclusive, with the reason}
   *
   * @param tried the generation that could not
   * @param sha256 SHA-256 of the file, lower-case hex
   * @param sizeInBytes size of the file
   * @param stage {@code unpack}, {@code analyze} or {@code judge}
   * @param reason one sentence: what, where, what to do
   */
  public static ScanReport failed(
      Generation tried, String sha256, long sizeInBytes, String stage, String reason) {
    return failed(tried, sha256, sizeInBytes, stage, reason, List.of());
  }

  /**
   * {@return the report on a sample that could not be analysed: inconclusive, with the reason}
   *
   * @param tried the generation that could not
   * @param sha256 SHA-256 of the file, lower-case hex
   * @param sizeInBytes size of the file
   * @param stage {@code unpack}, {@code analyze} or {@code judge}
   * @param reason one sentence: what, where, what to do
   * @param limits the bounds whose hits are the reason
   */
  public static ScanReport failed(
      Generation tried,
      String sha256,
      long sizeInBytes,
      String stage,
      String reason,
      List<LimitHit> limits) {
    String sentence = "Could not " + stage + ": " + reason;
    return new ScanReport(
        ScanReport.SCHEMA_VERSION,
        tried,
        sha256,
        sizeInBytes,
        null,
        null,
        null,
        Verdict.INCONCLUSIVE,
        List.of(sentence),
        0,
        new Completeness(false, List.of(sentence), limits),
        List.of(),
        new LauncherReport(Map.of(), Map.of(), List.of(), List.of()),
        List.of(),
        Signing.NONE,
        new Installable(false, List.of(Refusal.always("not known: " + sentence))),
        AppResources.NONE,
        null,
        List.of(),
        0,
        List.of(),
        new Coverage(0, 0, 0, 0, 0, 0, Map.of(), List.of(), List.of(sentence)),
        List.of(),
        new Failure(stage, reason));
  }

  private static List<Finding> findings(
      AppFacts facts,
      Rules rules,
      Policy policy,
      CodeWeight weight,
      IconChanges changes,
      LauncherReport launcher) {
    AppFacts counting = weight.counting(facts);
    boolean collects = DataCollection.present(counting, rules.kinds());
    FlowFindings flows = new FlowFindings(facts, rules.kinds(), weight);
    FactFindings others = new FactFindings(counting, policy, changes, launcher, collects);
    List<Finding> findings = new ArrayList<>();
    for (Rule rule : rules.rules()) {
      Rule.Flow flow = rule.proof().flow();
      Rule.FactName fact = rule.proof().fact();
      Optional<Finding> found =
          flow != null
              ? flows.find(rule, flow)
              : fact != null ? others.find(rule, fact) : Optional.empty();
      found.ifPresent(findings::add);
    }
    return findings;
  }

  /**
   * The engine turns every failure that leaves something unread into a sentence of its coverage.
   */
  private static List<String> unread(AppFacts facts) {
    List<String> reasons = new ArrayList<>(facts.apk().incomplete());
    reasons.addAll(facts.coverage().incomplete());
    if (facts.apk().manifest() == null && facts.apk().incomplete().isEmpty()) {
      reasons.add("the manifest is missing");
    }
    return reasons;
  }

  /**
   * What only the second reading missed was read, as Dalvik code: that is said, and is no part that
   * was left out.
   */
  private static Completeness completeness(AppFacts facts, List<String> unread) {
    List<String> reasons = new ArrayList<>(unread);
    SecondReading.failed(facts.coverage().failures()).ifPresent(reasons::add);
    return new Completeness(unread.isEmpty(), reasons, facts.apk().limits());
  }

  private static List<String> permissions(@Nullable Manifest manifest) {
    return manifest == null
        ? List.of()
        : manifest.permissions().stream().map(Manifest.UsesPermission::name).distinct().toList();
  }

  private static int strength(List<Finding> findings, Policy policy) {
    int strength = 0;
    for (Policy.Axis axis : policy.strength()) {
      int points = 0;
      for (Policy.Points row : axis.points()) {
        points +=
            findings.stream()
                .filter(f -> f.firstParty() && row.codes().contains(f.code()))
                .mapToInt(f -> row.of(f.confidence()))
                .max()
                .orElse(0);
      }
      strength += Math.min(axis.most(), points);
    }
    return Math.min(MOST_STRENGTH, strength);
  }
}
