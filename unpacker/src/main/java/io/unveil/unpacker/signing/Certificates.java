package io.unveil.unpacker.signing;

import com.android.apksig.internal.asn1.Asn1BerParser;
import com.android.apksig.internal.asn1.Asn1DecodingException;
import com.android.apksig.internal.pkcs7.ContentInfo;
import com.android.apksig.internal.pkcs7.SignedData;
import com.android.apksig.internal.pkcs7.SignerInfo;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
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
   * {@return the certificates of a PKCS #7 file that its signer infos name} Others in the bag prove
   * nothing: anyone can add somebody else's. Parsed by apksig's own classes, because the JDK's
   * refuse files that Android takes.
   */
  static List<Signing.Certificate> ofPkcs7(byte[] pkcs7, String file, List<String> problems) {
    try {
      ContentInfo content = Asn1BerParser.parse(ByteBuffer.wrap(pkcs7), ContentInfo.class);
      SignedData signed = Asn1BerParser.parse(content.content.getEncoded(), SignedData.class);
      List<X509Certificate> bag =
          com.android.apksig.internal.x509.Certificate.parseCertificates(signed.certificates);
      Set<X509Certificate> signers = new LinkedHashSet<>();
      for (SignerInfo info : signed.signerInfos) {
        X509Certificate signer =
            com.android.apksig.internal.x509.Certificate.findCertificate(bag, info.sid);
        if (signer != null) {
          signers.add(signer);
        }
      }
      if (signers.isEmpty()) {
        problems.add(
            file + ": no certificate for any of its " + signed.signerInfos.size() + " signers");
      }
      return describe(List.copyOf(signers));
    } catch (Asn1DecodingException | CertificateException | RuntimeException e) {
      problems.add(file + ": no certificates can be read: " + e.getMessage());
      return List.of();
    }
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
