package io.unveil.unpacker.signing;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.fixtures.SigningBlocks;
import io.unveil.fixtures.SigningKey;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ApkUnpacker;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublicTestKeysTest {
  private static final String ANDROID = "EMAILADDRESS=android@android.com,CN=Android,O=Android";

  @ParameterizedTest
  @CsvSource({
    "testkey, 61ed377e85d386a8dfee6b864bd85b0bfaa5af81",
    "platform, 27196e386b875e76adf700e7ea84e4c6eee33dfa",
    "shared, 5b368cff2da2686996bc95eac190eaa4f5630fe5",
    "media, b79df4a82e90b57ea76525ab7037ab238a42f5d3",
    "networkstack, 7c8bdabd21f953a1b18ccbe7b91393d9fdf94830",
    "bluetooth, dc0605cdd6552d84481d8fcce4a8d28e294e570b",
    "nfc, 2cdc0be9a0b9ec3d4a0d3a958023a770ba5a0a6d",
    "sdk_sandbox, 74847689bd67577964ae628af2301acf8910b499",
    "cts_uicc_2021, 0697713921e865d01c45c4a88d457a9d96f43927"
  })
  void aospKey_isKnownByItsFingerprint(String name, String sha1) {
    assertThat(PublicTestKeys.contain(sha1, ANDROID)).as(name).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CN=Android Debug",
        "C=US,O=Android,CN=Android Debug",
        "CN=Android Debug,OU=Android,O=Unknown,L=Unknown,ST=Unknown,C=US"
      })
  void debugKey_isKnownByItsName(String subject) {
    assertThat(PublicTestKeys.contain("00", subject)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ANDROID,
        "CN=Android Debugging",
        "CN=My Android Debug",
        "O=Some CN=Android Debug",
        "CN=Android Debug\\, Inc.",
        ""
      })
  void otherNames_areNot(String subject) {
    assertThat(PublicTestKeys.contain("00", subject)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"Android Debug, true", "com.example.author, false"})
  void certificateInAFile_isMarked(String name, boolean known) throws MalformedApkException {
    byte[] apk = SigningBlocks.unsigned().key(SigningKey.named(name)).signed(2, 3).build();
    Signing signing = ApkUnpacker.unpack(ApkBytes.of(apk), Limits.DEFAULT).signing();
    assertThat(signing.certificates()).hasSize(1).allMatch(c -> c.publicTestKey() == known);
  }

  @Test
  void benchmarkApps_areSignedByAKeyThatAnyoneHas() throws Exception {
    Path app = ApkSignatures.CORPORA.resolve("droidbench/apk/Lifecycle/ActivityLifecycle1.apk");
    Assumptions.assumeTrue(Files.exists(app), () -> "skipped: no corpora at " + app);
    assertThat(ApkSignatures.ours(app).certificates())
        .hasSize(1)
        .allMatch(Signing.Certificate::publicTestKey);
  }
}
