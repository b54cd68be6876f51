package io.unveil.deploy.cli;

import io.unveil.analyzer.facts.BlindSpot;
import io.unveil.analyzer.facts.CodeSite;
import io.unveil.analyzer.facts.Coverage;
import io.unveil.analyzer.facts.Destination;
import io.unveil.analyzer.facts.Generation;
import io.unveil.analyzer.facts.Step;
import io.unveil.analyzer.facts.Trigger;
import io.unveil.analyzer.report.Finding;
import io.unveil.analyzer.report.LauncherReport;
import io.unveil.analyzer.report.LauncherReport.Visibility;
import io.unveil.analyzer.report.ScanReport;
import io.unveil.analyzer.report.ScanReport.Completeness;
import io.unveil.analyzer.report.Verdict;
import io.unveil.unpacker.LimitHit;
import io.unveil.unpacker.UnpackedApk.Installable;
import io.unveil.unpacker.UnpackedApk.LoadedBy;
import io.unveil.unpacker.manifest.AppResources;
import io.unveil.unpacker.signing.Signing;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reports for tests of what is done with reports. */
public final class Reports {
  private Reports() {}

  static ScanReport report(Verdict verdict) {
    return report(verdict, "Pets", List.of(), List.of());
  }

  static ScanReport partial(Verdict verdict) {
    return report(verdict, "Pets", List.of("classes2.dex was not read"), List.of());
  }

  /** Everything was read, but a file inside the app holds code that was not. */
  static ScanReport withHiddenCode() {
    BlindSpot hidden = new BlindSpot("hidden-dex", "assets/a.bin holds a dex", true);
    return report(Verdict.INCONCLUSIVE, "Pets", whole(List.of()), List.of(), List.of(hidden));
  }

  /** Everything was read, one method by one reading only. */
  static ScanReport readOnce() {
    Completeness completeness =
        new Completeness(true, List.of("read once: 1 method (lift-size: 1)"), List.of());
    return report(Verdict.CLEAN, "Pets", completeness, List.of(), List.of());
  }

  private static Completeness whole(List<String> incomplete) {
    return new Completeness(incomplete.isEmpty(), incomplete, List.of());
  }

  /** These bounds were hit. */
  static ScanReport limited(LimitHit... limits) {
    return report(
        Verdict.INCONCLUSIVE,
        "Pets",
        new Completeness(false, List.of("classes2.dex was not read"), List.of(limits)),
        List.of(),
        List.of());
  }

  /** A report on the sample {@code abab…}. */
  public static ScanReport report(
      Verdict verdict, @Nullable String label, List<String> incomplete, List<Finding> findings) {
    return report(verdict, label, whole(incomplete), findings, List.of());
  }

  private static ScanReport report(
      Verdict verdict,
      @Nullable String label,
      Completeness completeness,
      List<Finding> findings,
      List<BlindSpot> blindSpots) {
    return new ScanReport(
        ScanReport.SCHEMA_VERSION,
        new Generation(1, 1, 1),
        "ab".repeat(32),
        1234,
        "com.example.pets",
        "1.2",
        label,
        verdict,
        List.of("a reason"),
        10,
        completeness,
        findings,
        new LauncherReport(
            Map.of(28, Visibility.VISIBLE, 29, Visibility.VISIBLE),
            Map.of(28, Visibility.HIDDEN, 29, Visibility.SYNTHETIC),
            List.of("com.example.pets.Main"),
            List.of("com.example.pets.Main")),
        List.of("android.permission.READ_SMS"),
        Signing.NONE,
        new Installable(true, List.of()),
        AppResources.NONE,
        null,
        List.of(),
        0,
        List.of(),
        new Coverage(12, 345, 20, 3, 0, 999, Map.of(), List.of(), completeness.reasons()),
        blindSpots,
        null);
  }

  /** A finding that sends SMS to {@code constant}. */
  public static Finding smsExfiltration(String constant) {
    CodeSite source = new CodeSite("classes.dex", "Lcom/example/A;->read()V", 18, 42, null);
    CodeSite sink = new CodeSite("classes.dex", "Lcom/example/B;->send()V", 7, null, "okhttp");
    Finding.Evidence evidence =
        new Finding.Evidence(
            "SMS go to " + constant,
            List.of(
                new Step(
                    "source",
                    source,
                    "Landroid/database/Cursor;->getString(I)Ljava/lang/String;",
                    null),
                new Step("sink", sink, null, constant)),
            "Lcom/example/A;->read()V",
            List.of(
                new Trigger(
                    "com.example.Boot", "receiver", "Lcom/example/Boot;->onReceive()V", "boot")),
            List.of(new Destination("url", constant, false)),
            List.of("android.permission.READ_SMS"),
            true,
            "confirmed",
            LoadedBy.ART);
    return new Finding(
        201,
        "sms-exfiltration",
        Finding.Confidence.HIGH,
        "SMS leave the device.",
        List.of("T1636.004"),
        true,
        List.of(evidence));
  }
}
