package io.unveil.unpacker.signing;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.fixtures.ApkBuilder;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ApkUnpacker;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.UnpackedApk;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SigningReaderTest {
  private static byte[] signed() {
    return ApkBuilder.apk("com.example.pet")
        .entry("assets/a.txt", "some text to change".repeat(20).getBytes(StandardCharsets.UTF_8))
        .signed(1, 2, 3)
        .build();
  }

  @Test
  void read_allSchemes_givesTheSignerAndVerifiesNothing() throws MalformedApkException {
    Signing signing = ApkUnpacker.unpack(ApkBytes.of(signed()), Limits.DEFAULT).signing();
    assertThat(signing.schemes()).containsExactly("v1", "v2", "v3");
    assertThat(signing.verified()).isEmpty();
    assertThat(signing.problems()).isEmpty();
    assertThat(signing.certificates())
        .singleElement()
        .satisfies(certificate -> {
          assertThat(certificate.sha256()).matches("[0-9a-f]{64}");
          assertThat(certificate.sha1()).matches("[0-9a-f]{40}");
          assertThat(certificate.md5()).matches("[0-9a-f]{32}");
          assertThat(certificate.publicTestKey()).isFalse();
        });
  }

  @Test
  void verify_goodFile_namesTheSchemesAndTheSameSigner() throws MalformedApkException {
    ApkBytes bytes = ApkBytes.of(signed());
    Signing read = ApkUnpacker.unpack(bytes, Limits.DEFAULT).signing();
    Signing verified = SigningReader.verify(bytes, read, 21);
    assertThat(verified.verified()).contains("v3");
    assertThat(verified.certificates()).isEqualTo(read.certificates());
    assertThat(verified.problems()).isEmpty();
  }

  @Test
  void verify_changedFile_keepsTheCertificateAndSaysWhy() throws MalformedApkException {
    byte[] changed = signed();
    changed[60] ^= 1;
    ApkBytes bytes = ApkBytes.of(changed);
    Signing read = ApkUnpacker.unpack(bytes, Limits.DEFAULT).signing();
    Signing verified = SigningReader.verify(bytes, read, 24);
    assertThat(verified.verified()).isEmpty();
    assertThat(verified.problems()).isNotEmpty();
    assertThat(verified.certificates()).isEqualTo(read.certificates()).hasSize(1);
  }

  @Test
  void read_unsigned_isRefusedByEveryAndroid() throws MalformedApkException {
    byte[] apk = ApkBuilder.apk("com.example.pet").unsigned().build();
    UnpackedApk unpacked = ApkUnpacker.unpack(ApkBytes.of(apk), Limits.DEFAULT);
    assertThat(unpacked.signing().schemes()).isEmpty();
    assertThat(unpacked.signing().certificates()).isEmpty();
    assertThat(unpacked.installable().yes()).isFalse();
    assertThat(unpacked.installable().refusals())
        .singleElement()
        .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo("signature: there is none"));
  }
}
