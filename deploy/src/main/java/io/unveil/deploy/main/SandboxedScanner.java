package io.unveil.deploy.main;

import io.unveil.analyzer.judge.Judge;
import io.unveil.analyzer.judge.Rules;
import io.unveil.analyzer.report.ScanReport;
import io.unveil.deploy.cli.SandboxOpener;
import io.unveil.deploy.cli.Scanner;
import io.unveil.deploy.cli.StageClock;
import io.unveil.deploy.sandbox.FileHash;
import io.unveil.deploy.sandbox.SandboxedWork;
import io.unveil.deploy.sandbox.WorkerFailedException;
import io.unveil.deploy.sandbox.WorkerLaunch;
import io.unveil.deploy.sandbox.WorkerSettings;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Hashing and judging in this process; what reads the sample's structure runs in sandboxed workers.
 */
final class SandboxedScanner implements Scanner {
  /**
   * Bytes of samples that are worth one more worker where there is one processor. A worker costs
   * two seconds of processor time, most of it for compiling what the first has compiled already; it
   * reads 30 MiB a second; and where many processors idle, its start holds nobody up.
   */
  private static final long WORTH_A_WORKER = 256L << 20;

  private final SandboxedWork work;

  private SandboxedScanner(SandboxedWork work) {
    this.work = work;
  }

  /** Opens one, and starts the first worker beside other work. */
  static SandboxOpener.Opened open(List<Path> roots, Limits limits, long bytes, int most) {
    SandboxedWork work =
        new SandboxedWork(
            new WorkerSettings(
                WorkerLaunch.ofThisProcess(), roots, limits, WorkerSettings.Bounds.DEFAULT),
            soon(bytes, most, Runtime.getRuntime().availableProcessors()),
            most);
    work.warmUp();
    SandboxedScanner scanner = new SandboxedScanner(work);
    return new SandboxOpener.Opened(() -> scanner, work::close);
  }

  /** {@return workers that are started without a job having waited for one} */
  static int soon(long bytes, int most, int processors) {
    return Math.toIntExact(Math.min(most, 1 + bytes / (WORTH_A_WORKER / processors)));
  }

  @Override
  public ScanReport scan(Path file, Limits limits, StageClock clock)
      throws IOException, MalformedApkException, WorkerFailedException, InterruptedException {
    String sha256 = FileHash.sha256(file);
    try {
      SandboxedWork.Analyzed analyzed = attempt(file, sha256, clock);
      clock.enter("judge");
      Rules.Edition edition = Edition.BUNDLED;
      return Judge.judge(analyzed.facts(), edition.rules(), edition.policy());
    } finally {
      clock.sandboxed(work.layers(), work.missing());
    }
  }

  /** Once more in a fresh worker: what failed may be the work of the sample before. */
  private SandboxedWork.Analyzed attempt(Path file, String sha256, StageClock clock)
      throws IOException, MalformedApkException, WorkerFailedException, InterruptedException {
    try {
      return work.scan(file, sha256, false, clock::enter);
    } catch (WorkerFailedException e) {
      if (e.kind() == WorkerFailedException.Kind.DEADLINE) {
        throw e;
      }
      return work.scan(file, sha256, true, clock::enter);
    }
  }

  /** Loading this class loads the rules, while the first worker starts. */
  private static final class Edition {
    static final Rules.Edition BUNDLED = Rules.bundled();
  }
}
