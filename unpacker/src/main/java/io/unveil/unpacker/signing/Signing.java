package io.unveil.unpacker.signing;

import java.util.List;

/**
 * Who signed the APK.
 *
 * @param schemes the schemes present: {@code v1}, {@code v2}, {@code v3}, {@code v3.1}, {@code v4},
 *     in this order
 * @param verified the schemes among them that verify
 * @param certificates signer certificates, of the newest verified scheme, else of the newest
 *     present one
 * @param problems what apksig or our reading found wrong, one sentence each
 */
public record Signing(
    List<String> schemes,
    List<String> verified,
    List<Certificate> certificates,
    List<String> problems) {

  /** Not signed, or nothing could be read. */
  public static final Signing NONE = new Signing(List.of(), List.of(), List.of(), List.of());

  /** Copies the lists. */
  public Signing {
    schemes = List.copyOf(schemes);
    verified = List.copyOf(verified);
    certificates = List.copyOf(certificates);
    problems = List.copyOf(problems);
  }

  /**
   * One signer certificate.
   *
   * @param sha256 fingerprint of the DER form, lower-case hex
   * @param sha1 fingerprint of the DER form, lower-case hex
   * @param md5 fingerprint of the DER form, lower-case hex
   * @param subject distinguished name (RFC 2253)
   * @param notBefore start of validity, ISO-8601 instant
   * @param notAfter end of validity, ISO-8601 instant
   * @param publicTestKey true for keys that anyone can use (AOSP test keys, Android's debug key):
   *     never attributes
   */
  public record Certificate(
      String sha256,
      String sha1,
      String md5,
      String subject,
      String notBefore,
      String notAfter,
      boolean publicTestKey) {}
}
