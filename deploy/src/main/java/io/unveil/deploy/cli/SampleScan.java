package io.unveil.deploy.cli;

import io.unveil.unpacker.LimitHit;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
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
          new SampleResult.Failed(name, null, "unpack", reason, null, null, new LinkedHashMap<>());
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

  private static SampleResult failed(
      String name, Path path, String reason, @Nullable LimitHit limit, StageClock clock) {
    return new SampleResult.Failed(
        name, sha256(path), clock.stage(), reason, limit, null, clock.finish());
  }

  private static @Nullable String sha256(Path path) {
    try (InputStream in = Files.newInputStream(path)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException _) {
      return null;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
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
