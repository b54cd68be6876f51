package io.unveil.deploy.pipeline;

import io.unveil.analyzer.AppAnalyzer;
import io.unveil.analyzer.facts.AppFacts;
import io.unveil.analyzer.facts.Generation;
import io.unveil.analyzer.flow.Budget;
import io.unveil.analyzer.judge.Judge;
import io.unveil.analyzer.judge.Rules;
import io.unveil.analyzer.model.ModelLoader;
import io.unveil.analyzer.model.Models;
import io.unveil.analyzer.report.ScanReport;
import io.unveil.ingest.stream.Priority;
import io.unveil.ingest.stream.Stage;
import io.unveil.ingest.stream.StageFailedException;
import io.unveil.ingest.stream.Submission;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ApkUnpacker;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.RuntimeResources;
import io.unveil.unpacker.UnpackedApk;
import io.unveil.unpacker.dex.DexCode;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The work of the stages on threads of this process, with the bundled models and rules. Nothing
 * here can be killed at a deadline: with {@code work.sandbox} only the judge is of these, and
 * {@link SandboxedStages} does the rest.
 */
final class InProcessStages implements WorkStages {
  private final Limits limits;
  private final Budget budget = Budget.DEFAULT;
  private final Models models = ModelLoader.bundled();
  private final Rules.Edition edition = Rules.bundled();

  /**
   * @param limits bounds for each sample; less when as many at once as there are processors would
   *     need more heap than there is
   */
  InProcessStages(Limits limits) {
    Runtime runtime = Runtime.getRuntime();
    this.limits = limits.forHeap(runtime.maxMemory() / runtime.availableProcessors());
  }

  /** {@return what results of these stages carry} */
  Generation generation() {
    return new Generation(AppAnalyzer.ENGINE_REVISION, Models.REVISION, edition.rules().revision());
  }

  /** Hashes again: a result must never be filed under a sample whose stored bytes are damaged. */
  UnpackedApk unpack(Path apk, Submission submission) throws IOException, MalformedApkException {
    try (ApkBytes bytes = ApkBytes.map(apk, limits)) {
      if (!bytes.sha256().equals(submission.sha256())) {
        // No IOException: that would be taken for a disk that may recover, and tried for ever.
        throw damaged(bytes.sha256());
      }
      return ApkUnpacker.unpack(bytes, limits);
    }
  }

  /**
   * {@return the failure of a sample whose stored bytes have changed}
   *
   * @param found SHA-256 of what is stored
   */
  static StageFailedException damaged(String found) {
    return new StageFailedException(
        "the stored file has SHA-256 %s: it is damaged; delete it from the store and submit the"
                .formatted(found)
            + " sample again",
        null,
        null);
  }

  @Override
  public Stage<Submission, UnpackedApk> unpacking(Priority priority) {
    return this::unpack;
  }

  @Override
  public Stage<UnpackedApk, AppFacts> analyzing(Priority priority) {
    return this::analyze;
  }

  AppFacts analyze(Path apk, UnpackedApk unpacked) throws IOException, MalformedApkException {
    try (ApkBytes bytes = ApkBytes.map(apk, limits)) {
      DexCode code = DexCode.open(bytes, unpacked.dexEntries(), limits);
      RuntimeResources resources = RuntimeResources.of(bytes, unpacked, limits);
      return AppAnalyzer.analyze(unpacked, code, resources, models, budget);
    }
  }

  ScanReport judge(AppFacts facts) {
    return Judge.judge(facts, edition.rules(), edition.policy());
  }
}
