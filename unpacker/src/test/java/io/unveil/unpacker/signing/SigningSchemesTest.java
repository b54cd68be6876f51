package io.unveil.unpacker.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unveil.fixtures.SignedApks;
import io.unveil.fixtures.SigningBlocks;
import io.unveil.fixtures.SigningKey;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ApkUnpacker;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.UnpackedApk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signed by apksig with keys of the test: what each Android goes by. */
class SigningSchemesTest {
  private static final SigningKey OLD = SigningKey.named("com.example.old");
  private static final SigningKey NEXT = SigningKey.named("com.example.next");

  private static final int ROTATION_MIN_SDK = 0x559f8b02;

  @TempDir Path folder;

  private static Signing read(byte[] apk) throws MalformedApkException {
    return unpack(apk).signing();
  }

  private static UnpackedApk unpack(byte[] apk) throws MalformedApkException {
    return ApkUnpacker.unpack(ApkBytes.of(apk), Limits.DEFAULT);
  }

  private static byte[] signed(int targetSdk, Integer... schemes) {
    return SigningBlocks.unsigned().sdk(21, targetSdk).key(OLD).signed(schemes).build();
  }

  /** {@return such as {@code "21-23 v1, 24-36 refused"}} */
  private static String bands(Signing signing) {
    List<String> bands =
        signing.usedBy().stream()
            .map(u -> u.fromApi() + "-" + u.toApi() + " " + scheme(u))
            .toList();
    return String.join(", ", bands);
  }

  private static String scheme(Signing.Use use) {
    return Objects.requireNonNullElse(use.scheme(), "refused");
  }

  private static List<String> subjects(List<Signing.Certificate> certificates) {
    return certificates.stream().map(c -> c.subject().replace("CN=", "")).toList();
  }

  @Test
  void v1Alone_isEnoughForTargetsBelow30() throws MalformedApkException {
    assertThat(bands(read(signed(29, 1)))).isEqualTo("21-36 v1");
    assertThat(bands(read(signed(30, 1)))).isEqualTo("21-29 v1, 30-36 refused");
  }

  @Test
  void eachScheme_isTakenFromItsApiLevelOn() throws MalformedApkException {
    assertThat(bands(read(signed(34, 2)))).isEqualTo("21-23 refused, 24-36 v2");
    assertThat(bands(read(signed(34, 3)))).isEqualTo("21-27 refused, 28-36 v3");
    assertThat(bands(read(signed(34, 1, 2, 3)))).isEqualTo("21-23 v1, 24-27 v2, 28-36 v3");
  }

  @Test
  void twoSigners_areBothTheIdentity() throws MalformedApkException {
    byte[] apk = SignedApks.together(SigningBlocks.unsigned().build(), OLD, NEXT);
    Signing signing = read(apk);
    assertThat(bands(signing)).isEqualTo("21-23 v1, 24-36 v2");
    assertThat(subjects(signing.certificates()))
        .containsExactlyInAnyOrder("com.example.old", "com.example.next");
    assertThat(SigningReader.verify(ApkBytes.of(apk), signing, 24).verified()).contains("v2");
  }

  @Test
  void rotationFrom28_isInV3WithItsLineage() throws MalformedApkException {
    byte[] apk = SignedApks.rotated(SigningBlocks.unsigned().build(), 28, OLD, NEXT);
    Signing signing = read(apk);
    assertThat(bands(signing)).isEqualTo("21-23 refused, 24-27 v2, 28-36 v3");
    assertThat(subjects(signing.certificates())).containsExactly("com.example.next");
    assertThat(subjects(signing.otherCertificates())).containsExactly("com.example.old");
    assertThat(signing.signers().getLast().lineage()).hasSize(2);
  }

  @Test
  void rotationFrom33_isInV31AndV3SaysSo() throws MalformedApkException {
    Signing signing = read(SignedApks.rotated(SigningBlocks.unsigned().build(), 33, OLD, NEXT));
    assertThat(signing.schemes()).containsExactly("v2", "v3", "v3.1");
    assertThat(bands(signing)).isEqualTo("21-23 refused, 24-27 v2, 28-32 v3, 33-36 v3.1");
    assertThat(subjects(signing.certificates())).containsExactly("com.example.next");
    Signing.Signer v3 = signing.signers().get(1);
    assertThat(v3.announces()).containsExactly("v3.1");
    assertThat(v3.rotatesFromApi()).isEqualTo(33);
  }

  @Test
  void rotationFrom34_leaves33WithTheOldKey() throws MalformedApkException {
    Signing signing = read(SignedApks.rotated(SigningBlocks.unsigned().build(), 34, OLD, NEXT));
    assertThat(bands(signing)).isEqualTo("21-23 refused, 24-27 v2, 28-33 v3, 34-36 v3.1");
  }

  @Test
  void v31Stripped_isRefusedByTheAndroidsThatKnowIt() throws MalformedApkException {
    byte[] apk = SignedApks.rotated(SigningBlocks.unsigned().build(), 33, OLD, NEXT);
    UnpackedApk app = unpack(SigningBlocks.without(apk, SigningBlocks.V31));
    assertThat(bands(app.signing())).isEqualTo("21-23 refused, 24-27 v2, 28-32 v3, 33-36 refused");
    assertThat(app.installable().refusals())
        .anyMatch(r -> r.fromApi() == 33 && r.holdsAt(99) && r.reason().contains("no signer"));
  }

  @Test
  void v3OfAllLevelsThatAnnouncesV31_isRefusedFrom33() throws MalformedApkException {
    byte[] announces = SigningBlocks.attribute(ROTATION_MIN_SDK, SigningBlocks.u4(34));
    byte[] signer = SigningBlocks.v3(OLD.certificate(), 28, Integer.MAX_VALUE, announces);
    Signing signing =
        read(SigningBlocks.apk(SigningBlocks.pair(SigningBlocks.V3, SigningBlocks.sized(signer))));
    assertThat(bands(signing)).isEqualTo("21-27 refused, 28-32 v3, 33-36 refused");
    assertThat(signing.refusals().getLast().reason()).contains("v3 announces v3.1");
  }

  @Test
  void v3Stripped_isRefusedFrom28AndTakenBefore() throws MalformedApkException {
    Signing signing = read(SigningBlocks.without(signed(34, 1, 2, 3), SigningBlocks.V3));
    assertThat(bands(signing)).isEqualTo("21-23 v1, 24-27 v2, 28-36 refused");
    assertThat(signing.refusals())
        .singleElement()
        .satisfies(r -> assertThat(r.reason()).contains("v2 announces v3"));
    assertThat(subjects(signing.certificates())).containsExactly("com.example.old");
  }

  @Test
  void v2Stripped_isRefusedFrom24BecauseOfV1() throws MalformedApkException {
    Signing signing = read(SigningBlocks.without(signed(29, 1, 2), SigningBlocks.V2));
    assertThat(bands(signing)).isEqualTo("21-23 v1, 24-36 refused");
    assertThat(signing.refusals())
        .allMatch(r -> r.reason().contains("v1 announces v2, which is missing"));
  }

  @Test
  void v4_liesBesideTheFileAndChangesNothingInIt() throws Exception {
    Path v4 = folder.resolve("app.apk.idsig");
    byte[] apk = SignedApks.withV4(SigningBlocks.unsigned().build(), v4, OLD);
    assertThat(Files.size(v4)).isPositive();
    Signing signing = read(apk);
    assertThat(signing.schemes()).containsExactly("v1", "v2", "v3");
    assertThat(subjects(signing.certificates())).containsExactly("com.example.old");

    V4Signature beside = V4Signature.read(Files.readAllBytes(v4), Limits.DEFAULT);
    assertThat(beside.version()).isEqualTo(2);
    assertThat(beside.certificate()).isEqualTo(signing.certificates().getFirst());
    assertThat(beside.apkDigest()).hasSize(64);
    assertThat(beside.problems()).isEmpty();
  }

  @Test
  void v4_cutAnywhereInItsFields_isDeclared() throws Exception {
    Path v4 = folder.resolve("app.apk.idsig");
    SignedApks.withV4(SigningBlocks.unsigned().build(), v4, OLD);
    byte[] whole = Files.readAllBytes(v4);
    int fields = 0;
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      try {
        V4Signature.read(cut, Limits.DEFAULT);
        break;
      } catch (MalformedApkException e) {
        assertThat(e.getMessage()).contains("v4");
        fields = length;
      }
    }
    assertThat(fields).as("everything up to the end of the certificate counts").isGreaterThan(500);
    whole[7] = 0x7F;
    assertThatThrownBy(() -> V4Signature.read(whole, Limits.DEFAULT))
        .isInstanceOf(MalformedApkException.class)
        .hasMessageContaining("hashing info of ");
  }

  @Test
  void splitApk_hasASignatureOfItsOwn() throws MalformedApkException {
    byte[] split =
        SigningBlocks.unsigned()
            .manifest(m -> m.plain("split", "config.de"))
            .key(OLD)
            .signed(2, 3)
            .build();
    byte[] base = SigningBlocks.unsigned().key(OLD).signed(2, 3).build();
    assertThat(read(split).certificates()).isEqualTo(read(base).certificates());
    assertThat(bands(read(split))).isEqualTo("21-23 refused, 24-27 v2, 28-36 v3");
  }
}
