package io.unveil.analyzer.judge;

import static io.unveil.analyzer.facts.AppFactsBuilder.facts;
import static io.unveil.analyzer.facts.AppFactsBuilder.factsWithoutManifest;
import static io.unveil.analyzer.facts.AppFactsBuilder.librarySite;
import static io.unveil.analyzer.facts.AppFactsBuilder.site;
import static io.unveil.analyzer.facts.FlowBuilder.flow;
import static io.unveil.analyzer.facts.ManifestBuilder.MAIN;
import static io.unveil.analyzer.facts.ManifestBuilder.PACKAGE;
import static io.unveil.analyzer.facts.ManifestBuilder.filter;
import static io.unveil.analyzer.facts.ManifestBuilder.launcherFilter;
import static io.unveil.analyzer.facts.ManifestBuilder.launcherFilterWithData;
import static io.unveil.analyzer.facts.ManifestBuilder.manifest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.unveil.analyzer.facts.AppFactsBuilder;
import io.unveil.analyzer.facts.FlowBuilder;
import io.unveil.analyzer.facts.ManifestBuilder;
import io.unveil.analyzer.report.Finding;
import io.unveil.analyzer.report.Finding.Confidence;
import io.unveil.analyzer.report.LauncherReport.Visibility;
import io.unveil.analyzer.report.ScanReport;
import io.unveil.analyzer.report.Verdict;
import io.unveil.unpacker.anomaly.Anomaly;
import io.unveil.unpacker.manifest.ApiBoolean;
import io.unveil.unpacker.manifest.Component.Kind;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class JudgeTest {
  private static final Rules.Edition EDITION = Rules.bundled();
  private static final String HIDE = "Setup;->hide()V";

  private static ScanReport judge(AppFactsBuilder facts) {
    return Judge.judge(facts.build(), EDITION.rules(), EDITION.policy());
  }

  /** Name and confidence of each finding, such as {@code 201 HIGH}. */
  private static List<String> findings(AppFactsBuilder facts) {
    return judge(facts).findings().stream().map(f -> f.code() + " " + f.confidence()).toList();
  }

  private static ManifestBuilder visible() {
    return manifest()
        .permission("READ_SMS", "RECEIVE_SMS", "SEND_SMS", "READ_CALL_LOG", "INTERNET")
        .permission("ACCESS_FINE_LOCATION")
        .launcher("Main");
  }

  private static ManifestBuilder withoutIcon() {
    return manifest().permission("READ_SMS", "INTERNET").activity("Main", ApiBoolean.TRUE);
  }

  private static AppFactsBuilder app() {
    return facts(visible());
  }

  private static AppFactsBuilder weak(ManifestBuilder manifest) {
    return facts(manifest)
        .source("sms-store", site("Reader;->read()V"))
        .sink("network", site("Sender;->send()V"));
  }

  static Stream<Arguments> flowCodes() {
    return Stream.of(
        arguments(flow("sms-store", "network"), "201 HIGH"),
        arguments(flow("sms-incoming", "network"), "202 HIGH"),
        arguments(flow("sms-store", "sms-send"), "203 HIGH"),
        arguments(flow("sms-incoming", "sms-send"), "203 HIGH"),
        arguments(flow("call-log", "network"), "301 HIGH"),
        arguments(flow("location", "network"), "401 HIGH"),
        arguments(flow("location", "network").periodic(), "402 HIGH"),
        arguments(flow("location", "network").periodic().userAction(), "402 HIGH"),
        arguments(flow("location", "network").userAction(), "407 HIGH"),
        arguments(flow("location", "sms-send"), "403 HIGH"),
        arguments(flow("sms-store", "network").notGranted(), "201 MEDIUM"),
        arguments(flow("sms-store", "network").withoutTriggers(), "201 MEDIUM"),
        arguments(flow("sms-store", "network").confirmed("disagrees"), "201 MEDIUM"),
        arguments(flow("sms-store", "network").confirmed("not-checked(x)"), "201 HIGH"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("flowCodes")
  void flow_givesItsCode(FlowBuilder flow, String expected) {
    assertThat(findings(app().flow(flow.build()))).containsExactly(expected);
  }

  @Test
  void flowsWithoutRule_giveNothing() {
    AppFactsBuilder facts =
        app()
            .flow(flow("contacts", "network").build())
            .flow(flow("device-id", "network").build())
            .flow(flow("call-log", "sms-send").build());

    assertThat(findings(facts)).isEmpty();
  }

  @Test
  void flowFinding_carriesItsEvidence() {
    Finding finding = judge(app().flow(flow("sms-store", "network").build())).findings().getFirst();

    assertThat(finding.behaviour()).isEqualTo("sms-exfiltration");
    assertThat(finding.attack()).containsExactly("T1636.004", "T1646");
    assertThat(finding.evidence())
        .singleElement()
        .satisfies(e -> {
          assertThat(e.statement())
              .startsWith("Stored SMS or MMS messages from Lsms-store;->get()V reaches ")
              .endsWith("leaves over the network to collect.example.org");
          assertThat(e.steps()).hasSize(2);
          assertThat(e.place()).isEqualTo("Lcom/example/app/Reader;->read()V");
          assertThat(e.confirmed()).isEqualTo("confirmed");
        });
  }

  @Test
  void provenFlow_makesMonitoring() {
    assertThat(judge(app().flow(flow("location", "network").build())).verdict())
        .isEqualTo(Verdict.MONITORING);
  }

  @Test
  void provenFlowAndIconRemoved_makesStalkerware() {
    ScanReport report =
        judge(app().flow(flow("sms-store", "network").build()).disables(HIDE, "Main"));

    assertThat(report.verdict()).isEqualTo(Verdict.STALKERWARE);
    assertThat(report.findings()).extracting(Finding::code).containsExactly(101, 201);
    assertThat(report.reasons().getFirst()).contains("collect.example.org", "(201)");
    assertThat(report.launcher().afterCode())
        .containsEntry(28, Visibility.HIDDEN)
        .containsEntry(33, Visibility.SYNTHETIC);
  }

  static Stream<Arguments> notProof() {
    return Stream.of(
        arguments("permission missing", flow("sms-store", "network").notGranted()),
        arguments("library only", flow("sms-store", "network").inLibrary()),
        arguments("started by the person", flow("location", "network").userAction()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("notProof")
  void flowThatIsNoProof_isCleanOpenlyAndSuspiciousWhenHidden(String name, FlowBuilder flow) {
    assertThat(judge(app().flow(flow.build())).verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(judge(app().flow(flow.build()).disables(HIDE, "Main")).verdict())
        .isEqualTo(Verdict.SUSPICIOUS);
  }

  @Test
  void libraryFlowThroughAppCode_isFirstParty() {
    AppFactsBuilder own =
        app().flow(flow("sms-store", "network").inLibrary().through(site("A;->b()V")).build());
    AppFactsBuilder foreign = app().flow(flow("sms-store", "network").inLibrary().build());

    assertThat(judge(own).findings().getFirst().firstParty()).isTrue();
    assertThat(judge(own).verdict()).isEqualTo(Verdict.MONITORING);
    assertThat(judge(foreign).findings().getFirst().firstParty()).isFalse();
    assertThat(judge(foreign).strength()).isZero();
  }

  @Test
  void ownFlowBesideLibraryFlow_decides() {
    AppFactsBuilder facts =
        app()
            .flow(flow("sms-store", "network").inLibrary().build())
            .flow(flow("sms-store", "network").build());

    Finding finding = judge(facts).findings().getFirst();
    assertThat(finding.firstParty()).isTrue();
    assertThat(finding.evidence()).hasSize(2);
    assertThat(finding.evidence().getFirst().place()).startsWith("Lcom/example/app/");
  }

  @Test
  void sourceAndSinkWithoutFlow_giveLowConfidence() {
    ScanReport report = judge(weak(visible()));

    assertThat(findings(weak(visible()))).containsExactly("201 LOW");
    assertThat(report.findings().getFirst().evidence().getFirst().steps())
        .extracting(s -> s.site().method())
        .containsExactly("Lcom/example/app/Reader;->read()V", "Lcom/example/app/Sender;->send()V");
    assertThat(report.verdict()).isEqualTo(Verdict.CLEAN);
  }

  static Stream<Arguments> noLowFinding() {
    return Stream.of(
        arguments(
            "permission not requested", weak(manifest().permission("INTERNET").launcher("Main"))),
        arguments(
            "network not requested", weak(manifest().permission("READ_SMS").launcher("Main"))),
        arguments(
            "source in a library",
            facts(visible())
                .source("sms-store", librarySite("R;->r()V"))
                .sink("network", site("S;->s()V"))),
        arguments("no sink", facts(visible()).source("sms-store", site("R;->r()V"))),
        arguments("no source", facts(visible()).sink("network", site("S;->s()V"))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("noLowFinding")
  void missingPart_givesNoLowFinding(String name, AppFactsBuilder facts) {
    assertThat(findings(facts)).isEmpty();
  }

  @Test
  void lowLocationFinding_isNotRepeatedForEachRhythm() {
    AppFactsBuilder facts =
        facts(visible()).source("location", site("R;->r()V")).sink("network", site("S;->s()V"));

    assertThat(findings(facts)).containsExactly("401 LOW");
    assertThat(findings(facts.flow(flow("location", "network").periodic().build())))
        .containsExactly("402 HIGH");
  }

  @Test
  void lowFindingAndHiding_isSuspicious() {
    assertThat(judge(weak(visible()).disables(HIDE, "Main")).verdict())
        .isEqualTo(Verdict.SUSPICIOUS);
  }

  @Test
  void lowFindingsOfManyKindsOpenly_stayClean() {
    AppFactsBuilder facts =
        weak(visible()).source("call-log", site("R;->c()V")).source("location", site("R;->l()V"));

    assertThat(findings(facts)).containsExactly("201 LOW", "301 LOW", "401 LOW");
    assertThat(judge(facts).verdict()).isEqualTo(Verdict.CLEAN);
  }

  @Test
  void lowFindingInTamperedArchive_isSuspicious() {
    assertThat(judge(weak(visible()).anomaly(Anomaly.ENCRYPTED_BIT)).verdict())
        .isEqualTo(Verdict.SUSPICIOUS);
  }

  @Test
  void iconRemovedWithDataPermission_isSuspicious_withoutItClean() {
    assertThat(judge(app().disables(HIDE, "Main")).verdict()).isEqualTo(Verdict.SUSPICIOUS);
    ScanReport harmless =
        judge(facts(manifest().permission("INTERNET").launcher("Main")).disables(HIDE, "Main"));
    assertThat(harmless.verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(harmless.reasons()).singleElement().asString().contains("(101)");
  }

  @Test
  void likelyHidingBesideProvenFlow_staysMonitoring() {
    AppFactsBuilder facts =
        app()
            .flow(flow("sms-store", "network").build())
            .call(
                "component-enabled-setting",
                site(HIDE),
                List.of(List.of(), List.of("2"), List.of("1")));

    assertThat(findings(facts)).containsExactly("101 MEDIUM", "201 HIGH");
    assertThat(judge(facts).verdict()).isEqualTo(Verdict.MONITORING);
    assertThat(judge(facts).reasons()).anyMatch(r -> r.startsWith("Not proven: "));
  }

  @Test
  void alternateIconApp_withFlow_isMonitoringOnly() {
    AppFactsBuilder facts =
        facts(
                manifest()
                    .permission("ACCESS_FINE_LOCATION", "INTERNET")
                    .activity("Main", ApiBoolean.TRUE)
                    .alias("Red", "Main", true)
                    .alias("Blue", "Main", false))
            .flow(flow("location", "network").build())
            .disables("Icons;->blue()V", "Red")
            .enables("Icons;->blue()V", "Blue");

    assertThat(findings(facts)).containsExactly("401 HIGH");
    assertThat(judge(facts).verdict()).isEqualTo(Verdict.MONITORING);
  }

  @Test
  void hidingByDevicePolicy_is104() {
    AppFactsBuilder facts =
        app()
            .flow(flow("sms-store", "network").build())
            .call(
                "device-policy-hidden",
                site(HIDE),
                List.of(List.of(), List.of(PACKAGE), List.of("1")));

    assertThat(findings(facts)).containsExactly("104 HIGH", "201 HIGH");
    assertThat(judge(facts).verdict()).isEqualTo(Verdict.STALKERWARE);
  }

  @Test
  void hiddenIconSetting_needsThePermission() {
    List<List<String>> off =
        List.of(List.of(), List.of("show_hidden_icon_apps_enabled"), List.of("0"));
    ManifestBuilder permitted = visible().permission("WRITE_SECURE_SETTINGS");

    assertThat(findings(facts(permitted).call("settings-put", site(HIDE), off)))
        .containsExactly("104 HIGH");
    assertThat(findings(app().call("settings-put", site(HIDE), off))).containsExactly("104 MEDIUM");
    assertThat(
            findings(
                app()
                    .call(
                        "settings-put",
                        site(HIDE),
                        List.of(List.of(), List.of("adb_enabled"), List.of("0")))))
        .isEmpty();
  }

  static Stream<Arguments> iconlessManifests() {
    ApiBoolean until28 = new ApiBoolean(Map.of(0, true, 29, false));
    return Stream.of(
        arguments("no MAIN filter", withoutIcon(), "102 HIGH"),
        arguments(
            "MAIN without LAUNCHER",
            withoutIcon().activity("A", ApiBoolean.TRUE, filter(MAIN)),
            "102 HIGH"),
        arguments(
            "leanback",
            withoutIcon()
                .activity(
                    "A",
                    ApiBoolean.TRUE,
                    filter(MAIN, "android.intent.category.LEANBACK_LAUNCHER")),
            "103 HIGH"),
        arguments(
            "info",
            withoutIcon()
                .activity("A", ApiBoolean.TRUE, filter(MAIN, "android.intent.category.INFO")),
            "103 HIGH"),
        arguments(
            "data",
            withoutIcon()
                .activity("A", ApiBoolean.TRUE, launcherFilterWithData(Map.of("scheme", "https"))),
            "103 HIGH"),
        arguments(
            "home screen",
            withoutIcon()
                .activity("A", ApiBoolean.TRUE, filter(MAIN, "android.intent.category.HOME")),
            "103 MEDIUM"),
        arguments(
            "disabled",
            withoutIcon().activity("A", ApiBoolean.FALSE, launcherFilter()),
            "105 HIGH"),
        arguments(
            "disabled from 29 on",
            withoutIcon().activity("A", until28, launcherFilter()),
            "105 HIGH"),
        arguments(
            "application disabled",
            withoutIcon()
                .activity("A", ApiBoolean.TRUE, launcherFilter())
                .applicationEnabled(false),
            "105 HIGH"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("iconlessManifests")
  void noIcon_countsOnlyWhenTheAppCollects(String name, ManifestBuilder manifest, String expected) {
    assertThat(findings(facts(manifest))).isEmpty();
    assertThat(findings(facts(manifest).source("sms-store", site("R;->r()V"))))
        .containsExactly(expected);
    ScanReport report = judge(facts(manifest).flow(flow("sms-store", "network").build()));
    assertThat(report.verdict())
        .isEqualTo(expected.endsWith("HIGH") ? Verdict.STALKERWARE : Verdict.MONITORING);
  }

  @Test
  void disabledInManifestButEnabledByCode_isOnlyMedium() {
    AppFactsBuilder facts =
        facts(withoutIcon().activity("A", ApiBoolean.FALSE, launcherFilter()))
            .source("sms-store", site("R;->r()V"))
            .enables("Setup;->show()V", "A");

    assertThat(findings(facts)).containsExactly("105 MEDIUM");
  }

  static Stream<Arguments> excused() {
    ManifestBuilder noMessages = manifest().permission("ACCESS_FINE_LOCATION", "INTERNET");
    return Stream.of(
        arguments("split", facts(withoutIcon().split("config.xhdpi"))),
        arguments("overlay", facts(withoutIcon().overlay("android"))),
        arguments("instrumentation", facts(withoutIcon().instrumentation())),
        arguments("test", facts(withoutIcon().testOnly())),
        arguments("no code", facts(withoutIcon()).withoutDex()),
        arguments("system user id", facts(withoutIcon().sharedUserId("android.uid.phone"))),
        arguments(
            "television",
            facts(
                manifest()
                    .permission("ACCESS_FINE_LOCATION")
                    .feature("android.software.leanback", true))),
        arguments(
            "watch",
            facts(
                manifest()
                    .permission("ACCESS_FINE_LOCATION")
                    .feature("android.hardware.type.watch", true))),
        arguments(
            "keyboard",
            facts(
                noMessages.component(
                    Kind.SERVICE,
                    "Ime",
                    null,
                    ApiBoolean.TRUE,
                    "android.permission.BIND_INPUT_METHOD"))),
        arguments(
            "wallpaper",
            facts(
                manifest()
                    .permission("ACCESS_FINE_LOCATION")
                    .component(
                        Kind.SERVICE,
                        "Wall",
                        null,
                        ApiBoolean.TRUE,
                        "android.permission.BIND_WALLPAPER"))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("excused")
  void noIconForAnHonestReason_isNoFinding(String name, AppFactsBuilder facts) {
    facts
        .source("sms-store", site("R;->r()V"))
        .source("location", site("R;->l()V"))
        .flow(flow("location", "network").periodic().build());

    assertThat(findings(facts)).containsExactly("402 HIGH");
  }

  @Test
  void televisionAppThatReadsMessages_isNotExcused() {
    AppFactsBuilder facts =
        facts(
                withoutIcon()
                    .feature("android.software.leanback", true)
                    .activity(
                        "A",
                        ApiBoolean.TRUE,
                        filter(MAIN, "android.intent.category.LEANBACK_LAUNCHER")))
            .source("sms-store", site("R;->r()V"));

    assertThat(findings(facts)).containsExactly("103 HIGH");
  }

  @Test
  void deviceAdminReceiver_is603_onlyWithPermissionAndMetaData() {
    ManifestBuilder admin = visible().deviceAdmin("Admin", "android.permission.BIND_DEVICE_ADMIN");

    assertThat(findings(facts(admin))).containsExactly("603 HIGH");
    assertThat(findings(facts(visible().deviceAdmin("Admin", null)))).isEmpty();
    assertThat(
            findings(
                facts(
                    visible()
                        .component(
                            Kind.RECEIVER,
                            "Admin",
                            null,
                            ApiBoolean.TRUE,
                            "android.permission.BIND_DEVICE_ADMIN"))))
        .isEmpty();
  }

  @Test
  void bootReceiver_is605_onlyWhenItCanRun() {
    ManifestBuilder boots =
        visible()
            .component(
                Kind.RECEIVER,
                "Boot",
                null,
                ApiBoolean.TRUE,
                null,
                filter("android.intent.action.BOOT_COMPLETED"));
    ManifestBuilder disabled =
        visible()
            .component(
                Kind.RECEIVER,
                "Boot",
                null,
                ApiBoolean.FALSE,
                null,
                filter("android.intent.action.BOOT_COMPLETED"));

    assertThat(findings(facts(boots))).containsExactly("605 MEDIUM");
    assertThat(findings(facts(boots.permission("RECEIVE_BOOT_COMPLETED"))))
        .containsExactly("605 HIGH");
    assertThat(findings(facts(disabled.permission("RECEIVE_BOOT_COMPLETED")))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Anomaly.class)
  void anomaly_is701_exactlyWhenItMisleads(Anomaly kind) {
    boolean misleads = EDITION.policy().misleading().contains(kind);

    assertThat(findings(app().anomaly(kind))).isEqualTo(misleads ? List.of("701 HIGH") : List.of());
    assertThat(misleads && kind.refused())
        .as("what every Android refuses misleads nobody")
        .isFalse();
  }

  @Test
  void nothingFound_isClean() {
    ScanReport report = judge(app());

    assertThat(report.verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(report.completeness().complete()).isTrue();
    assertThat(report.strength()).isZero();
    assertThat(report.packageName()).isEqualTo(PACKAGE);
    assertThat(report.generation().rules()).isEqualTo(EDITION.rules().revision());
  }

  static Stream<Arguments> incomplete() {
    return Stream.of(
        arguments(app().incomplete("budget of 5 work units used up"), false),
        arguments(app().unpackIncomplete("resources.arsc is cut"), false),
        arguments(factsWithoutManifest(), false),
        arguments(app().blindSpot("packer", true), true));
  }

  @ParameterizedTest
  @MethodSource("incomplete")
  void unreadPartsWithoutFinding_areInconclusive(AppFactsBuilder facts, boolean complete) {
    ScanReport report = judge(facts);

    assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(report.completeness().complete()).isEqualTo(complete);
    assertThat(report.reasons()).isNotEmpty();
  }

  @Test
  void unreadPartsBesideProof_keepTheVerdict() {
    AppFactsBuilder facts =
        app().flow(flow("sms-store", "network").build()).incomplete("budget used up");

    assertThat(judge(facts).verdict()).isEqualTo(Verdict.MONITORING);
    assertThat(judge(facts).reasons()).contains("Not read: budget used up");
  }

  @Test
  void ordinaryNativeLibrary_doesNotForbidClean() {
    assertThat(judge(app().blindSpot("native-code", false)).verdict()).isEqualTo(Verdict.CLEAN);
  }

  @Test
  void secondOpinionFailures_areSaidAndDoNotMakeItPartial() {
    ScanReport report =
        judge(app().failure("second-opinion:lift-size", 3).failure("second-opinion:lift-read", 1));

    assertThat(report.completeness().complete()).isTrue();
    assertThat(report.completeness().reasons())
        .singleElement()
        .asString()
        .startsWith("read once instead of twice")
        .endsWith("4 methods (lift-read: 1, lift-size: 3)");
    assertThat(report.verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(report.reasons()).noneMatch(reason -> reason.contains("lift-"));
  }

  @Test
  void secondOpinionFailuresBesideUnreadParts_areNotSaidToBeUnread() {
    ScanReport report =
        judge(app().failure("second-opinion:lift-size", 1).incomplete("budget used up"));

    assertThat(report.completeness().complete()).isFalse();
    assertThat(report.completeness().reasons())
        .hasSize(2)
        .last()
        .asString()
        .endsWith("1 method (lift-size: 1)");
    assertThat(report.reasons())
        .contains("Not read: budget used up")
        .noneMatch(reason -> reason.contains("lift-"));
  }

  @Test
  void otherFailures_areNotTakenForThoseOfTheSecondReading() {
    assertThat(judge(app().failure("too-many-targets", 3)).completeness().reasons()).isEmpty();
  }

  @Test
  void declaredMonitoringTool_isSaidAndDoesNotExcuse() {
    AppFactsBuilder facts =
        facts(visible().metaData("isMonitoringTool", "child_monitoring"))
            .flow(flow("sms-store", "network").build())
            .disables(HIDE, "Main");

    assertThat(judge(facts).verdict()).isEqualTo(Verdict.STALKERWARE);
    assertThat(judge(facts).reasons())
        .contains("The app declares itself a monitoring tool (child_monitoring).");
  }

  @Test
  void strength_growsWithWhatIsTakenAndHowItHides() {
    AppFactsBuilder one = app().flow(flow("location", "network").build());
    AppFactsBuilder two =
        app().flow(flow("location", "network").build()).flow(flow("sms-store", "network").build());
    AppFactsBuilder hidden =
        app()
            .flow(flow("location", "network").build())
            .flow(flow("sms-store", "network").build())
            .disables(HIDE, "Main");

    assertThat(judge(one).strength()).isEqualTo(8);
    assertThat(judge(two).strength()).isEqualTo(26);
    assertThat(judge(hidden).strength()).isEqualTo(50);
  }

  @Test
  void strength_neverExceedsOneHundred() {
    int most = EDITION.policy().strength().stream().mapToInt(Policy.Axis::most).sum();

    assertThat(most).isEqualTo(100);
  }

  @Test
  void failedSample_isInconclusiveWithStageAndReason() {
    ScanReport report = Judge.failed(AppFactsBuilder.SHA256, 12, "unpack", "no end record");

    assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(report.failure()).isEqualTo(new ScanReport.Failure("unpack", "no end record"));
    assertThat(report.completeness().reasons()).containsExactly("Could not unpack: no end record");
  }

  @Test
  void personalDestination_isNotInTheSentences() {
    FlowBuilder toNumber = flow("sms-store", "sms-send").to("phone-number", "+15550100", true);
    ScanReport report = judge(app().flow(toNumber.build()));

    assertThat(report.reasons()).noneMatch(r -> r.contains("5550100"));
    assertThat(report.findings().getFirst().evidence().getFirst().statement())
        .endsWith("to a phone number");
    assertThat(report.findings().getFirst().evidence().getFirst().destinations()).hasSize(1);
  }

  @Test
  void confidence_ordersLowMediumHigh() {
    assertThat(Confidence.HIGH).isGreaterThan(Confidence.MEDIUM);
    assertThat(Confidence.MEDIUM).isGreaterThan(Confidence.LOW);
  }
}
