package io.unveil.unpacker.signing;

import io.unveil.fixtures.ApkBuilder;
import io.unveil.fixtures.Oracle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Debian's {@code apksigner} (Android 12) of its own process, beside apksig of this process and us,
 * on files chosen from each kind: where it verifies, all three name the same scheme and
 * certificates; where it does not, apksig does not either, and we refuse what is wrong in
 * structure.
 */
class ApksignerOracleIT {
  private static final Path DIFFERENCES =
      ApkSignatures.ROOT.resolve("unpacker/src/test/resources/oracle/apksigner-differences.tsv");

  private static final List<String> FILES =
      List.of(
          "malformed/apksig/golden-aligned-v1v2v3-out.apk",
          "malformed/apksig/golden-aligned-v1v2v3-lineage-out.apk",
          "malformed/apksig/golden-unaligned-v2v3-lineage-out.apk",
          "malformed/apksig/two-signers.apk",
          "malformed/apksig/two-signers-second-signer-v2-broken.apk",
          "malformed/apksig/v1-only-two-signers.apk",
          "malformed/apksig/v1-only-10-signers.apk",
          "malformed/apksig/v1-only-11-signers.apk",
          "malformed/apksig/v1-only-empty.apk",
          "malformed/apksig/v1-only-pkcs7-cert-bag-first-cert-not-used.apk",
          "malformed/apksig/v1-only-with-rsa-1024-cert-not-der.apk",
          "malformed/apksig/v1-only-with-signed-attrs-wrong-digest.apk",
          "malformed/apksig/v1-ec-p256-targetSdk-30.apk",
          "malformed/apksig/v1v2v3-rotated-v3-key-valid-stamp.apk",
          "malformed/apksig/v1v2v3-with-rsa-2048-lineage-3-signers.apk",
          "malformed/apksig/v1v2v3-with-rsa-2048-lineage-3-signers-no-sig-block.apk",
          "malformed/apksig/v2-only-11-signers.apk",
          "malformed/apksig/v2-only-apk-sig-block-size-mismatch.apk",
          "malformed/apksig/v2-only-garbage-between-cd-and-eocd.apk",
          "malformed/apksig/v2-only-no-certs-in-sig.apk",
          "malformed/apksig/v2-only-two-signers.apk",
          "malformed/apksig/v2-only-two-signers-second-signer-no-supported-sig.apk",
          "malformed/apksig/v2-only-unknown-pair-in-apk-sig-block.apk",
          "malformed/apksig/v2-only-with-ecdsa-sha256-p256-digest-mismatch.apk",
          "malformed/apksig/v2-stripped.apk",
          "malformed/apksig/v2v3-signed-v3-block-stripped.apk",
          "malformed/apksig/v3-only-no-supported-sig-algs.apk",
          "malformed/apksig/v3-only-with-ecdsa-sha256-p256.apk",
          "malformed/apksig/v3-stripped.apk",
          "malformed/apksig/v31-rsa-2048_2-tgt-33-1-tgt-28.apk",
          "malformed/apksig/v31-block-stripped-v3-attr-value-33.apk",
          "malformed/apksig/weird-compression-method.apk",
          "droidbench/apk/Lifecycle/ActivityLifecycle1.apk");

  /** The last level of v1 and of v2, and one of v3 that asks for v2 of newer targets. */
  private static final List<Integer> API_LEVELS = List.of(23, 27, 32);

  /** Newer than the tool, which knows nothing of v3.1. */
  private static final int V31_API = 36;

  @TempDir Path folder;

  @Test
  void schemesAndCertificates_areThoseOfApksigner() throws Exception {
    Assumptions.assumeTrue(
        Files.isDirectory(ApkSignatures.CORPORA),
        () -> "skipped: no corpora at " + ApkSignatures.CORPORA);
    Oracle apksigner = Oracle.of("apksigner", DIFFERENCES);
    for (String name : FILES) {
      Path file = ApkSignatures.CORPORA.resolve(name);
      for (int api : API_LEVELS) {
        compare(apksigner, name, file, api);
      }
      if (name.contains("/v31-")) {
        compare(apksigner, name, file, V31_API);
      }
    }
    Path built = Files.write(folder.resolve("built.apk"), built());
    for (int api : API_LEVELS) {
      compare(apksigner, "built with v1, v2 and v3", built, api);
    }
    apksigner.close();
  }

  private static byte[] built() {
    return ApkBuilder.apk("com.example.pet").sdk(21, 34).signed(1, 2, 3).build();
  }

  private static void compare(Oracle apksigner, String name, Path file, int api)
      throws IOException, GeneralSecurityException {
    String our = ApkSignatures.at(ApkSignatures.ours(file), api);
    if (our.isEmpty()) {
      return;
    }
    String level = String.valueOf(api);
    Oracle.Answer answer =
        apksigner.ask(
            "verify",
            "--verbose",
            "--print-certs",
            "--min-sdk-version",
            level,
            "--max-sdk-version",
            level,
            file.toString());
    String library = ApksigOracleIT.theirs(file, api);
    apksigner.compared(name + " @ " + api, difference(answer, library, our));
  }

  private static String difference(Oracle.Answer answer, String library, String our) {
    String all = "apksig '" + library + "', we '" + our + "'";
    if (answer.isYes()) {
      String their = verified(answer.lines());
      boolean same = their.equals(library) && their.equals(our);
      return same ? "" : "apksigner '" + their + "', " + all;
    }
    boolean refused = library.isEmpty() || (library.equals("refused") && our.equals("refused"));
    return refused ? "" : "apksigner refuses, " + all;
  }

  private static String verified(List<String> lines) {
    String scheme = "none";
    Set<String> certificates = new TreeSet<>();
    for (String line : lines) {
      for (String name : List.of("v1", "v2", "v3")) {
        if (line.startsWith("Verified using " + name + " ") && line.endsWith(": true")) {
          scheme = name;
        }
      }
      if (line.matches("Signer #\\d+ certificate SHA-256 digest: [0-9a-f]{64}")) {
        certificates.add(line.substring(line.indexOf(": ") + 2).toLowerCase(Locale.ROOT));
      }
    }
    return ApkSignatures.line(scheme, certificates);
  }
}
