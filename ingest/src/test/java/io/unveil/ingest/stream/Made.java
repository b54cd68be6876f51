package io.unveil.ingest.stream;

import io.unveil.analyzer.facts.AppFacts;
import io.unveil.analyzer.facts.Coverage;
import io.unveil.analyzer.facts.Generation;
import io.unveil.analyzer.judge.Judge;
import io.unveil.analyzer.judge.Rules;
import io.unveil.analyzer.report.Finding;
import io.unveil.analyzer.report.Finding.Confidence;
import io.unveil.analyzer.report.Finding.Evidence;
import io.unveil.analyzer.report.LauncherReport;
import io.unveil.analyzer.report.ScanReport;
import io.unveil.analyzer.report.ScanReport.Completeness;
import io.unveil.analyzer.report.Verdict;
import io.unveil.unpacker.UnpackedApk;
import io.unveil.unpacker.UnpackedApk.Installable;
import io.unveil.unpacker.manifest.AppResources;
import io.unveil.unpacker.signing.Signing;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Messages as tests need them. */
final class Made {
  static final List<String> LAYERS = List.of("process", "seccomp");
  static final Instant SUBMITTED = Instant.parse("2026-01-02T03:04:05Z");
  static final Generation GENERATION = new Generation(3, 2, 0);
  static final Rules.Edition EDITION = Rules.bundled();

  private Made() {}

  /** {@return a SHA-256 that belongs to {@code name} alone} */
  static String sha(String name) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  static UnpackedApk apk(String sha256) {
    return new UnpackedApk(
        sha256,
        1234,
        new Installable(true, List.of()),
        null,
        AppResources.NONE,
        List.of(),
        List.of(),
        List.of(),
        null,
        List.of(),
        Signing.NONE,
        List.of(),
        0,
        1,
        List.of(),
        List.of("the manifest is missing"));
  }

  static AppFacts facts(String sha256, Generation generation) {
    Coverage coverage = new Coverage(0, 0, 0, 0, 0, 0, Map.of(), List.of(), List.of());
    return new AppFacts(
        AppFacts.SCHEMA_VERSION,
        generation,
        apk(sha256),
        List.of(),
        Map.of(),
        List.of(),
        Map.of(),
        Map.of(),
        List.of(),
        coverage,
        List.of());
  }

  static FactsMessage inline(String sha256, Generation generation) {
    return new FactsMessage(
        Codec.FACTS.version(),
        sha256,
        SUBMITTED,
        SUBMITTED,
        LAYERS,
        facts(sha256, generation),
        null);
  }

  static FactsMessage stored(String sha256, String name) {
    return new FactsMessage(
        Codec.FACTS.version(), sha256, SUBMITTED, SUBMITTED, List.of(), null, name);
  }

  static ScanReport judge(AppFacts facts) {
    return Judge.judge(facts, EDITION.rules(), EDITION.policy());
  }

  static ScanReport report(String sha256) {
    return judge(facts(sha256, GENERATION));
  }

  static ResultMessage result(String sha256, Instant submittedAt) {
    return new ResultMessage(
        Codec.RESULT.version(), sha256, submittedAt, submittedAt, List.of(), report(sha256));
  }

  /** {@return a report with findings of so many proofs each, every proof some 1,000 bytes} */
  static ScanReport report(Verdict verdict, int... proofs) {
    ScanReport plain = report(sha("proofs"));
    List<Finding> findings =
        Arrays.stream(proofs)
            .mapToObj(count ->
                new Finding(
                    201,
                    "sms-exfiltration",
                    Confidence.HIGH,
                    "summary",
                    List.of(),
                    true,
                    IntStream.range(0, count).mapToObj(Made::proof).toList()))
            .toList();
    return new ScanReport(
        ScanReport.SCHEMA_VERSION,
        plain.generation(),
        plain.sha256(),
        1,
        null,
        null,
        null,
        verdict,
        List.of("because"),
        7,
        new Completeness(true, List.of(), List.of()),
        findings,
        new LauncherReport(Map.of(), Map.of(), List.of(), List.of()),
        List.of(),
        Signing.NONE,
        plain.installable(),
        plain.resources(),
        null,
        List.of(),
        0,
        List.of(),
        plain.coverage(),
        List.of(),
        null);
  }

  private static Evidence proof(int number) {
    return new Evidence(
        "proof " + number + " " + "é".repeat(400),
        List.of(),
        "place",
        List.of(),
        List.of(),
        List.of(),
        true,
        "confirmed",
        UnpackedApk.LoadedBy.ART);
  }
}
