package io.unveil.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.analyzer.facts.AppFacts;
import io.unveil.analyzer.flow.Budget;
import io.unveil.analyzer.judge.Judge;
import io.unveil.analyzer.judge.Rules;
import io.unveil.analyzer.model.ModelLoader;
import io.unveil.analyzer.report.Finding;
import io.unveil.analyzer.report.ReportJson;
import io.unveil.analyzer.report.ScanReport;
import io.unveil.analyzer.report.Verdict;
import io.unveil.fixtures.ApkBuilder;
import io.unveil.fixtures.Sample;
import io.unveil.fixtures.Samples;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ApkUnpacker;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.UnpackedApk;
import io.unveil.unpacker.dex.DexCode;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * From bytes to verdict: every sample app gets the codes and the verdict that it was written for.
 */
class SampleVerdictsTest {

  static List<Sample> samples() {
    return Samples.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("samples")
  void sampleGetsItsCodesAndItsVerdict(Sample sample) throws Exception {
    ScanReport report = judge(facts(sample));
    TreeSet<Integer> proven = new TreeSet<>();
    for (Finding finding : report.findings()) {
      if (finding.confidence() != Finding.Confidence.LOW) {
        proven.add(finding.code());
      }
    }
    assertThat(proven).as("reasons %s", report.reasons()).containsAll(sample.expectedCodes());
    assertThat(proven).doesNotContainAnyElementsOf(sample.forbiddenCodes());
    if (sample.expectedVerdict() != null) {
      assertThat(report.verdict()).hasToString(sample.expectedVerdict());
    }
    assertThat(report.completeness().reasons()).isEmpty();
  }

  @Test
  void provenFlow_isConfirmedByTheSecondInterpreter_andNamesEveryStep() throws Exception {
    AppFacts facts = facts(Samples.named("hidden-icon-sms-spy"));
    assertThat(facts.flows()).isNotEmpty();
    assertThat(facts.flows())
        .allSatisfy(flow -> {
          assertThat(flow.confirmed()).isEqualTo("confirmed");
          assertThat(flow.steps().getFirst().action()).isEqualTo("source");
          assertThat(flow.steps().getLast().action()).isEqualTo("sink");
          assertThat(flow.triggers()).isNotEmpty();
          assertThat(flow.destinations()).isNotEmpty();
          assertThat(flow.permissionsGranted()).isTrue();
        });
  }

  @Test
  void sameBytes_giveTheSameReport_everyTime() throws Exception {
    Sample sample = Samples.named("hidden-icon-sms-spy");
    String first = ReportJson.write(judge(facts(sample)));
    for (int i = 0; i < 10; i++) {
      assertThat(ReportJson.write(judge(facts(sample)))).isEqualTo(first);
    }
  }

  @Test
  void declaredComponentsWithoutCode_areABlindSpot_andNeverClean() throws Exception {
    byte[] packed =
        ApkBuilder.apk("com.example.gone")
            .permission("android.permission.READ_SMS")
            .activity("com.example.gone.Main", _ -> {})
            .service("com.example.gone.Collect", _ -> {})
            .build();

    ScanReport report = judge(facts(packed));

    assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(report.blindSpots())
        .anySatisfy(spot -> {
          assertThat(spot.kind()).isEqualTo("missing-code");
          assertThat(spot.hidesCode()).isTrue();
        });
  }

  private static AppFacts facts(Sample sample) throws Exception {
    return facts(sample.apk());
  }

  private static AppFacts facts(byte[] apk) throws Exception {
    try (ApkBytes bytes = ApkBytes.of(apk)) {
      UnpackedApk app = ApkUnpacker.unpack(bytes, Limits.DEFAULT);
      DexCode code = DexCode.open(bytes, app.dexEntries(), Limits.DEFAULT);
      return AppAnalyzer.analyze(app, code, ModelLoader.bundled(), Budget.DEFAULT);
    }
  }

  private static ScanReport judge(AppFacts facts) {
    Rules.Edition edition = Rules.bundled();
    return Judge.judge(facts, edition.rules(), edition.policy());
  }
}
