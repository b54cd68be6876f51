package io.unveil.deploy.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Reads what a process writes, so that it never waits for us, and keeps the beginning. */
final class Drain implements Runnable {
  private static final int KEPT_BYTES = 4 << 10;

  private final InputStream in;
  private final byte[] kept = new byte[KEPT_BYTES];
  private int length;

  Drain(InputStream in) {
    this.in = in;
  }

  @Override
  public void run() {
    byte[] buffer = new byte[KEPT_BYTES];
    try (in) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        keep(buffer, read);
      }
    } catch (IOException _) {
      // The process is gone.
    }
  }

  private synchronized void keep(byte[] bytes, int count) {
    int added = Math.min(count, kept.length - length);
    System.arraycopy(bytes, 0, kept, length, added);
    length += added;
  }

  /** {@return the beginning of what was written so far} */
  synchronized String text() {
    return new String(kept, 0, length, StandardCharsets.UTF_8);
  }
}
