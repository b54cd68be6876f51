package io.unveil.benchmarks.droidbench;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.analyzer.model.Models;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CommittedDataTest {
  private static final Path DATA =
      Path.of(System.getProperty("unveil.root", "..")).resolve("benchmarks/droidbench");

  @Test
  void models_nameOnlyMethodsOfThePlatform() throws Exception {
    Models models = EngineFlows.models(DATA.resolve("models.json"));

    assertThat(models.startingPoints()).containsKeys("getDeviceId", "sendTextMessage");
    assertThat(models.startingPoints().values())
        .allSatisfy(owners ->
            assertThat(owners).allMatch(o -> o.startsWith("Landroid/") || o.startsWith("Ljava/")));
  }

  @Test
  void reasonsAndTheFlowsOfTheOtherEngine_canBeRead() throws Exception {
    Reasons.read(DATA.resolve("reasons.tsv"));
    assertThat(FlowLines.read(DATA.resolve("flowdroid.jsonl"))).hasSizeGreaterThan(100);
  }
}
