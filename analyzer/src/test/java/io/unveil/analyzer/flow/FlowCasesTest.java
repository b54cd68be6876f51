package io.unveil.analyzer.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.analyzer.AppAnalyzer;
import io.unveil.analyzer.facts.AppFacts;
import io.unveil.analyzer.facts.FlowFact;
import io.unveil.analyzer.model.ModelLoader;
import io.unveil.fixtures.FlowCases;
import io.unveil.fixtures.Sample;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ApkUnpacker;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.RuntimeResources;
import io.unveil.unpacker.UnpackedApk;
import io.unveil.unpacker.dex.DexCode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each feature of the language and of Android, both signs: the flow is found, the nearest harmless
 * program is not.
 */
class FlowCasesTest {
  /**
   * What the engine does not model yet; {@code docs/known-limits.md} lists them. A case that starts
   * to work leaves.
   */
  private static final Set<String> KNOWN_LIMITS = Set.of();

  static List<Sample> cases() {
    return FlowCases.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void flowsAreFoundExactlyWhereTheSourceSaysSo(Sample sample) throws Exception {
    AppFacts facts = analyze(sample);
    TreeSet<Integer> codes = new TreeSet<>();
    for (FlowFact flow : facts.flows()) {
      codes.add(code(flow));
    }
    Set<Integer> expected =
        KNOWN_LIMITS.contains(sample.name()) ? Set.of() : sample.expectedCodes();
    assertThat(codes).as("flows %s", facts.flows()).isEqualTo(new TreeSet<>(expected));
    assertThat(facts.flows()).allSatisfy(f -> assertThat(f.confirmed()).isEqualTo("confirmed"));
  }

  static AppFacts analyze(Sample sample) throws Exception {
    try (ApkBytes bytes = ApkBytes.of(sample.apk())) {
      UnpackedApk app = ApkUnpacker.unpack(bytes, Limits.DEFAULT);
      DexCode code = DexCode.open(bytes, app.dexEntries(), Limits.DEFAULT);
      return AppAnalyzer.analyze(
          app,
          code,
          RuntimeResources.of(bytes, app, Limits.DEFAULT),
          ModelLoader.bundled(),
          Budget.DEFAULT);
    }
  }

  static int code(FlowFact flow) {
    boolean network = flow.sinkKind().equals("network");
    return switch (flow.sourceKind()) {
      case "sms-store" -> network ? 201 : 203;
      case "sms-incoming" -> network ? 202 : 203;
      case "call-log" -> 301;
      case "location" -> network ? 401 : 403;
      case "contacts" -> 501;
      default -> 0;
    };
  }
}
