package io.unveil.unpacker.signing;

import com.android.apksig.ApkVerifier;
import com.android.apksig.apk.ApkFormatException;
import io.unveil.fixtures.Oracle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * The scheme and the certificates that we say an Android goes by are those that apksig verifies
 * with, and what it refuses for its structure we refuse.
 */
class ApksigOracleIT {
  private static final Path DIFFERENCES =
      ApkSignatures.ROOT.resolve("unpacker/src/test/resources/oracle/apksig-differences.tsv");

  /** Complaints that need no digest and no signature to be computed. */
  private static final Set<ApkVerifier.Issue> STRUCTURAL =
      Set.of(
          ApkVerifier.Issue.JAR_SIG_NO_SIGNATURES,
          ApkVerifier.Issue.JAR_SIG_NO_MANIFEST,
          ApkVerifier.Issue.JAR_SIG_MISSING_APK_SIG_REFERENCED,
          ApkVerifier.Issue.JAR_SIG_MAX_SIGNATURES_EXCEEDED,
          ApkVerifier.Issue.V2_SIG_MISSING_APK_SIG_REFERENCED,
          ApkVerifier.Issue.V2_SIG_MAX_SIGNATURES_EXCEEDED,
          ApkVerifier.Issue.V2_SIG_NO_CERTIFICATES,
          ApkVerifier.Issue.V2_SIG_NO_SUPPORTED_SIGNATURES,
          ApkVerifier.Issue.V2_SIG_MALFORMED_CERTIFICATE,
          ApkVerifier.Issue.V2_SIG_PUBLIC_KEY_MISMATCH_BETWEEN_CERTIFICATE_AND_SIGNATURES_RECORD,
          ApkVerifier.Issue.V2_SIG_SIG_ALG_MISMATCH_BETWEEN_SIGNATURES_AND_DIGESTS_RECORDS,
          ApkVerifier.Issue.V3_SIG_NO_CERTIFICATES,
          ApkVerifier.Issue.V3_SIG_MALFORMED_CERTIFICATE,
          ApkVerifier.Issue.V3_SIG_PUBLIC_KEY_MISMATCH_BETWEEN_CERTIFICATE_AND_SIGNATURES_RECORD,
          ApkVerifier.Issue.V3_SIG_SIG_ALG_MISMATCH_BETWEEN_SIGNATURES_AND_DIGESTS_RECORDS,
          ApkVerifier.Issue.V3_SIG_NO_SUPPORTED_SIGNATURES,
          ApkVerifier.Issue.V31_BLOCK_MISSING);

  @Test
  void schemesAndCertificates_areThoseOfApksig() throws Exception {
    Assumptions.assumeTrue(
        Files.isDirectory(ApkSignatures.CORPORA),
        () -> "skipped: no corpora at " + ApkSignatures.CORPORA);
    Oracle apksig = Oracle.library("apksig", DIFFERENCES);
    for (Path file : ApkSignatures.files()) {
      Signing ours = ApkSignatures.ours(file);
      for (int api : ApkSignatures.API_LEVELS) {
        String our = ApkSignatures.at(ours, api);
        String their = our.isEmpty() ? "" : theirs(file, api);
        if (their.isEmpty()) {
          apksig.refused();
        } else {
          apksig.compared(
              ApkSignatures.name(file, api), ApkSignatures.difference("apksig", their, our));
        }
      }
    }
    apksig.close();
  }

  /** Empty when it refuses for another reason than structure. */
  static String theirs(Path file, int api) throws IOException, GeneralSecurityException {
    ApkVerifier.Result result;
    try {
      result =
          new ApkVerifier.Builder(file.toFile())
              .setMinCheckedPlatformVersion(api)
              .setMaxCheckedPlatformVersion(api)
              .build()
              .verify();
    } catch (ApkFormatException | NoSuchAlgorithmException e) {
      // The JDK has no RSA-PSS under the name that apksig asks for.
      return "";
    }
    if (!result.isVerified()) {
      return result.getAllErrors().stream().anyMatch(e -> STRUCTURAL.contains(e.getIssue()))
          ? "refused"
          : "";
    }
    List<String> certificates = new ArrayList<>();
    for (X509Certificate certificate : result.getSignerCertificates()) {
      certificates.add(sha256(certificate));
    }
    return ApkSignatures.line(scheme(result), certificates);
  }

  private static String scheme(ApkVerifier.Result result) {
    if (result.isVerifiedUsingV31Scheme()) {
      return "v3.1";
    }
    if (result.isVerifiedUsingV3Scheme()) {
      return "v3";
    }
    return result.isVerifiedUsingV2Scheme() ? "v2" : "v1";
  }

  private static String sha256(X509Certificate certificate)
      throws NoSuchAlgorithmException, java.security.cert.CertificateEncodingException {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
    return HexFormat.of().formatHex(digest);
  }
}
