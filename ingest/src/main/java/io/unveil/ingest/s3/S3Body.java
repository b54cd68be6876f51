package io.unveil.ingest.s3;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** The bytes of an object while they arrive: as many as were announced, in bounded time. */
public final class S3Body extends InputStream {
  private final ResponseInputStream<GetObjectResponse> in;
  private final long size;
  private final long until;
  private final S3Failures failures;
  private final String what;
  private long read;
  private boolean ended;

  S3Body(
      ResponseInputStream<GetObjectResponse> in,
      long size,
      Duration budget,
      S3Failures failures,
      String what) {
    this.in = in;
    this.size = size;
    this.until = System.nanoTime() + budget.toNanos();
    this.failures = failures;
    this.what = what;
  }

  /** {@return how many bytes were announced} */
  public long sizeInBytes() {
    return size;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (System.nanoTime() - until > 0) {
      throw failures.brokenOff(what, "too slow, given up after " + read + " bytes");
    }
    int n;
    try {
      n = in.read(buffer, offset, length);
    } catch (SdkException e) {
      throw failures.of(what, e);
    } catch (IOException e) {
      throw failures.brokenOff(what, "broken off after " + read + " bytes: " + e.getMessage());
    }
    read += Math.max(0, n);
    // The JDK's client takes an early end of the connection for the end of the body.
    if (read > size || (n < 0 && read != size)) {
      throw failures.brokenOff(what, read + " bytes came, " + size + " were announced");
    }
    ended = n < 0 || read == size;
    return n;
  }

  /** Gives the rest up: it is not read. */
  @Override
  public void close() throws IOException {
    if (ended) {
      in.close();
    } else {
      in.abort();
    }
  }
}
