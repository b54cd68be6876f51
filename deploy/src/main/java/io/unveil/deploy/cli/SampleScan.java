package io.unveil.deploy.cli;

import io.unveil.deploy.sandbox.FileHash;
import io.unveil.deploy.sandbox.WorkerFailedException;
import io.unveil.deploy.text.Printable;
import io.unveil.unpacker.LimitHit;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One input to one result, whatever happens: the outer catch of a scan. */
final class SampleScan {
  private final Supplier<Scanner> scanner;
  private final Limits limits;

  SampleScan(Supplier<Scanner> scanner, Limits limits) {
    this.scanner = scanner;
    this.limits = limits;
  }

  SampleResult of(Input input) {
    return switch (input) {
      case Input.Unreadable(String name, String reason) ->
          new SampleResult.Failed(name, null, "unpack", reason, null, null, RunNotes.NONE);
      case Input.Sample(String name, Path path) -> scan(name, path);
    };
  }

  private SampleResult scan(String name, Path path) {
    StageClock clock = new StageClock();
    try {
      if (Files.size(path) == 0) {
        return failed(name, path, "the file is empty; fetch it again", null, clock);
      }
      Scanner ready = scanner.get();
      clock.restart();
      return new SampleResult.Reported(name, ready.scan(path, limits, clock), clock.finish());
    } catch (MalformedApkException e) {
      return failed(name, path, notAnApk(path, e), e.limit(), clock);
    } catch (IOException e) {
      return failed(name, path, Failures.reading(e), null, clock);
    } catch (WorkerFailedException e) {
      return lost(name, path, e, clock);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return failed(name, path, "the run was ended before it was read", null, clock);
    } catch (RuntimeException
        | StackOverflowError
        | OutOfMemoryError
        | LinkageError
        | AssertionError e) {
      // A defect of ours, or memory: the other samples go on, the run ends with INTERNAL.
      String reason = Failures.crash(e) + "; a defect of Unveil, rerun with --debug for details";
      return new SampleResult.Failed(
          name, sha256(path), clock.stage(), reason, null, e, clock.finish());
    }
  }

  /** A limit of the worker is the sample's doing; everything else is a defect of ours. */
  private static SampleResult lost(
      String name, Path path, WorkerFailedException e, StageClock clock) {
    String limit = e.kind().limit();
    String reason = Printable.of(e.reason());
    return limit == null
        ? new SampleResult.Failed(
            name,
            sha256(path),
            clock.stage(),
            reason + "; a defect of Unveil, rerun with --debug for details",
            null,
            e,
            clock.finish())
        : failed(name, path, "not analysed: " + reason, new LimitHit(limit, e.bound(), ""), clock);
  }

  private static SampleResult failed(
      String name, Path path, String reason, @Nullable LimitHit limit, StageClock clock) {
    return new SampleResult.Failed(
        name, sha256(path), clock.stage(), reason, limit, null, clock.finish());
  }

  private static @Nullable String sha256(Path path) {
    try {
      return FileHash.sha256(path);
    } catch (IOException _) {
      return null;
    }
  }

  private static String notAnApk(Path path, MalformedApkException e) {
    LimitHit limit = e.limit();
    if (limit != null) {
      return "not read: " + e.getMessage() + "; " + LimitText.remedy(limit.limit());
    }
    String looksLike = Signature.of(path);
    String hint = looksLike == null ? "check that it is an APK" : "it looks like " + looksLike;
    return "not a readable APK: " + e.getMessage() + "; " + hint;
  }
}
