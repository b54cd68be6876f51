package io.unveil.analyzer.launcher;

import static io.unveil.analyzer.facts.AppFactsBuilder.facts;
import static io.unveil.analyzer.facts.AppFactsBuilder.librarySite;
import static io.unveil.analyzer.facts.AppFactsBuilder.site;
import static io.unveil.analyzer.facts.ManifestBuilder.PACKAGE;
import static io.unveil.analyzer.facts.ManifestBuilder.filter;
import static io.unveil.analyzer.facts.ManifestBuilder.manifest;
import static io.unveil.analyzer.report.LauncherReport.Visibility.HIDDEN;
import static io.unveil.analyzer.report.LauncherReport.Visibility.SYNTHETIC;
import static io.unveil.analyzer.report.LauncherReport.Visibility.VISIBLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.analyzer.facts.AppFacts;
import io.unveil.analyzer.facts.AppFactsBuilder;
import io.unveil.analyzer.facts.CallFact;
import io.unveil.analyzer.facts.ManifestBuilder;
import io.unveil.analyzer.facts.Step;
import io.unveil.analyzer.launcher.IconChanges.Certainty;
import io.unveil.analyzer.report.LauncherReport;
import io.unveil.unpacker.UnpackedApk.LoadedBy;
import io.unveil.unpacker.manifest.ApiBoolean;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IconChangeReaderTest {
  private static final String HIDE = "Setup;->hide()V";

  private static AppFactsBuilder oneIcon() {
    return facts(manifest().permission("READ_SMS").launcher("Main"));
  }

  private static AppFactsBuilder twoAliases() {
    return facts(
        manifest()
            .permission("READ_SMS")
            .activity("Main", ApiBoolean.TRUE)
            .alias("Red", "Main", true)
            .alias("Blue", "Main", false));
  }

  private static IconChanges changes(AppFactsBuilder facts) {
    return IconChangeReader.read(facts.build());
  }

  private static LauncherReport report(AppFactsBuilder builder) {
    AppFacts facts = builder.build();
    return LauncherReports.of(facts.apk().manifest(), IconChangeReader.read(facts));
  }

  private static List<Certainty> certainties(AppFactsBuilder facts) {
    return changes(facts).removals().stream().map(IconChanges.Removal::certainty).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2", "3", "4"})
  void onlyLauncherDisabled_isProven(String state) {
    AppFactsBuilder facts = oneIcon().setting(HIDE, List.of(PACKAGE + ".Main"), List.of(state));

    assertThat(certainties(facts)).containsExactly(Certainty.PROVEN);
    LauncherReport report = report(facts);
    assertThat(report.installed()).containsEntry(28, VISIBLE).containsEntry(29, VISIBLE);
    assertThat(report.afterCode()).containsEntry(28, HIDDEN).containsEntry(29, SYNTHETIC);
    assertThat(report.launcherActivities()).containsExactly(PACKAGE + ".Main");
    assertThat(report.disabledByCode()).containsExactly(PACKAGE + ".Main");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1", "5"})
  void otherStates_areNoRemoval(String state) {
    AppFactsBuilder facts = oneIcon().setting(HIDE, List.of(PACKAGE + ".Main"), List.of(state));

    assertThat(certainties(facts)).isEmpty();
    assertThat(report(facts).afterCode()).isEqualTo(report(facts).installed());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "com.example.app.Main",
        "Lcom/example/app/Main;",
        "com.example.app/.Main",
        "com.example.app/com.example.app.Main",
        ".Main",
        "*launch-intent*"
      })
  void everyFormOfTheComponent_isRecognised(String name) {
    assertThat(certainties(oneIcon().setting(HIDE, List.of(name), List.of("2"))))
        .containsExactly(Certainty.PROVEN);
  }

  @Test
  void otherComponentDisabled_isNoRemoval() {
    AppFactsBuilder facts =
        facts(manifest().launcher("Main").activity("Setup", ApiBoolean.TRUE))
            .disables(HIDE, "Setup")
            .disables(HIDE, "BootReceiver");

    assertThat(changes(facts)).isEqualTo(IconChanges.NONE);
  }

  @Test
  void workManagerTogglesItsReceiver_isNoRemoval() {
    AppFactsBuilder facts =
        oneIcon()
            .call(
                "component-enabled-setting",
                librarySite("PackageManagerHelper;->setComponentEnabled()V"),
                List.of(
                    List.of("androidx.work.impl.background.systemalarm.RescheduleReceiver"),
                    List.of("1", "2"),
                    List.of("1")));

    assertThat(changes(facts)).isEqualTo(IconChanges.NONE);
  }

  @Test
  void alternateIcon_switchedInOneMethod_isNoRemoval() {
    AppFactsBuilder facts =
        twoAliases().disables("Icons;->blue()V", "Red").enables("Icons;->blue()V", "Blue");

    assertThat(certainties(facts)).isEmpty();
    assertThat(report(facts).afterCode()).containsEntry(28, VISIBLE).containsEntry(33, VISIBLE);
    assertThat(report(facts).disabledByCode()).containsExactly(PACKAGE + ".Red");
  }

  @Test
  void alternateIcon_thereAndBack_isNoRemoval() {
    AppFactsBuilder facts =
        twoAliases()
            .disables("Icons;->blue()V", "Red")
            .enables("Icons;->blue()V", "Blue")
            .disables("Icons;->red()V", "Blue")
            .enables("Icons;->red()V", "Red");

    assertThat(certainties(facts)).isEmpty();
  }

  @Test
  void alternateIcon_throughHelper_isGroupedByItsCaller() {
    AppFactsBuilder facts =
        twoAliases()
            .call(throughHelper("Icons;->blue()V", "Red", "2"))
            .call(throughHelper("Icons;->blue()V", "Blue", "1"));

    assertThat(certainties(facts)).isEmpty();
  }

  @Test
  void hideAndShow_throughHelper_isProvenWithWayBack() {
    IconChanges changes =
        changes(
            oneIcon()
                .call(throughHelper("Setup;->hide()V", "Main", "2"))
                .call(throughHelper("Dialer;->show()V", "Main", "1")));

    assertThat(changes.removals())
        .singleElement()
        .satisfies(r -> assertThat(r.certainty()).isEqualTo(Certainty.PROVEN))
        .satisfies(r -> assertThat(r.note()).contains("a way back in"));
    assertThat(changes.enabled()).containsExactly(PACKAGE + ".Main");
  }

  @Test
  void alternateIcon_mergedInOneCall_isUnclear() {
    AppFactsBuilder facts =
        twoAliases()
            .setting(
                "Icons;->set()V", List.of(PACKAGE + ".Red", PACKAGE + ".Blue"), List.of("1", "2"));

    assertThat(certainties(facts)).containsExactly(Certainty.UNCLEAR);
    assertThat(report(facts).afterCode()).containsEntry(28, VISIBLE);
  }

  @Test
  void oneOfTwoIconsDisabled_isNoRemoval() {
    AppFactsBuilder facts =
        facts(manifest().launcher("Main").launcher("Second")).disables(HIDE, "Main");

    assertThat(certainties(facts)).isEmpty();
    assertThat(report(facts).afterCode()).containsEntry(28, VISIBLE);
  }

  @Test
  void allIconsDisabledInDifferentMethods_isProven() {
    AppFactsBuilder facts =
        facts(manifest().permission("READ_SMS").launcher("Main").launcher("Second"))
            .disables("A;->one()V", "Main")
            .disables("B;->two()V", "Second");

    assertThat(certainties(facts)).containsExactly(Certainty.PROVEN, Certainty.PROVEN);
    assertThat(report(facts).afterCode()).containsEntry(28, HIDDEN).containsEntry(29, SYNTHETIC);
  }

  @Test
  void otherAliasEnabledElsewhere_isOnlyLikely() {
    AppFactsBuilder facts = twoAliases().disables("A;->off()V", "Red").enables("B;->on()V", "Blue");

    assertThat(certainties(facts)).containsExactly(Certainty.LIKELY);
  }

  @Test
  void toggleOfTheOnlyIcon_isProven() {
    AppFactsBuilder facts =
        oneIcon().setting("A;->set(Z)V", List.of(PACKAGE + ".Main"), List.of("1", "2"));

    assertThat(certainties(facts)).containsExactly(Certainty.PROVEN);
  }

  @Test
  void helperForSeveralComponentsAndStates_isOnlyLikely() {
    AppFactsBuilder facts =
        oneIcon()
            .setting(
                "A;->set()V", List.of(PACKAGE + ".Main", PACKAGE + ".Boot"), List.of("1", "2"));

    assertThat(certainties(facts)).containsExactly(Certainty.LIKELY);
  }

  @Test
  void unresolvedComponent_isLikelyInAppCodeOnly() {
    List<List<String>> unresolved = List.of(List.of(), List.of("2"), List.of("1"));

    assertThat(certainties(oneIcon().call("component-enabled-setting", site(HIDE), unresolved)))
        .containsExactly(Certainty.LIKELY);
    assertThat(
            certainties(oneIcon().call("component-enabled-setting", librarySite(HIDE), unresolved)))
        .isEmpty();
  }

  @Test
  void unresolvedState_isNoRemoval() {
    assertThat(certainties(oneIcon().setting(HIDE, List.of(PACKAGE + ".Main"), List.of())))
        .isEmpty();
  }

  @Test
  void disablingWhatWasNeverVisible_isNoRemoval() {
    AppFactsBuilder facts =
        facts(manifest().activity("Main", ApiBoolean.FALSE, ManifestBuilder.launcherFilter()))
            .disables(HIDE, "Main");

    assertThat(certainties(facts)).isEmpty();
  }

  @Test
  void launchIntentPrefersInfo_soTheIconStays() {
    AppFactsBuilder facts =
        facts(
                manifest()
                    .launcher("Main")
                    .activity(
                        "Info", ApiBoolean.TRUE, filter(ManifestBuilder.MAIN, LauncherFilter.INFO)))
            .setting(HIDE, List.of("*launch-intent*"), List.of("2"));

    assertThat(certainties(facts)).isEmpty();
  }

  @Test
  void ownApplicationDisabled_isProven_otherPackagesAreNot() {
    List<List<String>> own = List.of(List.of(PACKAGE), List.of("3"), List.of("0"));
    List<List<String>> other = List.of(List.of("com.other"), List.of("3"), List.of("0"));

    AppFactsBuilder facts = oneIcon().call("application-enabled-setting", site(HIDE), own);
    assertThat(certainties(facts)).containsExactly(Certainty.PROVEN);
    assertThat(report(facts).afterCode()).containsEntry(28, HIDDEN).containsEntry(29, SYNTHETIC);
    assertThat(certainties(oneIcon().call("application-enabled-setting", site(HIDE), other)))
        .isEmpty();
  }

  @Test
  void devicePolicyHidesOwnPackage_hidesEverywhere() {
    AppFactsBuilder facts =
        oneIcon()
            .call(
                "device-policy-hidden",
                site(HIDE),
                List.of(List.of(), List.of(PACKAGE), List.of("1")));

    assertThat(changes(facts).policyHidings()).hasSize(1);
    assertThat(report(facts).afterCode()).containsEntry(28, HIDDEN).containsEntry(33, HIDDEN);
  }

  @Test
  void devicePolicyOnOtherPackageOrShowing_isNoHiding() {
    AppFactsBuilder facts =
        oneIcon()
            .call(
                "device-policy-hidden",
                site(HIDE),
                List.of(List.of(), List.of("com.other"), List.of("1")))
            .call(
                "device-policy-hidden",
                site(HIDE),
                List.of(List.of(), List.of(PACKAGE), List.of("0")));

    assertThat(changes(facts)).isEqualTo(IconChanges.NONE);
  }

  @Test
  void hiddenIconSettingOff_removesTheSyntheticIconToo() {
    List<List<String>> off =
        List.of(List.of(), List.of("show_hidden_icon_apps_enabled"), List.of("0"));
    AppFactsBuilder facts =
        facts(manifest().permission("WRITE_SECURE_SETTINGS").launcher("Main"))
            .disables(HIDE, "Main")
            .call("settings-put-hidden-icon", site(HIDE), off);

    assertThat(changes(facts).policyHidings()).hasSize(1);
    assertThat(report(facts).afterCode()).containsEntry(33, HIDDEN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"pm hide com.example.app", "settings put global show_hidden_icon_apps_enabled 0"})
  void shellCommandThatHides_isPolicyHiding(String command) {
    AppFactsBuilder facts = oneIcon().call("exec", site(HIDE), List.of(List.of(command)));

    assertThat(changes(facts).policyHidings()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"pm hide com.other", "settings put global show_hidden_icon_apps_enabled 1", "ls"})
  void otherShellCommand_isNoHiding(String command) {
    AppFactsBuilder facts = oneIcon().call("exec", site(HIDE), List.of(List.of(command)));

    assertThat(changes(facts)).isEqualTo(IconChanges.NONE);
  }

  @Test
  void hiddenApiOnOwnPackage_isPolicyHiding() {
    List<List<String>> own = List.of(List.of(PACKAGE), List.of("1"), List.of());
    List<List<String>> shown = List.of(List.of(PACKAGE), List.of("0"), List.of());

    AppFactsBuilder facts = oneIcon().call("application-hidden-setting", site(HIDE), own);
    assertThat(report(facts).afterCode()).containsEntry(33, HIDDEN);
    assertThat(changes(oneIcon().call("application-hidden-setting", site(HIDE), shown)))
        .isEqualTo(IconChanges.NONE);
  }

  private static CallFact throughHelper(String caller, String component, String state) {
    Step from = new Step("call", site(caller), null, null);
    Step call = new Step("call", site("Helper;->set()V"), null, null);
    return new CallFact(
        "component-enabled-setting",
        "Landroid/content/pm/PackageManager;->setComponentEnabledSetting()V",
        site("Helper;->set()V"),
        List.of(List.of(PACKAGE + "." + component), List.of(state), List.of("1")),
        List.of(from, call),
        List.of(),
        "confirmed",
        LoadedBy.ART);
  }
}
