package io.unveil.deploy.pipeline;

import io.unveil.analyzer.facts.AppFacts;
import io.unveil.deploy.config.Settings;
import io.unveil.deploy.http.PipelineStatus;
import io.unveil.deploy.sandbox.FileHash;
import io.unveil.deploy.sandbox.SandboxedWork;
import io.unveil.deploy.sandbox.WorkerFailedException;
import io.unveil.deploy.sandbox.WorkerLaunch;
import io.unveil.deploy.sandbox.WorkerSettings;
import io.unveil.ingest.stream.Priority;
import io.unveil.ingest.stream.Stage;
import io.unveil.ingest.stream.StageFailedException;
import io.unveil.ingest.stream.Submission;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.UnpackedApk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The work of the lanes in sandboxed workers. Bulk and interactive samples have workers of their
 * own, so that no bulk sample makes an interactive one wait. A second attempt gets a worker that
 * has seen no sample, beside those of first attempts, so that samples that end their workers make
 * no healthy one wait for more than their first attempt.
 */
final class SandboxedStages implements WorkStages, AutoCloseable {
  /** For starting a worker, and for what lies between two jobs. */
  private static final Duration BESIDE_A_JOB = Duration.ofMinutes(1);

  private final Map<Priority, SandboxedWork> work = new EnumMap<>(Priority.class);

  /**
   * Starts a worker for each priority beside other work.
   *
   * @param store folder of the samples; workers can read nothing else
   */
  SandboxedStages(Settings settings, Path store) {
    WorkerSettings given =
        new WorkerSettings(
            WorkerLaunch.ofThisProcess(),
            List.of(store),
            settings.limits(),
            WorkerSettings.Bounds.DEFAULT.withDeadline(settings.work().deadline()));
    for (Priority priority : Priority.values()) {
      work.put(priority, new SandboxedWork(given, settings.work().workers()));
    }
  }

  /**
   * {@return longest time of an attempt as a lane sees it, who also waits for workers: a backstop,
   * since workers are killed at the deadline of the settings}
   */
  static Duration laneDeadline(Settings.Work work) {
    int lanes = Math.max(work.unpackLanes() + work.analyzeLanes(), 2 * work.interactiveLanes());
    // Later attempts of all lanes wait for one worker.
    return work.deadline().plus(BESIDE_A_JOB).multipliedBy(1 + lanes);
  }

  @Override
  public Stage<Submission, UnpackedApk> unpacking(Priority priority) {
    SandboxedWork workers = workers(priority);
    return new Attempted<>() {
      @Override
      UnpackedApk attempt(Path apk, Submission submission, boolean fresh)
          throws IOException, MalformedApkException, WorkerFailedException, InterruptedException {
        String found = FileHash.sha256(apk);
        if (!found.equals(submission.sha256())) {
          throw InProcessStages.damaged(found);
        }
        return workers.unpack(apk, found, fresh);
      }
    };
  }

  @Override
  public Stage<UnpackedApk, AppFacts> analyzing(Priority priority) {
    SandboxedWork workers = workers(priority);
    return new Attempted<>() {
      @Override
      AppFacts attempt(Path apk, UnpackedApk unpacked, boolean fresh)
          throws IOException, MalformedApkException, WorkerFailedException, InterruptedException {
        return workers.analyze(apk, unpacked, fresh);
      }

      @Override
      public List<String> layers() {
        return workers.layers();
      }
    };
  }

  /** {@return what holds around workers; both pools start them alike, but one may have none yet} */
  PipelineStatus.Sandbox layers() {
    return work.values().stream()
        .filter(workers -> workers.started() > 0)
        .findFirst()
        .map(workers -> new PipelineStatus.Sandbox(workers.layers(), workers.missing()))
        .orElse(PipelineStatus.Sandbox.NONE);
  }

  private SandboxedWork workers(Priority priority) {
    return java.util.Objects.requireNonNull(work.get(priority));
  }

  @Override
  public void close() {
    work.values().forEach(SandboxedWork::close);
  }

  /** A stage that tells what became of its worker. */
  private abstract static class Attempted<I, O> implements Stage<I, O> {
    abstract O attempt(Path apk, I input, boolean fresh)
        throws IOException, MalformedApkException, WorkerFailedException, InterruptedException;

    @Override
    public O run(Path apk, I input)
        throws IOException, MalformedApkException, InterruptedException {
      return told(apk, input, false);
    }

    @Override
    public O again(Path apk, I input)
        throws IOException, MalformedApkException, InterruptedException {
      return told(apk, input, true);
    }

    private O told(Path apk, I input, boolean fresh)
        throws IOException, MalformedApkException, InterruptedException {
      try {
        return attempt(apk, input, fresh);
      } catch (WorkerFailedException e) {
        if (e.kind() == WorkerFailedException.Kind.START) {
          // Not the sample's doing: tried again later.
          throw new IOException(e.reason(), e);
        }
        throw new StageFailedException(e.reason(), e.kind().limit(), e.exit());
      }
    }
  }
}
