package io.unveil.analyzer.judge;

import io.unveil.analyzer.facts.BlindSpot;
import io.unveil.analyzer.report.Finding;
import io.unveil.analyzer.report.Finding.Confidence;
import io.unveil.analyzer.report.Verdict;
import io.unveil.unpacker.manifest.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** From findings to a verdict with its reasons, after {@code docs/rules.md}. */
final class Verdicts {
  /**
   * The outcome.
   *
   * @param verdict the answer
   * @param reasons strongest first
   */
  record Decision(Verdict verdict, List<String> reasons) {}

  private final Policy policy;
  private final List<Finding> findings;
  private final CodeWeight weight;
  private final @Nullable Manifest manifest;
  private final List<String> unread;
  private final List<BlindSpot> hidingCode;

  Verdicts(
      Policy policy,
      List<Finding> findings,
      CodeWeight weight,
      @Nullable Manifest manifest,
      List<String> unread,
      List<BlindSpot> blindSpots) {
    this.policy = policy;
    this.findings = findings;
    this.weight = weight;
    this.manifest = manifest;
    this.unread = unread;
    this.hidingCode = blindSpots.stream().filter(BlindSpot::hidesCode).toList();
  }

  Decision decide() {
    List<String> reasons = new ArrayList<>();
    Verdict verdict = verdict(reasons);
    if (manifest != null) {
      manifest.application().metaData().stream()
          .filter(m -> m.name().equals("isMonitoringTool"))
          .forEach(
              m -> reasons.add("The app declares itself a monitoring tool (" + m.value() + ")."));
    }
    unread.forEach(r -> reasons.add("Not read: " + r));
    hidingCode.forEach(
        b -> reasons.add("Code that cannot be seen: " + b.kind() + ", " + b.detail()));
    return new Decision(verdict, reasons);
  }

  private Verdict verdict(List<String> reasons) {
    List<Finding> taken = findings.stream().filter(this::provenCollection).toList();
    List<Finding> hiding = findings.stream().filter(this::provenHiding).toList();
    List<Finding> weakHiding =
        findings.stream()
            .filter(f -> policy.hiding().contains(f.code()) && !hiding.contains(f))
            .toList();
    if (!taken.isEmpty()) {
      taken.forEach(f -> reasons.add(sentence(f)));
      hiding.forEach(f -> reasons.add(sentence(f)));
      weakHiding.forEach(f -> reasons.add("Not proven: " + sentence(f)));
      return hiding.isEmpty() ? Verdict.MONITORING : Verdict.STALKERWARE;
    }
    List<Finding> hints = Stream.concat(hiding.stream(), weakHiding.stream()).toList();
    if (suspicious(hints, reasons)) {
      return Verdict.SUSPICIOUS;
    }
    hints.forEach(f -> reasons.add(sentence(f) + " Nothing shows that it takes private data."));
    findings.stream()
        .filter(this::unprovenCollection)
        .filter(f -> f.confidence() != Confidence.LOW)
        .forEach(f -> reasons.add("Does not decide: " + sentence(f) + " " + why(f)));
    if (!unread.isEmpty() || !hidingCode.isEmpty()) {
      return Verdict.INCONCLUSIVE;
    }
    if (reasons.isEmpty()) {
      reasons.add(
          findings.stream().anyMatch(f -> policy.collection().contains(f.code()))
              ? "Everything was read; that private data leaves the device is not sure: it may lie"
                  + " in code that nothing loads, or be a misreading."
              : "Everything was read; no private data was seen to leave the device.");
    }
    return Verdict.CLEAN;
  }

  private boolean suspicious(List<Finding> hints, List<String> reasons) {
    List<Finding> unproven = findings.stream().filter(this::unprovenCollection).toList();
    boolean tampered = findings.stream().anyMatch(f -> policy.evasion().contains(f.code()));
    if (!unproven.isEmpty() && (!hints.isEmpty() || tampered)) {
      hints.forEach(f -> reasons.add(sentence(f)));
      findings.stream()
          .filter(f -> policy.evasion().contains(f.code()))
          .forEach(f -> reasons.add(sentence(f)));
      unproven.forEach(f -> reasons.add("Not proven: " + sentence(f)));
      return true;
    }
    List<Finding> waiting =
        findings.stream()
            .filter(f -> policy.collection().contains(f.code()))
            .filter(f -> f.evidence().stream().anyMatch(weight::waits))
            .toList();
    if (!waiting.isEmpty()) {
      waiting.forEach(f -> reasons.add("In code that Android does not load: " + sentence(f)));
      return true;
    }
    List<Finding> active =
        hints.stream()
            .filter(this::provenHiding)
            .filter(f -> policy.activeHiding().contains(f.code()))
            .toList();
    List<String> asked =
        manifest == null
            ? List.of()
            : policy.collectingPermissions().stream()
                .filter(p -> DataCollection.requests(manifest, p))
                .toList();
    if (active.isEmpty() || asked.isEmpty()) {
      return false;
    }
    active.forEach(f -> reasons.add(sentence(f)));
    reasons.add("It asks for private data (" + names(asked) + "); no use of it was proven.");
    return true;
  }

  private boolean provenCollection(Finding finding) {
    return policy.collection().contains(finding.code()) && proven(finding);
  }

  /** Collection that is there without counting as proof, and what the person starts. */
  private boolean unprovenCollection(Finding finding) {
    return policy.userDriven().contains(finding.code())
        || (policy.collection().contains(finding.code()) && !proven(finding));
  }

  private boolean proven(Finding finding) {
    return finding.confidence() != Confidence.LOW
        && finding.firstParty()
        && finding.evidence().stream().anyMatch(e -> e.permissionsGranted() && weight.counts(e));
  }

  private boolean provenHiding(Finding finding) {
    return policy.hiding().contains(finding.code())
        && finding.confidence() == Confidence.HIGH
        && finding.firstParty();
  }

  private String why(Finding finding) {
    if (policy.userDriven().contains(finding.code())) {
      return "The person starts it.";
    }
    return finding.firstParty()
        ? "The app does not ask for the permission it needs."
        : "Only code of a known library does it.";
  }

  private static String sentence(Finding finding) {
    String destinations =
        finding.evidence().stream()
            .flatMap(e -> e.destinations().stream())
            .map(d -> d.mayIdentifyPerson() ? "a " + d.kind().replace('-', ' ') : d.value())
            .distinct()
            .limit(3)
            .collect(Collectors.joining(", "));
    return finding.summary()
        + (destinations.isEmpty() ? "" : " It goes to " + destinations + ".")
        + " ("
        + finding.code()
        + ")";
  }

  private static String names(List<String> permissions) {
    return permissions.stream()
        .map(p -> p.substring(p.lastIndexOf('.') + 1))
        .collect(Collectors.joining(", "));
  }
}
