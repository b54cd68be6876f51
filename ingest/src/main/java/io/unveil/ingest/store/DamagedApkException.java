package io.unveil.ingest.store;

import java.io.IOException;

/** What is stored under a SHA-256 has another one. Trying again changes nothing. */
public final class DamagedApkException extends IOException {
  private static final long serialVersionUID = 1L;

  /** {@code where} is the place of the bytes, {@code found} what they are. */
  public DamagedApkException(String where, String found) {
    super(
        where + " " + found + ": it is damaged; delete it from the store and submit the APK again");
  }
}
