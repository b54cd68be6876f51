package io.unveil.analyzer.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.analyzer.AppAnalyzer;
import io.unveil.analyzer.facts.AppFacts;
import io.unveil.analyzer.model.ModelLoader;
import io.unveil.fixtures.FlowCases;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ApkUnpacker;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.UnpackedApk;
import io.unveil.unpacker.dex.DexCode;
import org.junit.jupiter.api.Test;

class BudgetTest {
  @Test
  void workBudgetUsedUp_saysThatTheResultIsIncomplete() throws Exception {
    AppFacts facts = analyze(new Budget(20, 100_000, 64, 96, 500, 6, 30));

    assertThat(facts.flows()).isEmpty();
    assertThat(facts.coverage().incomplete())
        .anyMatch(line -> line.startsWith("data flow stopped at its budget of 20 work units"));
  }

  @Test
  void clockThatRunsOut_stopsTheWorkAndIsSaid() {
    WorkMeter meter = new WorkMeter(new Budget(20_000_000, 100_000, 64, 96, 500, 6, 0));

    assertThat(meter.spend(1)).isTrue();
    assertThat(meter.outOfTime()).isFalse();
    assertThat(meter.spend(1 << 20)).isFalse();
    assertThat(meter.outOfTime()).isTrue();
    assertThat(meter.spend(1)).isFalse();
  }

  @Test
  void partWithABoundOfItsOwn_endsAndThePartAroundGoesOn() {
    WorkMeter meter = new WorkMeter(Budget.DEFAULT);

    long whole = meter.beginPart(100);
    long outer = meter.beginPart(10);
    assertThat(meter.spend(10)).isTrue();
    assertThat(meter.spend(1)).isFalse();
    assertThat(meter.ended()).isEqualTo("too-much-work");
    meter.endPart(outer);

    assertThat(meter.spend(100)).as("work of the part within is not counted").isTrue();
    assertThat(meter.spend(1)).isFalse();
    meter.endPart(whole);
    assertThat(meter.spend(1)).isTrue();
    assertThat(meter.units()).isEqualTo(113);
  }

  @Test
  void methodsLongerThanTheBound_areNamed() throws Exception {
    AppFacts facts = analyze(new Budget(20_000_000, 2, 64, 96, 500, 6, 30));

    assertThat(facts.coverage().failures()).containsKey("method-too-long");
    assertThat(facts.coverage().incomplete()).anyMatch(line -> line.contains("method-too-long"));
  }

  @Test
  void callDepthBound_isCounted() throws Exception {
    AppFacts facts = analyze(new Budget(20_000_000, 100_000, 64, 1, 500, 6, 30));

    assertThat(facts.coverage().failures()).containsKey("call-depth");
  }

  @Test
  void noLiftBudget_leavesFlowsUnchecked() throws Exception {
    AppFacts facts = analyze(new Budget(20_000_000, 100_000, 64, 96, 0, 6, 30));

    assertThat(facts.flows())
        .isNotEmpty()
        .allMatch(f -> f.confirmed().equals("not-checked(lift-budget)"));
  }

  private static AppFacts analyze(Budget budget) throws Exception {
    try (ApkBytes bytes = ApkBytes.of(FlowCases.named("RecursionLeak").apk())) {
      UnpackedApk app = ApkUnpacker.unpack(bytes, Limits.DEFAULT);
      DexCode code = DexCode.open(bytes, app.dexEntries(), Limits.DEFAULT);
      return AppAnalyzer.analyze(app, code, ModelLoader.bundled(), budget);
    }
  }
}
