package io.unveil.unpacker.signing;

import com.android.apksig.internal.apk.ApkSigningBlockUtils;
import com.android.apksig.internal.asn1.Asn1BerParser;
import com.android.apksig.internal.asn1.Asn1DecodingException;
import com.android.apksig.internal.pkcs7.ContentInfo;
import com.android.apksig.internal.pkcs7.SignedData;
import com.android.apksig.internal.pkcs7.SignerInfo;
import com.android.apksig.internal.util.X509CertificateUtils;
import io.unveil.unpacker.MalformedApkException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.DSAKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * Collects the certificates of one APK, each once. Parsed by apksig's own classes, because the
 * JDK's refuse some that Android takes.
 */
final class Certificates {
  /** RFC 2253 has no keyword for it and would show its bytes. */
  private static final Map<String, String> KEYWORDS =
      Map.of("1.2.840.113549.1.9.1", "EMAILADDRESS");

  private final SequencedMap<String, Signing.Certificate> found = new LinkedHashMap<>();
  private final SigningBounds bounds;
  private final List<String> problems;

  Certificates(SigningBounds bounds, List<String> problems) {
    this.bounds = bounds;
    this.problems = problems;
  }

  /** {@return SHA-256 of a certificate that is now known, null when there were too many before} */
  @Nullable String add(byte[] encoded) {
    String sha256 = digest("SHA-256", encoded);
    if (found.containsKey(sha256)) {
      return sha256;
    }
    if (found.size() >= bounds.maxCertificates()) {
      bounds.tellCount("signature");
      return null;
    }
    found.put(sha256, describe(sha256, encoded));
    return sha256;
  }

  /** {@return the certificates known by these fingerprints} */
  List<Signing.Certificate> of(List<String> fingerprints) {
    List<Signing.Certificate> known = new ArrayList<>();
    for (String sha256 : fingerprints) {
      Signing.Certificate certificate = found.get(sha256);
      if (certificate != null) {
        known.add(certificate);
      }
    }
    return known;
  }

  /** {@return the others} */
  List<Signing.Certificate> except(List<Signing.Certificate> named) {
    return found.values().stream().filter(c -> !named.contains(c)).toList();
  }

  private Signing.Certificate describe(String sha256, byte[] encoded) {
    String sha1 = digest("SHA-1", encoded);
    String md5 = digest("MD5", encoded);
    try {
      X509Certificate certificate = X509CertificateUtils.generateCertificate(encoded);
      String subject =
          certificate.getSubjectX500Principal().getName(X500Principal.RFC2253, KEYWORDS);
      PublicKey key = certificate.getPublicKey();
      return new Signing.Certificate(
          sha256,
          sha1,
          md5,
          subject,
          certificate.getSerialNumber().toString(16),
          certificate.getNotBefore().toInstant().toString(),
          certificate.getNotAfter().toInstant().toString(),
          key.getAlgorithm(),
          bits(key),
          PublicTestKeys.contain(sha1, subject));
    } catch (CertificateException | RuntimeException e) {
      problems.add("certificate " + sha256 + " cannot be read: " + e.getMessage());
      return new Signing.Certificate(
          sha256, sha1, md5, "", "", "", "", "", 0, PublicTestKeys.contain(sha1, ""));
    }
  }

  /**
   * {@return why Android refuses a signer with this certificate whatever it signed, null when it
   * does not}
   *
   * @param key the public key that the signer names
   */
  static @Nullable String mismatch(byte[] encoded, byte[] key) {
    try {
      X509Certificate certificate = X509CertificateUtils.generateCertificate(encoded);
      byte[] certified = ApkSigningBlockUtils.encodePublicKey(certificate.getPublicKey());
      return Arrays.equals(certified, key)
          ? null
          : "a signer's public key is not the one of its certificate";
    } catch (GeneralSecurityException | RuntimeException e) {
      return "a signer's certificate cannot be read";
    }
  }

  private static int bits(PublicKey key) {
    return switch (key) {
      case RSAKey rsa -> rsa.getModulus().bitLength();
      case ECKey ec -> ec.getParams().getOrder().bitLength();
      case DSAKey dsa -> dsa.getParams() == null ? 0 : dsa.getParams().getP().bitLength();
      default -> 0;
    };
  }

  /**
   * {@return the certificates of a PKCS #7 file that its signer infos name} Others in the bag prove
   * nothing: anyone can add somebody else's.
   *
   * @throws MalformedApkException when there are none
   */
  static List<byte[]> ofPkcs7(byte[] pkcs7, String file) throws MalformedApkException {
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
        throw new MalformedApkException(
            0, file + ": no certificate for any of its " + signed.signerInfos.size() + " signers");
      }
      List<byte[]> encoded = new ArrayList<>();
      for (X509Certificate signer : signers) {
        encoded.add(signer.getEncoded());
      }
      return encoded;
    } catch (Asn1DecodingException | CertificateException | RuntimeException e) {
      throw new MalformedApkException(0, file + ": no certificates can be read: " + e.getMessage());
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
