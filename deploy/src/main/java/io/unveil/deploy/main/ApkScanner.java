package io.unveil.deploy.main;

import io.unveil.analyzer.AppAnalyzer;
import io.unveil.analyzer.facts.AppFacts;
import io.unveil.analyzer.flow.Budget;
import io.unveil.analyzer.judge.Judge;
import io.unveil.analyzer.judge.Rules;
import io.unveil.analyzer.model.ModelLoader;
import io.unveil.analyzer.model.Models;
import io.unveil.analyzer.report.ScanReport;
import io.unveil.deploy.cli.Scanner;
import io.unveil.deploy.cli.StageClock;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ApkUnpacker;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.RuntimeResources;
import io.unveil.unpacker.UnpackedApk;
import io.unveil.unpacker.dex.DexCode;
import java.io.IOException;
import java.nio.file.Path;

/** The stages in this process, with the bundled models and rules: unpack, analyze, judge. */
final class ApkScanner implements Scanner {
  /** As many samples at once as there are processors share the heap. */
  private final long heapBytes =
      Runtime.getRuntime().maxMemory() / Runtime.getRuntime().availableProcessors();

  private final Budget budget = Budget.DEFAULT;
  private final Models models = ModelLoader.bundled();
  private final Rules.Edition edition = Rules.bundled();

  @Override
  public ScanReport scan(Path file, Limits given, StageClock clock)
      throws IOException, MalformedApkException {
    Limits limits = given.forHeap(heapBytes);
    try (ApkBytes bytes = ApkBytes.map(file, limits)) {
      clock.enter("unpack");
      UnpackedApk app = ApkUnpacker.unpack(bytes, limits);
      clock.enter("analyze");
      DexCode code = DexCode.open(bytes, app.dexEntries(), limits);
      RuntimeResources resources = RuntimeResources.of(bytes, app, limits);
      AppFacts facts = AppAnalyzer.analyze(app, code, resources, models, budget);
      clock.enter("judge");
      return Judge.judge(facts, edition.rules(), edition.policy());
    }
  }
}
