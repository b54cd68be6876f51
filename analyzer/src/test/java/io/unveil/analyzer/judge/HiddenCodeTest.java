package io.unveil.analyzer.judge;

import static io.unveil.analyzer.facts.AppFactsBuilder.facts;
import static io.unveil.analyzer.facts.FlowBuilder.flow;
import static io.unveil.analyzer.facts.ManifestBuilder.manifest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.unveil.analyzer.facts.AppFactsBuilder;
import io.unveil.analyzer.facts.CallFact;
import io.unveil.analyzer.facts.CodeSite;
import io.unveil.analyzer.facts.FlowBuilder;
import io.unveil.analyzer.facts.ManifestBuilder;
import io.unveil.analyzer.report.Finding;
import io.unveil.analyzer.report.Finding.Confidence;
import io.unveil.analyzer.report.ScanReport;
import io.unveil.analyzer.report.Verdict;
import io.unveil.unpacker.UnpackedApk.LoadedBy;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What code proves that Android does not load by itself. */
final class HiddenCodeTest {
  private static final Rules.Edition EDITION = Rules.bundled();
  private static final String HIDDEN = "assets/plugin.bin";
  private static final String INNER = "assets/app.apk!/classes.dex";

  private static ScanReport judge(AppFactsBuilder facts) {
    return Judge.judge(facts.build(), EDITION.rules(), EDITION.policy());
  }

  private static ManifestBuilder visible() {
    return manifest().permission("READ_SMS", "INTERNET").launcher("Main");
  }

  private static FlowBuilder spy() {
    return flow("sms-store", "network");
  }

  private static AppFactsBuilder hidden() {
    return facts(visible()).flow(spy().in(HIDDEN, LoadedBy.CODE).withoutTriggers().build());
  }

  private static AppFactsBuilder hidesItself(AppFactsBuilder facts) {
    return facts.disables("Setup;->hide()V", "Main");
  }

  static Stream<Arguments> apps() {
    AppFactsBuilder inner =
        facts(visible()).nested("assets/app.apk").flow(spy().in(INNER, LoadedBy.CODE).build());
    AppFactsBuilder nothing = facts(visible()).flow(spy().in("@4096", LoadedBy.NOTHING).build());
    return Stream.of(
        arguments("no loader", hidden(), Verdict.SUSPICIOUS, Confidence.LOW),
        arguments("no loader, hides", hidesItself(hidden()), Verdict.SUSPICIOUS, Confidence.LOW),
        arguments(
            "loader in a library",
            hidden().blindSpot("dynamic-code", false),
            Verdict.SUSPICIOUS,
            Confidence.LOW),
        arguments(
            "loader",
            hidden().blindSpot("dynamic-code", true),
            Verdict.MONITORING,
            Confidence.MEDIUM),
        arguments(
            "loader, hides",
            hidesItself(hidden()).blindSpot("dynamic-code", true),
            Verdict.STALKERWARE,
            Confidence.MEDIUM),
        arguments("app inside", inner, Verdict.SUSPICIOUS, Confidence.LOW),
        arguments(
            "app inside, and a loader",
            hidesItself(inner).blindSpot("dynamic-code", true),
            Verdict.SUSPICIOUS,
            Confidence.LOW),
        arguments("nothing loads it", nothing, Verdict.CLEAN, Confidence.LOW),
        arguments(
            "nothing loads it, hides and loads",
            hidesItself(facts(visible()).flow(spy().in("@4096", LoadedBy.NOTHING).build()))
                .blindSpot("dynamic-code", true),
            Verdict.SUSPICIOUS,
            Confidence.LOW));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("apps")
  void flowInHiddenCode_provesByWhoLoadsIt(
      String name, AppFactsBuilder facts, Verdict verdict, Confidence confidence) {
    ScanReport report = judge(facts);

    Finding finding =
        report.findings().stream().filter(f -> f.code() == 201).findFirst().orElseThrow();
    assertThat(finding.confidence()).isEqualTo(confidence);
    assertThat(finding.evidence())
        .singleElement()
        .satisfies(e -> {
          assertThat(e.loadedBy()).isNotEqualTo(LoadedBy.ART);
          assertThat(e.statement()).contains("; its code is in ");
        });
    assertThat(report.verdict()).as("%s", report.reasons()).isEqualTo(verdict);
  }

  @Test
  void suspicion_saysThatTheCodeIsHidden() {
    assertThat(judge(hidden()).reasons())
        .anyMatch(r -> r.startsWith("In code that Android does not load: ") && r.contains("(201)"));
  }

  @Test
  void appInside_needsThePermissionItself_orOfTheOuterApp() {
    AppFactsBuilder without =
        facts(manifest().launcher("Main"))
            .nested("assets/app.apk")
            .flow(spy().notGranted().in(INNER, LoadedBy.CODE).build());
    AppFactsBuilder with =
        facts(manifest().launcher("Main"))
            .nested("assets/app.apk", "android.permission.INTERNET")
            .flow(spy().notGranted().in(INNER, LoadedBy.CODE).build());

    assertThat(judge(without).verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(judge(with).verdict()).isEqualTo(Verdict.SUSPICIOUS);
  }

  @Test
  void hiddenCopyOfALoadedFlow_neitherWeakensNorStrengthensIt() {
    ScanReport report =
        judge(hidden().flow(spy().build()).flow(flow("call-log", "network").notGranted().build()));

    assertThat(report.verdict()).isEqualTo(Verdict.MONITORING);
    Finding finding = report.findings().getFirst();
    assertThat(finding.confidence()).isEqualTo(Confidence.HIGH);
    assertThat(finding.evidence())
        .extracting(Finding.Evidence::loadedBy)
        .containsExactly(LoadedBy.ART, LoadedBy.CODE);
  }

  @Test
  void grantedFlowInHiddenCode_doesNotProveTheOneThatIsNotGranted() {
    ScanReport report = judge(hidden().flow(spy().notGranted().build()));

    assertThat(report.verdict()).isEqualTo(Verdict.SUSPICIOUS);
  }

  @Test
  void iconRemovedByHiddenCode_isNoProofOfHiding() {
    CallFact hides =
        new CallFact(
            "component-enabled-setting",
            "Landroid/content/pm/PackageManager;->setComponentEnabledSetting()V",
            new CodeSite(HIDDEN, "Lcom/example/app/Setup;->hide()V", 4, null, null),
            List.of(List.of(ManifestBuilder.PACKAGE + ".Main"), List.of("2"), List.of("1")),
            List.of(),
            List.of(),
            "confirmed",
            LoadedBy.CODE);

    assertThat(judge(facts(visible()).flow(spy().build()).call(hides)).verdict())
        .isEqualTo(Verdict.MONITORING);
    assertThat(
            judge(facts(visible()).flow(spy().build()).call(hides).blindSpot("dynamic-code", true))
                .verdict())
        .isEqualTo(Verdict.STALKERWARE);
  }
}
