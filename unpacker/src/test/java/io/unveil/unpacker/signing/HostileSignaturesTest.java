package io.unveil.unpacker.signing;

import static io.unveil.fixtures.SigningBlocks.V2;
import static io.unveil.fixtures.SigningBlocks.V3;
import static io.unveil.fixtures.SigningBlocks.apk;
import static io.unveil.fixtures.SigningBlocks.attribute;
import static io.unveil.fixtures.SigningBlocks.encoded;
import static io.unveil.fixtures.SigningBlocks.join;
import static io.unveil.fixtures.SigningBlocks.pair;
import static io.unveil.fixtures.SigningBlocks.sized;
import static io.unveil.fixtures.SigningBlocks.u4;
import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.fixtures.ApkBuilder;
import io.unveil.fixtures.SigningBlocks;
import io.unveil.fixtures.SigningKey;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ApkUnpacker;
import io.unveil.unpacker.LimitHit;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.UnpackedApk;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures that are wrong in structure: read as far as they go, refused as Android refuses. */
class HostileSignaturesTest {
  private static final SigningKey KEY = SigningKey.named("com.example.hostile");
  private static final X509Certificate CERTIFICATE = KEY.certificate();
  private static final byte[] GOOD = pair(V2, sized(SigningBlocks.v2(CERTIFICATE)));
  private static final int MORE = Limits.DEFAULT.maxCertificates() + 50;
  private static final int PROOF_OF_ROTATION = 0x3ba06f8c;
  private static final int STRIPPING_PROTECTION = 0xbeeff00d;
  private static final int RSA_SHA256 = 0x0103;

  private static UnpackedApk unpack(byte[] apk) throws MalformedApkException {
    return ApkUnpacker.unpack(ApkBytes.of(apk), Limits.DEFAULT);
  }

  private static Signing read(byte[] apk) throws MalformedApkException {
    return unpack(apk).signing();
  }

  private static Signing.Use newest(Signing signing) {
    return signing.usedBy().getLast();
  }

  private static LimitHit certificatesOf(String where) {
    return Limits.DEFAULT.hit("max-certificates", where);
  }

  private static LimitHit bytesOf(String where) {
    return Limits.DEFAULT.hit("max-signature-bytes", where);
  }

  @Test
  void handMadeSigner_isTakenWhereNothingIsWrong() throws MalformedApkException {
    Signing signing = read(apk(GOOD));
    assertThat(newest(signing).scheme()).isEqualTo("v2");
    assertThat(signing.certificates()).hasSize(1);
    assertThat(signing.problems()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 3, 1L << 20, Long.MAX_VALUE, -1, Long.MIN_VALUE})
  void pairOfASizeThatCannotBe_endsTheListAndThoseBeforeCount(long size)
      throws MalformedApkException {
    byte[] bad = pair(size, V3, new byte[8]);
    Signing signing = read(apk(GOOD, bad, pair(V3, new byte[0])));
    assertThat(signing.schemes()).containsExactly("v2");
    assertThat(signing.problems()).anyMatch(p -> p.contains("pair of " + size + " bytes"));
  }

  @Test
  void twoPairsOfOneId_theFirstCounts() throws MalformedApkException {
    SigningKey other = SigningKey.named("com.example.other");
    byte[] second = pair(V2, sized(SigningBlocks.v2(other.certificate())));
    Signing signing = read(apk(GOOD, second, second, second));
    assertThat(signing.certificates().getFirst().subject()).isEqualTo("CN=com.example.hostile");
    assertThat(signing.problems())
        .containsExactly("APK Signing Block: a second pair 0x7109871a, Android reads the first");
    assertThat(signing.blocks()).hasSize(4);
  }

  @Test
  void manyPairs_areCountedAndTheLastOneIsRead() throws MalformedApkException {
    byte[] many = new byte[0];
    byte[] empty = pair(0x1234, new byte[0]);
    for (int i = 0; i < 4; i++) {
      many = join(many, empty, empty);
    }
    byte[][] all = new byte[25_001][];
    Arrays.fill(all, many);
    all[25_000] = GOOD;
    Signing signing = read(apk(all));
    assertThat(newest(signing).scheme()).isEqualTo("v2");
    assertThat(signing.blocks()).hasSize(Signing.MAX_BLOCKS);
    assertThat(signing.problems())
        .containsExactly("APK Signing Block: 200001 pairs, the first 64 are listed");
  }

  @Test
  void sizesOfTheBlockDiffer_itIsNotThere() throws MalformedApkException {
    byte[] apk = SigningBlocks.apkOf(GOOD, GOOD.length + 32L, GOOD.length + 24L);
    Signing signing = read(apk);
    assertThat(signing.schemes()).isEmpty();
    assertThat(newest(signing).refusedBecause()).isEqualTo("there is none");
    assertThat(signing.problems()).singleElement().asString().contains("at its start");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 0x7fff_ffffL, 0x8000_0000L, 0xffff_ffffL})
  void nestedSizePastTheEnd_refusesTheScheme(long size) throws MalformedApkException {
    for (byte[] value : List.of(u4(size), sized(u4(size)), sized(sized(u4(size))))) {
      UnpackedApk app = unpack(apk(pair(V2, value)));
      assertThat(app.signing().schemes()).containsExactly("v2");
      assertThat(newest(app.signing()).scheme()).isNull();
      assertThat(app.installable().yes()).isFalse();
      assertThat(app.signing().problems()).isNotEmpty();
    }
  }

  @Test
  void noSigners_refuses() throws MalformedApkException {
    assertThat(newest(read(apk(pair(V2, sized())))).refusedBecause()).isEqualTo("v2: no signers");
  }

  @Test
  void manyCertificates_hitTheBound() throws MalformedApkException {
    byte[][] signers = new byte[MORE][];
    for (int i = 0; i < MORE; i++) {
      byte[] junk = ("certificate " + i).getBytes(StandardCharsets.US_ASCII);
      signers[i] = SigningBlocks.signer(junk, junk, RSA_SHA256, new byte[0]);
    }
    UnpackedApk app = unpack(apk(pair(V2, sized(signers))));
    assertThat(app.limits()).contains(certificatesOf("v2"));
    assertThat(app.incomplete()).anyMatch(s -> s.contains("max-certificates"));
    assertThat(app.signing().signers()).hasSize(Limits.DEFAULT.maxCertificates());
    assertThat(newest(app.signing()).refusedBecause()).startsWith("v2: 200 signers, 10");
  }

  @Test
  void manySignersOfAnOlderScheme_doNotHideThoseOfANewer() throws MalformedApkException {
    byte[][] signers = new byte[MORE][];
    for (int i = 0; i < MORE; i++) {
      signers[i] = SigningBlocks.signer(u4(i), u4(i), RSA_SHA256, new byte[0]);
    }
    byte[] v3 = pair(V3, sized(SigningBlocks.v3(CERTIFICATE, 28, Integer.MAX_VALUE)));
    UnpackedApk app = unpack(apk(pair(V2, sized(signers)), v3));
    assertThat(newest(app.signing()).scheme()).isEqualTo("v3");
    assertThat(app.signing().certificates().getFirst().subject())
        .isEqualTo("CN=com.example.hostile");
    assertThat(app.limits()).contains(certificatesOf("v2"), certificatesOf("signature"));
  }

  @Test
  void endlessLineage_hitsTheBound() throws MalformedApkException {
    byte[][] levels = new byte[MORE][];
    for (int i = 0; i < MORE; i++) {
      levels[i] = sized(sized(sized(u4(i))));
    }
    byte[] proof = attribute(PROOF_OF_ROTATION, u4(1), join(levels));
    byte[] v3 = pair(V3, sized(SigningBlocks.v3(CERTIFICATE, 28, Integer.MAX_VALUE, proof)));
    UnpackedApk app = unpack(apk(v3));
    assertThat(app.limits()).contains(certificatesOf("v3"));
    assertThat(newest(app.signing()).refusedBecause()).contains("proof of rotation");
    assertThat(app.signing().certificates().getFirst().subject())
        .isEqualTo("CN=com.example.hostile");
  }

  @Test
  void twoProofsOfRotation_areRefused() throws MalformedApkException {
    byte[] proof = attribute(PROOF_OF_ROTATION, u4(1), sized(sized(sized(encoded(CERTIFICATE)))));
    byte[] signer = SigningBlocks.v3(CERTIFICATE, 28, Integer.MAX_VALUE, proof, proof);
    assertThat(newest(read(apk(pair(V3, sized(signer))))).refusedBecause())
        .contains("two proofs of rotation");
  }

  @Test
  void hugeCertificate_hitsTheBoundAndIsNotTaken() throws MalformedApkException {
    byte[] huge = new byte[Limits.DEFAULT.maxSignatureBytes() + 1];
    byte[] signer = SigningBlocks.signer(huge, u4(0), RSA_SHA256, new byte[0]);
    UnpackedApk app = unpack(apk(pair(V2, sized(signer))));
    assertThat(app.limits()).containsExactly(bytesOf("v2"));
    assertThat(app.signing().certificates()).isEmpty();
    assertThat(app.installable().yes()).as("a bound of ours refuses nothing").isTrue();
  }

  @Test
  void manyAttributes_areReadToTheLast() throws MalformedApkException {
    byte[][] attributes = new byte[1_000][];
    Arrays.fill(attributes, attribute(7));
    attributes[999] = attribute(STRIPPING_PROTECTION, u4(3));
    Signing signing = read(apk(pair(V2, sized(SigningBlocks.v2(CERTIFICATE, attributes)))));
    assertThat(signing.signers().getFirst().announces()).containsExactly("v3");
    assertThat(signing.signers().getFirst().attributes()).hasSize(Signing.MAX_BLOCKS);
    assertThat(newest(signing).refusedBecause()).contains("stripped");
  }

  @Test
  void certificateThatIsNone_refuses() throws MalformedApkException {
    byte[] signer = SigningBlocks.signer(new byte[40], u4(0), RSA_SHA256, new byte[0]);
    Signing signing = read(apk(pair(V2, sized(signer))));
    assertThat(newest(signing).refusedBecause()).contains("certificate cannot be read");
    assertThat(signing.certificates().getFirst().subject()).isEmpty();
  }

  @Test
  void certificateOfAnotherKey_refuses() throws MalformedApkException {
    byte[] key = SigningKey.named("com.example.other").certificate().getPublicKey().getEncoded();
    byte[] signer = SigningBlocks.signer(encoded(CERTIFICATE), key, RSA_SHA256, new byte[0]);
    assertThat(newest(read(apk(pair(V2, sized(signer))))).refusedBecause())
        .contains("public key is not the one of its certificate");
  }

  @Test
  void digestOfAnotherAlgorithmThanTheSignature_refuses() throws MalformedApkException {
    byte[] key = CERTIFICATE.getPublicKey().getEncoded();
    byte[] signer = SigningBlocks.signer(encoded(CERTIFICATE), key, 0x0101, new byte[0]);
    assertThat(newest(read(apk(pair(V2, sized(signer))))).refusedBecause())
        .contains("different algorithms");
  }

  private static ApkBuilder v1(String signatureFile, byte[] block) {
    return SigningBlocks.unsigned()
        .sdk(21, 29)
        .entry(
            "META-INF/MANIFEST.MF",
            "Manifest-Version: 1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII))
        .entry("META-INF/CERT.SF", signatureFile.getBytes(StandardCharsets.UTF_8))
        .entry("META-INF/CERT.RSA", block);
  }

  @Test
  void announcementFarBehindInTheMainSection_isRead() throws MalformedApkException {
    String far = "Signature-Version: 1.0\r\n" + "X-Filler: x\r\n".repeat(5_000);
    byte[] apk = v1(far + "X-Android-APK-Signed: 2, 3, 2\r\n\r\n", new byte[9]).build();
    UnpackedApk app = unpack(apk);
    assertThat(app.signing().signers().getFirst().announces()).containsExactly("v2", "v3");
    assertThat(app.limits()).isEmpty();
  }

  @Test
  void announcementBehindTheMainSection_isNone() throws MalformedApkException {
    String behind = "Signature-Version: 1.0\r\n\r\nX-Android-APK-Signed: 2\r\n\r\n";
    Signing signing = read(v1(behind, new byte[9]).build());
    assertThat(signing.signers().getFirst().announces()).isEmpty();
  }

  @Test
  void mainSectionWithoutEnd_hitsTheBound() throws MalformedApkException {
    String endless = "X-Filler: some text\r\n".repeat(60_000);
    assertThat(unpack(v1(endless, new byte[9]).build()).limits())
        .containsExactly(bytesOf("META-INF/CERT.SF"));
  }

  @Test
  void hugeSignatureBlock_hitsTheBound() throws MalformedApkException {
    byte[] huge = new byte[Limits.DEFAULT.maxSignatureBytes() + 1];
    UnpackedApk app = unpack(v1("Signature-Version: 1.0\r\n\r\n", huge).build());
    assertThat(app.limits()).containsExactly(bytesOf("META-INF/CERT.RSA"));
    assertThat(app.signing().signers()).hasSize(1);
    assertThat(app.installable().yes()).as("a bound of ours refuses nothing").isTrue();
  }

  @Test
  void manySignatureFiles_hitTheBound() throws MalformedApkException {
    ApkBuilder builder = SigningBlocks.unsigned();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < MORE; i++) {
      names.add("META-INF/C" + i);
    }
    names.forEach(name -> builder.entry(name + ".SF", new byte[3]).entry(name + ".EC", u4(0)));
    UnpackedApk app = unpack(builder.build());
    assertThat(app.limits()).containsExactly(certificatesOf("v1"));
    assertThat(app.signing().signers()).hasSize(Limits.DEFAULT.maxCertificates());
  }
}
