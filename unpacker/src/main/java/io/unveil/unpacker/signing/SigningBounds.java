package io.unveil.unpacker.signing;

import io.unveil.unpacker.LimitHit;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.Unread;
import java.util.HashMap;
import java.util.Map;

/**
 * What the signatures of one APK may make us read. A bound that is hit is told, and what lies
 * behind it is not read. Confined to one thread.
 */
final class SigningBounds {
  private final Limits limits;
  private final Unread unread;
  private final Map<String, Integer> taken = new HashMap<>();

  SigningBounds(Limits limits, Unread unread) {
    this.limits = limits;
    this.unread = unread;
  }

  /**
   * Takes the place of one signer or of one certificate of a lineage, whether it can be read or
   * not. Each scheme has places of its own, so that none crowds out another.
   *
   * @return false when {@code max-certificates} of the scheme were taken before
   */
  boolean take(String scheme) {
    int before = taken.getOrDefault(scheme, 0);
    if (before >= limits.maxCertificates()) {
      tellCount(scheme);
      return false;
    }
    taken.put(scheme, before + 1);
    return true;
  }

  /** Tells that there are more certificates than are kept. */
  void tellCount(String where) {
    unread.limit(
        limits.hit("max-certificates", where),
        where + ": more than " + limits.maxCertificates() + " certificates, others were not read");
  }

  /** {@return how many different certificates are kept} */
  int maxCertificates() {
    return limits.maxCertificates();
  }

  /**
   * Checks the size of one certificate or signature file before it is taken into memory.
   *
   * @param where the scheme or the file
   * @throws MalformedApkException when it exceeds {@code max-signature-bytes}, which is told
   */
  void checkSize(long sizeInBytes, long offset, String where) throws MalformedApkException {
    if (sizeInBytes > limits.maxSignatureBytes()) {
      tellSize(where);
      throw new MalformedApkException(
          offset, where + ": " + sizeInBytes + " bytes of a signature are not read");
    }
  }

  /** Tells that a certificate or signature file is larger than what is read. */
  void tellSize(String where) {
    unread.limit(
        size(where), where + ": more than " + limits.maxSignatureBytes() + " bytes of a signature");
  }

  /** {@return the bound on one signature file, to be hit by those who read it} */
  LimitHit size(String where) {
    return limits.hit("max-signature-bytes", where);
  }

  /** Tells that a signature file could not be read, if a bound was the reason. */
  void tell(MalformedApkException failure) {
    if (failure.limit() != null) {
      unread.because(failure);
    }
  }

  /** {@return most bytes of one certificate or signature file} */
  int maxBytes() {
    return limits.maxSignatureBytes();
  }
}
