package io.unveil.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.analyzer.facts.AppFacts;
import io.unveil.analyzer.flow.Budget;
import io.unveil.analyzer.judge.Judge;
import io.unveil.analyzer.judge.Rules;
import io.unveil.analyzer.model.ModelLoader;
import io.unveil.analyzer.report.ScanReport;
import io.unveil.fixtures.Samples;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ApkUnpacker;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.UnpackedApk;
import io.unveil.unpacker.dex.DexCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small limits lose something; what they lose is said. */
class LimitsSweepTest {
  private static final int RUNS = 30;
  private static final int LARGEST_EXPONENT = 18;

  /** Bound only how much is told of deviations, which are counted. */
  private static final List<String> TELLING =
      List.of("max-anomalies", "ratio-alarm", "ratio-alarm-from-bytes");

  private static final long SEED = Long.getLong("test.seed", 20_261_123L);

  @ParameterizedTest
  @ValueSource(strings = {"hidden-icon-sms-spy", "tampered-archive", "honest-notes"})
  void resultUnderSmallLimits_isCompleteOnlyWhenNothingIsMissing(String sample) throws Exception {
    byte[] apk = Samples.named(sample).apk();
    ScanReport whole = scan(apk, Limits.DEFAULT);
    Random random = new Random(SEED + sample.hashCode());
    int hits = 0;
    for (int run = 0; run < RUNS; run++) {
      Limits limits = small(random);
      String rerun = "%s: -Dtest.seed=%d, run %d, %s".formatted(sample, SEED, run, limits);
      ScanReport report;
      try {
        report = scan(apk, limits);
      } catch (MalformedApkException e) {
        hits++;
        assertThat(e.limit()).as(rerun).isNotNull();
        continue;
      }
      if (report.completeness().complete()) {
        assertThat(report.completeness().limits()).as(rerun).isEmpty();
        assertThat(said(report)).as(rerun).isEqualTo(said(whole));
      } else {
        hits++;
        assertThat(report.completeness().reasons()).as(rerun).isNotEmpty();
      }
    }
    assertThat(hits).as("runs of %s that hit a limit", sample).isGreaterThan(RUNS / 10);
  }

  private static Limits small(Random random) {
    List<String> names = new ArrayList<>(Limits.DEFAULT.byName().keySet());
    names.removeAll(TELLING);
    Limits limits = Limits.DEFAULT;
    for (int changes = 1 + random.nextInt(2); changes > 0; changes--) {
      String name = names.get(random.nextInt(names.size()));
      limits = limits.with(name, random.nextLong(1L << random.nextInt(1, LARGEST_EXPONENT)));
    }
    return limits;
  }

  private static List<Object> said(ScanReport report) {
    return List.of(
        report.verdict(),
        report.findings(),
        report.permissions(),
        String.valueOf(report.label()),
        report.coverage(),
        report.blindSpots(),
        report.signing());
  }

  private static ScanReport scan(byte[] apk, Limits limits) throws MalformedApkException {
    try (ApkBytes bytes = ApkBytes.of(apk)) {
      UnpackedApk app = ApkUnpacker.unpack(bytes, limits);
      DexCode code = DexCode.open(bytes, app.dexEntries(), limits);
      AppFacts facts = AppAnalyzer.analyze(app, code, ModelLoader.bundled(), Budget.DEFAULT);
      Rules.Edition edition = Rules.bundled();
      ScanReport report = Judge.judge(facts, edition.rules(), edition.policy());
      assertThat(report.completeness().limits()).containsAll(app.limits());
      assertThat(report.completeness().limits()).containsAll(code.limits());
      return report;
    }
  }
}
