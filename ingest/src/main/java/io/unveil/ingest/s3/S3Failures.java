package io.unveil.ingest.s3;

import io.unveil.ingest.s3.ObjectStoreException.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What the client library throws becomes one line with the place and what to do. */
final class S3Failures {
  /** Amazon's buckets are never full; MinIO, Ceph and others have these words. */
  private static final Set<String> FULL =
      Set.of(
          "QuotaExceeded",
          "XMinioStorageFull",
          "XMinioAdminBucketQuotaExceeded",
          "InsufficientStorage",
          "InsufficientCapacity",
          "ServiceQuotaExceeded");

  /** Refusals that say that bytes were lost on the way, or that it was asked too often. */
  private static final Set<String> PASSING =
      Set.of(
          "BadDigest",
          "IncompleteBody",
          "XAmzContentChecksumMismatch",
          "XAmzContentSHA256Mismatch",
          "RequestTimeout",
          "RequestTimeTooSkewed",
          "OperationAborted",
          "ConditionalRequestConflict",
          "SlowDown",
          "TooManyRequests");

  private static final int MAX_REASON = 300;

  private final String endpoint;

  /** {@code endpoint} is named in messages. */
  S3Failures(String endpoint) {
    this.endpoint = endpoint;
  }

  /**
   * {@return what to throw}
   *
   * @param what such as {@code read s3://bucket/key}
   */
  IOException of(String what, SdkException e) {
    if (e instanceof AbortedException || Thread.currentThread().isInterrupted()) {
      // The library clears the flag when it gives up.
      Thread.currentThread().interrupt();
      return new InterruptedIOException("interrupted: cannot " + what);
    }
    Kind kind = kind(e);
    return new ObjectStoreException(
        kind, "S3 at %s: cannot %s (%s); %s".formatted(endpoint, what, reason(e), advice(kind)), e);
  }

  /** {@return the same for a body that broke off} */
  ObjectStoreException brokenOff(String what, String reason) {
    return new ObjectStoreException(
        Kind.UNAVAILABLE,
        "S3 at %s: cannot %s (%s); %s".formatted(endpoint, what, reason, advice(Kind.UNAVAILABLE)));
  }

  /** {@return the service's own word for a refusal, or an empty text} */
  static String code(SdkException e) {
    if (e instanceof S3Exception answered) {
      AwsErrorDetails details = answered.awsErrorDetails();
      String code = details == null ? null : details.errorCode();
      return code == null ? "" : code;
    }
    return "";
  }

  private static Kind kind(SdkException e) {
    if (!(e instanceof S3Exception answered)) {
      return String.valueOf(e.getMessage()).contains("load credentials")
              || String.valueOf(e.getMessage()).contains("load region")
          ? Kind.REFUSED
          : Kind.UNAVAILABLE;
    }
    String code = code(e);
    if (answered.statusCode() == 507 || FULL.contains(code)) {
      return Kind.FULL;
    }
    return answered.statusCode() >= 500 || answered.statusCode() == 429 || PASSING.contains(code)
        ? Kind.UNAVAILABLE
        : Kind.REFUSED;
  }

  private static String reason(SdkException e) {
    if (e instanceof S3Exception answered) {
      String code = code(e);
      return "status " + answered.statusCode() + (code.isEmpty() ? "" : " " + code);
    }
    Throwable root = e;
    for (int depth = 0; root.getCause() != null && depth < 16; depth++) {
      root = root.getCause();
    }
    String words = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    String line = words.replaceAll("\\s+", " ");
    return line.length() > MAX_REASON ? line.substring(0, MAX_REASON) + "…" : line;
  }

  private static String advice(Kind kind) {
    return switch (kind) {
      case FULL -> "free space or raise the quota of the bucket";
      case UNAVAILABLE -> "check that the service runs and is reached";
      case REFUSED -> "check bucket, region, credentials and their rights";
    };
  }
}
