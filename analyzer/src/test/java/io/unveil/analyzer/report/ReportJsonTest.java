package io.unveil.analyzer.report;

import static io.unveil.analyzer.facts.AppFactsBuilder.facts;
import static io.unveil.analyzer.facts.FlowBuilder.flow;
import static io.unveil.analyzer.facts.ManifestBuilder.launcherFilterWithData;
import static io.unveil.analyzer.facts.ManifestBuilder.manifest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unveil.analyzer.facts.AppFacts;
import io.unveil.analyzer.facts.AppFactsBuilder;
import io.unveil.analyzer.judge.Golden;
import io.unveil.analyzer.judge.Judge;
import io.unveil.analyzer.judge.Rules;
import io.unveil.analyzer.model.BadDataException;
import io.unveil.unpacker.anomaly.Anomaly;
import io.unveil.unpacker.manifest.ApiBoolean;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReportJsonTest {
  private static final String GOLDEN = "analyzer/src/test/resources/io/unveil/analyzer/report/";

  private static AppFacts sample() {
    return facts(
            manifest()
                .minSdk(27)
                .permission("READ_SMS", "INTERNET", "RECEIVE_BOOT_COMPLETED")
                .launcher("Main")
                .alias("Icon", "Main", false)
                .activity(
                    "Link",
                    ApiBoolean.TRUE,
                    launcherFilterWithData(Map.of("scheme", "https", "host", "example.org"))))
        .flow(flow("sms-store", "network").build())
        .disables("Setup;->hide()V", "Main")
        .anomaly(Anomaly.ENCRYPTED_BIT)
        .blindSpot("native-code", false)
        .build();
  }

  private static ScanReport report() {
    Rules.Edition edition = Rules.bundled();
    return Judge.judge(sample(), edition.rules(), edition.policy());
  }

  private static ScanReport labelled(String label) {
    ScanReport failed = Judge.failed(AppFactsBuilder.SHA256, 1, "unpack", label);
    assertThat(failed.reasons().getFirst()).endsWith(label);
    return failed;
  }

  @Test
  void report_isTheGoldenFile() {
    Golden.check(GOLDEN + "report.json", ReportJson.indented(report()) + "\n");
  }

  @Test
  void facts_areTheGoldenFile() {
    Golden.check(GOLDEN + "facts.json", ReportJson.indented(sample()) + "\n");
  }

  @Test
  void failedReport_isTheGoldenFile() {
    ScanReport failed =
        Judge.failed(AppFactsBuilder.SHA256, 7, "unpack", "no end record (offset 7)");

    Golden.check(GOLDEN + "failed.json", ReportJson.indented(failed) + "\n");
  }

  @Test
  void writtenReport_readsBackEqual() throws BadDataException {
    assertThat(ReportJson.readReport(ReportJson.write(report()))).isEqualTo(report());
    assertThat(ReportJson.readReport(ReportJson.indented(report()))).isEqualTo(report());
  }

  @Test
  void writtenFacts_readBackEqual() throws BadDataException {
    assertThat(ReportJson.readFacts(ReportJson.write(sample()))).isEqualTo(sample());
    assertThat(ReportJson.readFacts(ReportJson.indented(sample()))).isEqualTo(sample());
  }

  @Test
  void tree_writesTheSameAsTheReport() {
    assertThat(ReportJson.write(ReportJson.tree(report()))).isEqualTo(ReportJson.write(report()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bell\u0007",
        "escape\u001b[31m",
        "delete\u007f",
        "c1\u009b",
        "bidi\u202e",
        "line\u2028",
        "zero\u200b",
        "tag\ufeff",
        "lone\ud83d",
        "lone\ude00",
        "quote\"\\"
      })
  void dangerousCharacter_isEscapedAndSurvives(String text) throws BadDataException {
    String json = ReportJson.write(labelled(text));

    assertThat(json.codePoints()).as(json).allMatch(c -> c >= ' ' && c < 0x7f);
    assertThat(ReportJson.readReport(json)).isEqualTo(labelled(text));
    assertThat(ReportJson.bytes(labelled(text))).asString(StandardCharsets.UTF_8).isEqualTo(json);
    assertThat(new String(json.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
        .isEqualTo(json);
  }

  @ParameterizedTest
  @ValueSource(strings = {"größe", "密码", "smile\ud83d\ude00"})
  void ordinaryText_survives(String text) throws BadDataException {
    assertThat(ReportJson.bytes(labelled(text)))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(ReportJson.write(labelled(text)));
    assertThat(ReportJson.readReport(ReportJson.write(labelled(text)))).isEqualTo(labelled(text));
  }

  @Test
  void unknownField_isRefused() {
    String json = ReportJson.write(report()).replace("\"verdict\":", "\"verdit\":");

    assertThatThrownBy(() -> ReportJson.readReport(json))
        .isInstanceOf(BadDataException.class)
        .hasMessage("report#/verdit: unknown key \"verdit\" (did you mean \"verdict\"?)");
  }
}
