package io.unveil.indexer;

import io.unveil.analyzer.facts.Destination;
import io.unveil.analyzer.facts.Generation;
import io.unveil.analyzer.facts.Step;
import io.unveil.analyzer.facts.Trigger;
import io.unveil.analyzer.report.Finding;
import io.unveil.analyzer.report.Finding.Confidence;
import io.unveil.analyzer.report.Finding.Evidence;
import io.unveil.analyzer.report.LauncherReport.Visibility;
import io.unveil.analyzer.report.ScanReport;
import io.unveil.analyzer.report.ScanReport.Failure;
import io.unveil.analyzer.report.Verdict;
import io.unveil.unpacker.signing.Signing.Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What of a report can be searched for. */
final class ReportFields {
  private ReportFields() {}

  /** Adds what the package says about itself. */
  static void identity(ScanReport report, FieldValues values) {
    addIfKnown(values, IndexField.PACKAGE, report.packageName());
    addIfKnown(values, IndexField.VERSION, report.versionName());
    addIfKnown(values, IndexField.LABEL, report.label());
    values.addAll(IndexField.PERMISSION, report.permissions());
    List<Certificate> certificates = report.signing().certificates();
    for (Certificate certificate : certificates) {
      values.add(IndexField.CERT, certificate.sha256());
      values.add(IndexField.SIGNER, certificate.subject());
    }
    boolean testKey = certificates.stream().anyMatch(Certificate::publicTestKey);
    values.add(IndexField.TESTKEY, Boolean.toString(testKey));
    values.addAll(IndexField.SCHEME, report.signing().schemes());
    PackageFields.add(report, values);
    report.anomalies().forEach(a -> values.add(IndexField.ANOMALY, word(a.kind())));
  }

  /** Adds the answer and what made it. */
  static void answer(ScanReport report, FieldValues values) {
    Verdict verdict = report.verdict();
    Generation generation = report.generation();
    values
        .add(IndexField.VERDICT, word(verdict))
        .add(IndexField.SEVERITY, severity(verdict))
        .add(IndexField.STRENGTH, report.strength())
        .add(IndexField.COMPLETENESS, report.completeness().complete() ? "complete" : "partial")
        .add(IndexField.ENGINE, generation.engine())
        .add(IndexField.MODELS, generation.models())
        .add(IndexField.RULES, generation.rules());
    report.completeness().limits().forEach(hit -> values.add(IndexField.LIMIT, hit.limit()));
    Failure failure = report.failure();
    if (failure != null) {
      values.add(IndexField.FAILURE_STAGE, failure.stage());
    }
  }

  /** Adds what the analysis found. */
  static void analysis(ScanReport report, FieldValues values) {
    report.findings().forEach(finding -> finding(finding, values));
    visibility(values, IndexField.ICON, report.launcher().afterCode().values());
    visibility(values, IndexField.ICON_INSTALLED, report.launcher().installed().values());
    report.blindSpots().forEach(spot -> values.add(IndexField.BLIND_SPOT, spot.kind()));
    values.add(IndexField.CLASSES, report.coverage().classes());
    values.add(IndexField.METHODS, report.coverage().methods());
  }

  /** {@return {@code constant} as queries and reports write it} */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static void finding(Finding finding, FieldValues values) {
    values
        .add(IndexField.BEHAVIOUR, finding.behaviour())
        .add(IndexField.CODE, finding.code())
        .add(IndexField.CONFIDENCE, word(finding.confidence()))
        .addAll(IndexField.ATTACK, finding.attack());
    if (finding.firstParty() && finding.confidence() != Confidence.LOW) {
      values.add(IndexField.PROVEN, finding.behaviour());
    }
    finding.evidence().forEach(evidence -> evidence(evidence, values));
  }

  private static void evidence(Evidence evidence, FieldValues values) {
    evidence.destinations().forEach(destination -> destination(destination, values));
    evidence.steps().forEach(step -> step(step, values));
    for (Trigger trigger : evidence.triggers()) {
      values.add(IndexField.TRIGGER, trigger.event());
    }
  }

  private static void destination(Destination destination, FieldValues values) {
    values.add(IndexField.DESTINATION, destination.kind());
    String value = destination.value();
    switch (destination.kind()) {
      case "url" -> {
        values.add(IndexField.URL, value);
        Hosts.of(value).ifPresent(host -> values.add(IndexField.HOST, host));
      }
      case "host" -> Hosts.of(value).ifPresent(host -> values.add(IndexField.HOST, host));
      case "email" -> values.add(IndexField.EMAIL, value);
      case "phone-number" -> values.add(IndexField.PHONE, value);
      default -> values.add(IndexField.ACCOUNT, value);
    }
  }

  private static void step(Step step, FieldValues values) {
    addIfKnown(values, IndexField.LIBRARY, step.site().library());
    String detail = step.detail();
    if (detail == null) {
      return;
    }
    switch (step.action()) {
      case "source", "sink", "call" -> values.add(IndexField.API, method(detail));
      default -> {
        // Returns, stores and loads name fields and the app's own methods.
      }
    }
  }

  /** {@code Landroid/telephony/SmsManager;->sendTextMessage(…)V} without its signature, dotted. */
  private static String method(String smali) {
    int arrow = smali.indexOf(";->");
    int arguments = smali.indexOf('(');
    return arrow < 1 || arguments < arrow
        ? smali
        : smali.substring(1, arrow).replace('/', '.') + "." + smali.substring(arrow + 3, arguments);
  }

  private static void visibility(
      FieldValues values, IndexField field, Collection<Visibility> shown) {
    shown.forEach(visibility -> values.add(field, word(visibility)));
  }

  private static int severity(Verdict verdict) {
    return switch (verdict) {
      case CLEAN -> 0;
      case INCONCLUSIVE -> 1;
      case SUSPICIOUS -> 2;
      case MONITORING -> 3;
      case STALKERWARE -> 4;
    };
  }

  private static void addIfKnown(FieldValues values, IndexField field, @Nullable String value) {
    if (value != null) {
      values.add(field, value);
    }
  }
}
