package io.unveil.analyzer.judge;

import io.unveil.analyzer.facts.AppFacts;
import io.unveil.analyzer.facts.CallFact;
import io.unveil.analyzer.facts.Step;
import io.unveil.analyzer.judge.FactFindings.Proof;
import io.unveil.analyzer.launcher.IconChanges;
import io.unveil.analyzer.launcher.IconChanges.Removal;
import io.unveil.analyzer.report.Finding.Confidence;
import io.unveil.analyzer.report.Finding.Evidence;
import io.unveil.analyzer.report.LauncherReport;
import io.unveil.analyzer.report.LauncherReport.Visibility;
import io.unveil.unpacker.manifest.Component;
import io.unveil.unpacker.manifest.Component.IntentFilter;
import io.unveil.unpacker.manifest.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Proofs of the behaviours that keep the icon off the home screen. */
final class IconFindings {
  private static final String MAIN = "android.intent.action.MAIN";
  private static final String LAUNCHER = "android.intent.category.LAUNCHER";
  private static final String WRITE_SETTINGS = "android.permission.WRITE_SECURE_SETTINGS";
  private static final Set<String> HOMES =
      Set.of("android.intent.category.HOME", "android.intent.category.SECONDARY_HOME");
  private static final Set<String> OTHER_PLACES =
      Set.of(
          "android.intent.category.LEANBACK_LAUNCHER",
          "android.intent.category.LEANBACK_SETTINGS_LAUNCHER",
          "android.intent.category.INFO",
          "android.intent.category.CAR_MODE",
          "android.intent.category.CAR_DOCK",
          "android.intent.category.DESK_DOCK",
          "android.intent.category.EMBED");

  private final AppFacts facts;
  private final IconChanges changes;
  private final LauncherReport launcher;
  private final boolean collects;

  IconFindings(AppFacts facts, IconChanges changes, LauncherReport launcher, boolean collects) {
    this.facts = facts;
    this.changes = changes;
    this.launcher = launcher;
    this.collects = collects;
  }

  List<Proof> removedAtRuntime() {
    return changes.removals().stream().map(IconFindings::removed).toList();
  }

  private static Proof removed(Removal removal) {
    Confidence confidence =
        switch (removal.certainty()) {
          case PROVEN -> Confidence.HIGH;
          case LIKELY -> Confidence.MEDIUM;
          case UNCLEAR -> Confidence.LOW;
        };
    return called(
        removal.call(), confidence, removal.call().call() + " " + removal.note(), List.of(), true);
  }

  List<Proof> hiddenByPolicy(Manifest manifest) {
    List<Proof> proofs = new ArrayList<>();
    for (CallFact call : changes.policyHidings()) {
      if (call.name().startsWith("settings-put")) {
        boolean granted = DataCollection.requests(manifest, WRITE_SETTINGS);
        proofs.add(
            called(
                call,
                granted ? Confidence.HIGH : Confidence.MEDIUM,
                call.call() + " switches off the icons that Android shows for hidden apps",
                List.of(WRITE_SETTINGS),
                granted));
      } else {
        boolean shell = call.name().equals("exec");
        proofs.add(
            called(
                call,
                shell ? Confidence.MEDIUM : Confidence.HIGH,
                call.call() + " hides the app's own package" + (shell ? ", which needs root" : ""),
                List.of(),
                true));
      }
    }
    return proofs;
  }

  List<Proof> neverDeclared(Manifest manifest) {
    if (!hiddenFromStart(manifest) || !launcher.launcherActivities().isEmpty()) {
      return List.of();
    }
    return elsewhere(manifest).isEmpty()
        ? List.of(
            Proof.manifest(
                Confidence.HIGH,
                "no activity or alias has the action MAIN with the category LAUNCHER",
                "AndroidManifest.xml: application"))
        : List.of();
  }

  List<Proof> onlyElsewhere(Manifest manifest) {
    return hiddenFromStart(manifest) && launcher.launcherActivities().isEmpty()
        ? elsewhere(manifest)
        : List.of();
  }

  List<Proof> disabledInManifest(Manifest manifest) {
    List<Integer> hidden =
        launcher.installed().entrySet().stream()
            .filter(e -> e.getValue() != Visibility.VISIBLE)
            .map(Map.Entry::getKey)
            .toList();
    if (!hiddenFromStart(manifest) || hidden.isEmpty() || launcher.launcherActivities().isEmpty()) {
      return List.of();
    }
    boolean shown = launcher.launcherActivities().stream().anyMatch(changes.enabled()::contains);
    String statement =
        "%s disabled, so there is no icon on API %s%s"
            .formatted(
                String.join(", ", launcher.launcherActivities()),
                range(hidden),
                shown ? "; code can enable it" : "");
    return List.of(
        Proof.manifest(
            shown ? Confidence.MEDIUM : Confidence.HIGH,
            statement,
            "AndroidManifest.xml: activity " + launcher.launcherActivities().getFirst()));
  }

  private boolean hiddenFromStart(Manifest manifest) {
    return collects && !Iconless.excused(facts, manifest);
  }

  private static List<Proof> elsewhere(Manifest manifest) {
    List<Proof> proofs = new ArrayList<>();
    for (Component component : manifest.application().components()) {
      boolean activity =
          component.kind() == Component.Kind.ACTIVITY
              || component.kind() == Component.Kind.ACTIVITY_ALIAS;
      for (IntentFilter filter : activity ? component.filters() : List.<IntentFilter>of()) {
        if (filter.actions().contains(MAIN)) {
          elsewhere(component, filter, proofs);
        }
      }
    }
    return proofs;
  }

  private static void elsewhere(Component component, IntentFilter filter, List<Proof> proofs) {
    String place = "AndroidManifest.xml: activity " + component.name();
    if (filter.categories().contains(LAUNCHER)) {
      if (!filter.data().isEmpty()) {
        String statement =
            component.name() + " has the category LAUNCHER with <data>, which no launcher matches";
        proofs.add(Proof.manifest(Confidence.HIGH, statement, place));
      }
      return;
    }
    String places =
        filter.categories().stream()
            .filter(c -> OTHER_PLACES.contains(c) || HOMES.contains(c))
            .map(c -> c.substring(c.lastIndexOf('.') + 1))
            .collect(Collectors.joining(", "));
    if (!places.isEmpty()) {
      boolean home = filter.categories().stream().anyMatch(HOMES::contains);
      String statement =
          component.name() + " starts only from " + places + ", not from a phone's launcher";
      proofs.add(Proof.manifest(home ? Confidence.MEDIUM : Confidence.HIGH, statement, place));
    }
  }

  private static Proof called(
      CallFact call,
      Confidence confidence,
      String statement,
      List<String> permissions,
      boolean granted) {
    List<Step> steps =
        call.steps().isEmpty()
            ? List.of(new Step("call", call.site(), call.call(), null))
            : call.steps();
    Evidence evidence =
        new Evidence(
            statement,
            steps,
            call.site().method(),
            call.triggers(),
            List.of(),
            permissions,
            granted,
            call.confirmed(),
            call.loadedBy());
    boolean own = steps.stream().anyMatch(s -> s.site().library() == null);
    boolean disputed = call.confirmed().equals("disagrees") && confidence == Confidence.HIGH;
    return new Proof(disputed ? Confidence.MEDIUM : confidence, own, evidence);
  }

  private static String range(List<Integer> levels) {
    return levels.size() == 1
        ? String.valueOf(levels.getFirst())
        : levels.getFirst() + "–" + levels.getLast();
  }
}
