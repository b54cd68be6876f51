package io.unveil.ingest.s3;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The objects below one prefix of one bucket, by the rest of their keys. Every call ends within a
 * time that grows with the bytes, after four tries. Safe for many threads.
 */
public final class S3Objects implements AutoCloseable {
  /** What S3 takes in one request, and so the largest object here: 5 GiB. */
  public static final long MAX_BYTES = 5L << 30;

  private static final int PAGE = 1_000;
  private static final int CONFLICTS = 5;
  private static final Duration ANSWER = Duration.ofSeconds(30);

  /** Slower than this, in bytes per second, is given up. */
  private static final long SLOWEST = 64 << 10;

  private final S3Client client;
  private final S3Location location;
  private final S3Failures failures;

  /** False once the service has said that it does not know conditional writes. */
  private volatile boolean conditional = true;

  private S3Objects(S3Client client, S3Location location, S3Failures failures) {
    this.client = client;
    this.location = location;
    this.failures = failures;
  }

  /**
   * One object.
   *
   * @param name its key without the prefix
   * @param sizeInBytes its size
   * @param modified when it was written, to the second
   * @param etag the service's mark of this content
   * @param sha256 what the service says of its SHA-256, lower-case hex, or null
   */
  public record Found(
      String name, long sizeInBytes, Instant modified, String etag, @Nullable String sha256) {}

  /**
   * Opens the place; the service need not be there yet.
   *
   * @throws IllegalArgumentException when no region is given and none is found
   */
  public static S3Objects open(S3Settings settings, S3Location location) {
    try {
      String endpoint = settings.endpoint() == null ? "AWS" : settings.endpoint().toString();
      return new S3Objects(S3Clients.open(settings), location, new S3Failures(endpoint));
    } catch (SdkException e) {
      throw new IllegalArgumentException("cannot use S3: " + e.getMessage(), e);
    }
  }

  /** {@return the place} */
  public S3Location location() {
    return location;
  }

  /** {@return the object, or empty when there is none} */
  public Optional<Found> find(String name) throws IOException {
    try {
      HeadObjectResponse head =
          client.headObject(request ->
              request
                  .bucket(location.bucket())
                  .key(key(name))
                  .checksumMode(ChecksumMode.ENABLED)
                  .overrideConfiguration(within(ANSWER)));
      return Optional.of(
          new Found(
              name,
              head.contentLength(),
              head.lastModified().truncatedTo(ChronoUnit.SECONDS),
              head.eTag(),
              hex(head.checksumSHA256())));
    } catch (NoSuchKeyException _) {
      return Optional.empty();
    } catch (SdkException e) {
      throw failures.of("look for " + where(name), e);
    }
  }

  /**
   * Writes an object from a file unless there is one, and returns when the service has confirmed
   * every byte, or when they were read back and compared. Where the service does not know
   * conditional writes, two writers may both be told that they were the first.
   *
   * @param sha256 of the file, lower-case hex
   * @return false when there was one
   */
  public boolean add(String name, Path file, long size, String sha256) throws IOException {
    for (int attempt = 1; ; attempt++) {
      boolean guarded = conditional;
      try {
        PutObjectRequest request =
            put(name, size, sha256).ifNoneMatch(guarded ? "*" : null).build();
        PutObjectResponse response = client.putObject(request, RequestBody.fromFile(file));
        confirm(name, sha256, response.checksumSHA256());
        return true;
      } catch (S3Exception e) {
        if (guarded && e.statusCode() == 412) {
          return false;
        } else if (guarded && e.statusCode() == 501) {
          conditional = false;
        } else if (e.statusCode() != 409 || attempt == CONFLICTS) {
          throw failures.of("write " + where(name), e);
        }
      } catch (SdkException e) {
        throw failures.of("write " + where(name), e);
      }
    }
  }

  /** Writes an object, whatever there was, with the same confirmation. */
  public void replace(String name, byte[] bytes) throws IOException {
    String sha256 = HexFormat.of().formatHex(sha256().digest(bytes));
    try {
      PutObjectResponse response =
          client.putObject(put(name, bytes.length, sha256).build(), RequestBody.fromBytes(bytes));
      confirm(name, sha256, response.checksumSHA256());
    } catch (SdkException e) {
      throw failures.of("write " + where(name), e);
    }
  }

  /**
   * {@return the bytes of an object, to be closed, or empty when there is none} Its reads throw
   * when the bytes break off, come too slowly, or are not as many as were announced.
   */
  public Optional<S3Body> read(String name) throws IOException {
    return read(name, null);
  }

  /**
   * The same for one content of an object.
   *
   * @param etag of the content, or null for any; another content counts as no object
   */
  public Optional<S3Body> read(String name, @Nullable String etag) throws IOException {
    String what = "read " + where(name);
    try {
      ResponseInputStream<GetObjectResponse> in =
          client.getObject(
              GetObjectRequest.builder()
                  .bucket(location.bucket())
                  .key(key(name))
                  .ifMatch(etag)
                  .overrideConfiguration(within(ANSWER))
                  .build());
      long size = in.response().contentLength();
      return Optional.of(new S3Body(in, size, budget(size), failures, what));
    } catch (NoSuchKeyException _) {
      return Optional.empty();
    } catch (SdkException e) {
      if (e instanceof S3Exception answered && answered.statusCode() == 412) {
        return Optional.empty();
      }
      throw failures.of(what, e);
    }
  }

  /**
   * Visits the objects whose names begin with {@code below}, in the order of their keys. Their
   * SHA-256 is not told.
   */
  public void forEach(String below, Consumer<Found> visitor) throws IOException {
    ListObjectsV2Request request =
        ListObjectsV2Request.builder()
            .bucket(location.bucket())
            .prefix(key(below))
            .maxKeys(PAGE)
            .overrideConfiguration(within(ANSWER))
            .build();
    @Nullable String next = null;
    do {
      ListObjectsV2Response page;
      try {
        page = client.listObjectsV2(request.toBuilder().continuationToken(next).build());
      } catch (SdkException e) {
        throw failures.of("list " + where(below), e);
      }
      for (S3Object object : page.contents()) {
        if (object.key().startsWith(location.prefix())) {
          visitor.accept(
              new Found(
                  object.key().substring(location.prefix().length()),
                  object.size(),
                  object.lastModified().truncatedTo(ChronoUnit.SECONDS),
                  object.eTag(),
                  null));
        }
      }
      next = Boolean.TRUE.equals(page.isTruncated()) ? page.nextContinuationToken() : null;
    } while (next != null);
  }

  /** Removes an object, if there is one. */
  public void delete(String name) throws IOException {
    try {
      client.deleteObject(request ->
          request.bucket(location.bucket()).key(key(name)).overrideConfiguration(within(ANSWER)));
    } catch (SdkException e) {
      throw failures.of("delete " + where(name), e);
    }
  }

  @Override
  public void close() {
    client.close();
  }

  private PutObjectRequest.Builder put(String name, long size, String sha256) {
    return PutObjectRequest.builder()
        .bucket(location.bucket())
        .key(key(name))
        .contentLength(size)
        .contentType("application/octet-stream")
        .checksumSHA256(Base64.getEncoder().encodeToString(HexFormat.of().parseHex(sha256)))
        .overrideConfiguration(within(budget(size)));
  }

  /** A service that tells the SHA-256 has compared it; from others the bytes are read again. */
  private void confirm(String name, String sha256, @Nullable String told) throws IOException {
    if (sha256.equals(hex(told))) {
      return;
    }
    String found = told == null ? readBack(name) : hex(told);
    if (!sha256.equals(found)) {
      // It is ours, written this moment; left there it would be taken for the real one.
      delete(name);
      throw failures.brokenOff("write " + where(name), "it has other bytes than were sent");
    }
  }

  private String readBack(String name) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream in =
        read(name)
            .orElseThrow(
                () -> failures.brokenOff("write " + where(name), "it is gone after writing"))) {
      byte[] buffer = new byte[64 << 10];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private String key(String name) {
    return location.prefix() + name;
  }

  private String where(String name) {
    return "s3://" + location.bucket() + "/" + key(name);
  }

  private static Duration budget(long bytes) {
    return ANSWER.plusSeconds(bytes / SLOWEST);
  }

  private static AwsRequestOverrideConfiguration within(Duration time) {
    return AwsRequestOverrideConfiguration.builder().apiCallTimeout(time).build();
  }

  /** Composite checksums of uploads in parts are not of the whole object and end with a number. */
  private static @Nullable String hex(@Nullable String base64) {
    if (base64 == null || base64.contains("-")) {
      return null;
    }
    try {
      return HexFormat.of().formatHex(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
