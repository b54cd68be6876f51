package io.unveil.deploy.http;

import io.unveil.ingest.store.TooLargeException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeoutException;

/**
 * The body of an upload: bounded in size and time, and what goes wrong with the client is told
 * apart from what goes wrong with the disk.
 */
final class UploadBody extends FilterInputStream {
  private final HttpLimits limits;
  private long read;
  private long waitedNanos;

  UploadBody(InputStream in, HttpLimits limits) {
    super(in);
    this.limits = limits;
  }

  /** The client stopped sending, or sent too slowly. */
  static final class BrokenException extends IOException {
    private static final long serialVersionUID = 1L;

    BrokenException(Throwable cause) {
      super("the upload broke off", cause);
    }
  }

  long bytesRead() {
    return read;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count;
    long began = System.nanoTime();
    try {
      count = in.read(buffer, offset, length);
    } catch (IOException | RuntimeException e) {
      throw new BrokenException(e);
    }
    waitedNanos += System.nanoTime() - began;
    read += Math.max(count, 0);
    if (read > limits.maxUploadBytes()) {
      throw new TooLargeException("the upload", limits.maxUploadBytes());
    }
    if (count >= 0 && tooSlow()) {
      throw new BrokenException(new TimeoutException("slower than the least rate"));
    }
    return count;
  }

  private boolean tooSlow() {
    long counted = waitedNanos - limits.idle().toNanos();
    return counted > 0 && read < limits.minBytesPerSecond() * (counted / 1e9);
  }

  @Override
  public long skip(long count) {
    // Whoever stores reads everything.
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  @Override
  public void close() {
    // The server closes it.
  }
}
