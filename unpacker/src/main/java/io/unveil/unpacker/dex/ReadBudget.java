package io.unveil.unpacker.dex;

/**
 * What may be decoded of one entry's strings, in bytes: by one file as much as it has, by all files
 * of a container together four times that, since they share strings but could share them without
 * end.
 */
final class ReadBudget {
  private static final int SHARED = 4;

  private final long scanBytes;
  private long left;

  private ReadBudget(long left, long scanBytes) {
    this.left = left;
    this.scanBytes = scanBytes;
  }

  /**
   * @param bytes size of the entry
   * @param files DEX files in it
   */
  static ReadBudget of(int bytes, int files) {
    return files == 1
        ? new ReadBudget(bytes, bytes)
        : new ReadBudget((long) SHARED * bytes, Math.min(bytes, (long) SHARED * bytes / files));
  }

  /** {@return whether nothing is left} */
  boolean spent() {
    return left < 0;
  }

  /** Takes {@code bytes}; false when that was too much. */
  boolean take(long bytes) {
    left -= bytes;
    return left >= 0;
  }

  /** {@return how much one file may look through in one go} */
  long scanBytes() {
    return scanBytes;
  }
}
