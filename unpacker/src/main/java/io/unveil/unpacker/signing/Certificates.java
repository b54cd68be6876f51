package io.unveil.unpacker.signing;

import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import javax.security.auth.x500.X500Principal;

/** X.509 certificates as records. */
final class Certificates {
  /**
   * SHA-1 of keys whose private half is public: AOSP's testkey, platform and shared
   * (build/target/product/security).
   */
  private static final Set<String> PUBLIC_TEST_KEYS =
      Set.of(
          "61ed377e85d386a8dfee6b864bd85b0bfaa5af81",
          "27196e386b875e76adf700e7ea84e4c6eee33dfa",
          "5b368cff2da2686996bc95eac190eaa4f5630fe5");

  /** Subject of the key that the build tools make on each developer's machine. */
  private static final String DEBUG_SUBJECT = "CN=Android Debug";

  private Certificates() {}

  static List<Signing.Certificate> decode(
      List<byte[]> encoded, String scheme, List<String> problems) {
    List<X509Certificate> decoded = new ArrayList<>();
    for (byte[] der : encoded) {
      try {
        decoded.add((X509Certificate) factory().generateCertificate(new ByteArrayInputStream(der)));
      } catch (CertificateException e) {
        problems.add("scheme " + scheme + ": a certificate cannot be read: " + e.getMessage());
      }
    }
    return describe(decoded);
  }

  /**
   * {@return the signers' certificates in a PKCS #7 file: those that no other one there was issued
   * by}
   */
  static List<Signing.Certificate> ofPkcs7(byte[] pkcs7, String file, List<String> problems) {
    List<X509Certificate> all = new ArrayList<>();
    try {
      for (Certificate certificate :
          factory().generateCertificates(new ByteArrayInputStream(pkcs7))) {
        all.add((X509Certificate) certificate);
      }
    } catch (CertificateException e) {
      problems.add(file + ": no certificates can be read: " + e.getMessage());
      return List.of();
    }
    if (all.isEmpty()) {
      problems.add(file + ": holds no certificate");
    }
    List<X509Certificate> signers = all.stream().filter(c -> !issuedAnother(c, all)).toList();
    return describe(signers.isEmpty() ? all : signers);
  }

  private static boolean issuedAnother(X509Certificate issuer, List<X509Certificate> all) {
    return all.stream()
        .anyMatch(c ->
            !c.equals(issuer)
                && c.getIssuerX500Principal().equals(issuer.getSubjectX500Principal()));
  }

  static List<Signing.Certificate> describe(List<X509Certificate> certificates) {
    return certificates.stream().map(Certificates::describe).toList();
  }

  private static Signing.Certificate describe(X509Certificate certificate) {
    byte[] der;
    try {
      der = certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate read from bytes has an encoding", e);
    }
    String sha1 = digest("SHA-1", der);
    String subject = certificate.getSubjectX500Principal().getName(X500Principal.RFC2253);
    boolean publicKey = PUBLIC_TEST_KEYS.contains(sha1) || subject.contains(DEBUG_SUBJECT);
    return new Signing.Certificate(
        digest("SHA-256", der),
        sha1,
        digest("MD5", der),
        subject,
        certificate.getNotBefore().toInstant().toString(),
        certificate.getNotAfter().toInstant().toString(),
        publicKey);
  }

  private static CertificateFactory factory() {
    try {
      return CertificateFactory.getInstance("X.509");
    } catch (CertificateException e) {
      throw new AssertionError("every Java platform has X.509", e);
    }
  }

  private static String digest(String algorithm, byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("the JDK has " + algorithm, e);
    }
  }
}
