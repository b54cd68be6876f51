package io.unveil.ingest.s3;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * An S3 service on loopback, in this process and in memory, with signatures checked. It can be
 * stopped, started again with what it had, and made to spoil what passes through it.
 */
public final class S3Service implements AutoCloseable {
  /** The one bucket. */
  public static final String BUCKET = "samples";

  private static final String USER = "test-user";
  private static final String SECRET = "test-secret";

  private final TransientNio2BlobStore memory = new TransientNio2BlobStore();
  private final BlobStore objects;
  private final AtomicReference<UnaryOperator<InputStream>> uploads =
      new AtomicReference<>(UnaryOperator.identity());
  private final AtomicReference<UnaryOperator<InputStream>> downloads =
      new AtomicReference<>(UnaryOperator.identity());
  private S3Proxy proxy;
  private final int port;

  /** Starts with an empty bucket. */
  public S3Service() throws Exception {
    memory.createContainer(CreateBucketRequest.builder().bucket(BUCKET).build());
    objects = new Spoiling(memory);
    proxy = start(0);
    port = proxy.getPort();
  }

  private S3Proxy start(int on) throws Exception {
    S3Proxy started =
        S3Proxy.builder()
            .blobStore(objects)
            .endpoint(URI.create("http://127.0.0.1:" + on))
            .awsAuthentication(AuthenticationType.AWS_V4, USER, SECRET)
            .ignoreUnknownHeaders(true)
            .build();
    started.start();
    return started;
  }

  /** {@return where it listens} */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** {@return how to reach it, with a file of credentials in {@code folder}} */
  public S3Settings settings(Path folder) throws IOException {
    return settings(folder, SECRET);
  }

  /** The same with another secret. */
  public S3Settings settings(Path folder, String secret) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("credentials"),
            "[default]\naws_access_key_id = %s\naws_secret_access_key = %s\n"
                .formatted(USER, secret));
    return new S3Settings(endpoint(), "us-east-1", true, file);
  }

  /** Writes an object behind everyone's back. */
  public void write(String key, byte[] bytes) {
    memory.putBlob(
        PutObjectRequest.builder()
            .bucket(BUCKET)
            .key(key)
            .contentLength((long) bytes.length)
            .build(),
        new ByteArrayInputStream(bytes));
  }

  /** Ends it; connections are refused. */
  public void stop() {
    try {
      proxy.stop();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Starts it again with what it had. */
  public void restart() throws Exception {
    proxy = start(port);
  }

  /** What happens to the bytes of uploads that follow. */
  public void spoilUploads(UnaryOperator<InputStream> spoil) {
    uploads.set(spoil);
  }

  /** What happens to the bytes of downloads that follow. */
  public void spoilDownloads(UnaryOperator<InputStream> spoil) {
    downloads.set(spoil);
  }

  @Override
  public void close() {
    stop();
  }

  private final class Spoiling extends ForwardingBlobStore {
    Spoiling(BlobStore to) {
      super(to);
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream bytes) {
      return super.putBlob(request, uploads.get().apply(bytes));
    }

    @Override
    public ResponseInputStream<GetObjectResponse> getBlob(GetObjectRequest request) {
      ResponseInputStream<GetObjectResponse> answer = super.getBlob(request);
      return answer == null
          ? answer
          : new ResponseInputStream<>(answer.response(), downloads.get().apply(answer));
    }
  }
}
