package io.unveil.analyzer.judge;

import io.unveil.analyzer.facts.AppFacts;
import io.unveil.analyzer.launcher.IconChanges;
import io.unveil.analyzer.report.Finding;
import io.unveil.analyzer.report.Finding.Confidence;
import io.unveil.analyzer.report.Finding.Evidence;
import io.unveil.analyzer.report.LauncherReport;
import io.unveil.unpacker.UnpackedApk.LoadedBy;
import io.unveil.unpacker.anomaly.Sighting;
import io.unveil.unpacker.manifest.Component;
import io.unveil.unpacker.manifest.Component.Kind;
import io.unveil.unpacker.manifest.Manifest;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Findings of rules whose proof is a fact that code decides. */
final class FactFindings {
  private static final int KEPT_ANOMALIES = 20;
  private static final String BOOT_PERMISSION = "android.permission.RECEIVE_BOOT_COMPLETED";
  private static final Set<String> BOOT =
      Set.of(
          "android.intent.action.BOOT_COMPLETED",
          "android.intent.action.LOCKED_BOOT_COMPLETED",
          "android.intent.action.QUICKBOOT_POWERON",
          "com.htc.intent.action.QUICKBOOT_POWERON");

  /** Components that libraries merge into the manifests of ordinary apps. */
  private static final List<String> LIBRARY_PREFIXES =
      List.of("androidx.", "android.support.", "com.google.android.gms.", "com.google.firebase.");

  private final AppFacts facts;
  private final Policy policy;
  private final IconFindings icons;

  FactFindings(
      AppFacts facts,
      Policy policy,
      IconChanges changes,
      LauncherReport launcher,
      boolean collects) {
    this.facts = facts;
    this.policy = policy;
    this.icons = new IconFindings(facts, changes, launcher, collects);
  }

  /** {@return the finding of {@code rule}, if its fact holds} */
  Optional<Finding> find(Rule rule, Rule.FactName fact) {
    List<Proof> proofs =
        proofs(fact).stream()
            .sorted(
                Comparator.comparing(Proof::firstParty).thenComparing(Proof::confidence).reversed())
            .toList();
    if (proofs.isEmpty()) {
      return Optional.empty();
    }
    Proof best = proofs.getFirst();
    return Optional.of(
        new Finding(
            rule.code(),
            rule.name(),
            best.confidence(),
            rule.summary(),
            rule.attack(),
            best.firstParty(),
            proofs.stream().map(Proof::evidence).toList()));
  }

  private List<Proof> proofs(Rule.FactName fact) {
    if (fact == Rule.FactName.ARCHIVE_TAMPERED) {
      return tampered();
    }
    Manifest manifest = facts.apk().manifest();
    if (manifest == null) {
      return List.of();
    }
    return switch (fact) {
      case ICON_REMOVED_AT_RUNTIME -> icons.removedAtRuntime();
      case ICON_NEVER_DECLARED -> icons.neverDeclared(manifest);
      case ICON_ONLY_ON_OTHER_FORM_FACTOR -> icons.onlyElsewhere(manifest);
      case ICON_HIDDEN_BY_POLICY -> icons.hiddenByPolicy(manifest);
      case ICON_DISABLED_IN_MANIFEST -> icons.disabledInManifest(manifest);
      case DEVICE_ADMIN -> deviceAdmin(manifest);
      case AUTO_START -> autoStart(manifest);
      case ARCHIVE_TAMPERED -> tampered();
    };
  }

  /** As {@code DeviceAdminInfo} reads it: the system's permission and the policies' meta-data. */
  private static List<Proof> deviceAdmin(Manifest manifest) {
    return receivers(manifest).stream()
        .filter(r -> "android.permission.BIND_DEVICE_ADMIN".equals(r.permission()))
        .filter(
            r -> r.metaData().stream().anyMatch(m -> m.name().equals("android.app.device_admin")))
        .map(r -> received(r, "can be made device administrator", List.of(), true))
        .toList();
  }

  private static List<Proof> autoStart(Manifest manifest) {
    boolean granted = DataCollection.requests(manifest, BOOT_PERMISSION);
    return receivers(manifest).stream()
        .filter(
            r -> r.filters().stream().anyMatch(f -> f.actions().stream().anyMatch(BOOT::contains)))
        .map(
            r -> received(r, "runs when the device has started", List.of(BOOT_PERMISSION), granted))
        .toList();
  }

  private static List<Component> receivers(Manifest manifest) {
    return manifest.application().components().stream()
        .filter(c -> c.kind() == Kind.RECEIVER)
        .filter(c -> c.enabled().byApi().containsValue(true))
        .toList();
  }

  private static Proof received(
      Component receiver, String does, List<String> permissions, boolean granted) {
    Evidence evidence =
        new Evidence(
            "the receiver " + receiver.name() + " " + does,
            List.of(),
            "AndroidManifest.xml: receiver " + receiver.name(),
            List.of(),
            List.of(),
            permissions,
            granted,
            "manifest",
            LoadedBy.ART);
    boolean library = LIBRARY_PREFIXES.stream().anyMatch(receiver.name()::startsWith);
    return new Proof(granted ? Confidence.HIGH : Confidence.MEDIUM, !library, evidence);
  }

  private List<Proof> tampered() {
    return facts.apk().anomalies().stream()
        .filter(a -> policy.misleading().contains(a.kind()))
        .limit(KEPT_ANOMALIES)
        .map(FactFindings::anomaly)
        .toList();
  }

  private static Proof anomaly(Sighting sighting) {
    String kind = sighting.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
    String where = sighting.where().isEmpty() ? "archive" : sighting.where();
    Evidence evidence =
        new Evidence(
            kind + ": " + sighting.detail(),
            List.of(),
            where + " at offset " + sighting.offset(),
            List.of(),
            List.of(),
            List.of(),
            true,
            "archive",
            LoadedBy.ART);
    return new Proof(Confidence.HIGH, true, evidence);
  }

  /**
   * @param confidence how sure
   * @param firstParty whether it is the app's own doing
   * @param evidence for the report
   */
  record Proof(Confidence confidence, boolean firstParty, Evidence evidence) {
    static Proof manifest(Confidence confidence, String statement, String place) {
      Evidence evidence =
          new Evidence(
              statement,
              List.of(),
              place,
              List.of(),
              List.of(),
              List.of(),
              true,
              "manifest",
              LoadedBy.ART);
      return new Proof(confidence, true, evidence);
    }
  }
}
