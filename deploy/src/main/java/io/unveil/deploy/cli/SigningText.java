package io.unveil.deploy.cli;

import io.unveil.deploy.inspect.Inspection;
import io.unveil.unpacker.signing.Signing;
import io.unveil.unpacker.signing.V4Signature;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who signed a file, as a tree of lines. */
final class SigningText {
  private static final int SHORT_FINGERPRINT = 16;

  private final Signing signing;
  private final @Nullable V4Signature v4;
  private final String v4Problem;
  private final Block block;

  SigningText(Inspection inspection, Block block) {
    this.signing = inspection.apk().signing();
    this.v4 = inspection.v4();
    this.v4Problem = inspection.v4Problem();
    this.block = block;
  }

  void lines() {
    List<String> schemes = signing.schemes();
    block.line(1, "signing: %s", schemes.isEmpty() ? "not signed" : String.join(", ", schemes));
    signing.usedBy().forEach(this::use);
    signing.certificates().forEach(certificate -> certificate("certificate", certificate));
    signing
        .otherCertificates()
        .forEach(certificate -> certificate("other certificate", certificate));
    signing.signers().forEach(this::signer);
    for (Signing.Block pair : signing.blocks()) {
      block.line(
          2,
          "block %s (%s), %,d bytes",
          pair.id(),
          pair.name().isEmpty() ? "unknown" : pair.name(),
          pair.sizeInBytes());
    }
    if (v4 != null) {
      Signing.Certificate certificate = v4.certificate();
      block.line(
          2,
          "v4 beside the file: %s, APK digest %s",
          certificateOf(certificate == null ? null : certificate.sha256()),
          cut(v4.apkDigest()));
    } else if (!v4Problem.isEmpty()) {
      block.line(2, "v4: %s", v4Problem);
    }
    signing.problems().forEach(problem -> block.line(2, "problem: %s", problem));
  }

  private void use(Signing.Use use) {
    String levels =
        use.fromApi() == use.toApi() ? "" + use.fromApi() : use.fromApi() + "–" + use.toApi();
    String scheme = use.scheme();
    if (scheme == null) {
      block.line(2, "API %s: refused, %s", levels, String.valueOf(use.refusedBecause()));
      return;
    }
    List<String> signers = use.certificates().stream().map(SigningText::cut).toList();
    block.line(2, "API %s: goes by %s, %s", levels, scheme, String.join(" ", signers));
  }

  private void certificate(String role, Signing.Certificate certificate) {
    block.line(2, "%s %s", role, certificate.subject());
    block.line(3, "SHA-256 %s", certificate.sha256());
    block.line(3, "SHA-1 %s, MD5 %s", certificate.sha1(), certificate.md5());
    block.line(
        3,
        "%s %d bits, valid %s to %s",
        certificate.keyAlgorithm(),
        certificate.keyBits(),
        certificate.notBefore(),
        certificate.notAfter());
    if (certificate.publicTestKey()) {
      block.line(3, "a key that anyone can use: says nothing about who made the app");
    }
  }

  private void signer(Signing.Signer signer) {
    block.line(2, "signer of %s: %s", signer.scheme(), certificateOf(signer.certificate()));
    if (signer.fromApi() > 0) {
      block.line(
          3,
          "meant for API %d%s",
          signer.fromApi(),
          signer.toApi() == Integer.MAX_VALUE ? " and later" : "–" + signer.toApi());
    }
    if (!signer.lineage().isEmpty()) {
      List<String> lineage = signer.lineage().stream().map(SigningText::cut).toList();
      block.line(3, "lineage, oldest first: %s", String.join(" ", lineage));
    }
    if (!signer.announces().isEmpty()) {
      block.line(3, "says that the file also has %s", String.join(", ", signer.announces()));
    }
    if (signer.rotatesFromApi() != null) {
      block.line(3, "another key takes over from API %d on", signer.rotatesFromApi());
    }
  }

  private static String certificateOf(@Nullable String sha256) {
    return sha256 == null ? "no certificate that can be read" : cut(sha256);
  }

  /** The whole fingerprint stands with its certificate. */
  private static String cut(String sha256) {
    return sha256.substring(0, Math.min(SHORT_FINGERPRINT, sha256.length()));
  }
}
