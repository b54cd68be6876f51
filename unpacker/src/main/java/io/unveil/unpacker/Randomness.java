package io.unveil.unpacker;

import io.unveil.unpacker.zip.EntryInflater;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Shannon entropy of an entry's first bytes. Encrypted data of n bytes measures about {@code 8 -
 * 255 / (2 n ln 2)} bits per byte: 7.955 for 4 KiB, 7.997 for 64 KiB. Confined to one thread.
 */
final class Randomness {
  /** Fewer bytes say nothing. */
  static final int MIN_BYTES = 4 << 10;

  /** How many bytes are measured at most. */
  static final int MAX_BYTES = 64 << 10;

  /** Threshold in bits per byte for {@value #MAX_BYTES} bytes. */
  private static final double THRESHOLD = 7.95;

  private final EntryInflater inflater;
  private final byte[] head = new byte[MIN_BYTES];
  private byte[] buffer = new byte[0];
  private final int[] counts = new int[256];

  Randomness(EntryInflater inflater) {
    this.inflater = inflater;
  }

  /**
   * {@return the figure in words when the data is nearly random, else null} Data that deflate made
   * much smaller is not, which its first 4 KiB show.
   */
  @Nullable String measure(ApkBytes bytes, long offset, long compressed, int method) {
    if (compressed < MIN_BYTES) {
      return null;
    }
    int count = inflater.head(bytes, offset, compressed, method, head);
    if (count < MIN_BYTES || entropy(head, count) < threshold(count)) {
      return null;
    }
    if (buffer.length == 0) {
      buffer = new byte[MAX_BYTES];
    }
    int all = inflater.head(bytes, offset, compressed, method, buffer);
    double entropy = entropy(buffer, all);
    return all >= MIN_BYTES && entropy >= threshold(all)
        ? String.format(
            Locale.ROOT, "entropy %.3f bits per byte over its first %d bytes", entropy, all)
        : null;
  }

  /** Random data of fewer bytes measures less by chance: 0.04 bits are left for 4 KiB. */
  private static double threshold(int count) {
    double missing = 255 / (2 * Math.log(2) * count);
    return Math.min(THRESHOLD, 8 - 0.04 - missing + 0.003);
  }

  private double entropy(byte[] bytes, int count) {
    Arrays.fill(counts, 0);
    for (int i = 0; i < count; i++) {
      counts[bytes[i] & 0xFF]++;
    }
    double sum = 0;
    for (int n : counts) {
      if (n > 0) {
        sum -= n * Math.log((double) n / count);
      }
    }
    return sum / count / Math.log(2);
  }
}
