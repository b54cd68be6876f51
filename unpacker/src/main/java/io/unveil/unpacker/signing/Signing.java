package io.unveil.unpacker.signing;

import io.unveil.unpacker.anomaly.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who signed the APK, and whom each Android takes for the signer.
 *
 * <p>Scheme v4 is never among the schemes: its signature ({@link V4Signature}) lies in a file of
 * its own ({@code NAME.apk.idsig}) that an APK does not mention, Android reads it only in
 * incremental installs, and then demands that its certificate is the one of v3 or v2.
 *
 * @param schemes the schemes present: {@code v1}, {@code v2}, {@code v3}, {@code v3.1}, in this
 *     order
 * @param verified the schemes among them that verify
 * @param certificates the certificates that identify the app on the newest API level that takes the
 *     signature; when none does, those of the newest scheme present
 * @param otherCertificates the other ones that the signers of any scheme, their lineages and the
 *     source stamp name
 * @param signers the signers of every scheme
 * @param usedBy what Android goes by on the API levels from the app's lowest (at least {@value
 *     Refusal#OLDEST_API}) to {@value Refusal#NEWEST_API}, ascending without a gap; empty when
 *     nothing was read. Follows from the structure: digests and signatures are not computed
 * @param blocks the pairs of the APK Signing Block in file order, the first {@value #MAX_BLOCKS}
 * @param sourceStamp SHA-256 of the source stamp's certificate, lower-case hex, null for none
 * @param problems what apksig or our reading found wrong, one sentence each
 */
public record Signing(
    List<String> schemes,
    List<String> verified,
    List<Certificate> certificates,
    List<Certificate> otherCertificates,
    List<Signer> signers,
    List<Use> usedBy,
    List<Block> blocks,
    @Nullable String sourceStamp,
    List<String> problems) {
  /** Pairs of the APK Signing Block and attributes of one signer that are listed. */
  public static final int MAX_BLOCKS = 64;

  /** Nothing could be read. */
  public static final Signing NONE =
      new Signing(
          List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), null,
          List.of());

  /** Copies the lists. */
  public Signing {
    schemes = List.copyOf(schemes);
    verified = List.copyOf(verified);
    certificates = List.copyOf(certificates);
    otherCertificates = List.copyOf(otherCertificates);
    signers = List.copyOf(signers);
    usedBy = List.copyOf(usedBy);
    blocks = List.copyOf(blocks);
    problems = List.copyOf(problems);
  }

  /**
   * {@return why Android refuses the signature, with the API levels that do} What holds for the
   * app's lowest level is said of those below too, which do not take the app either way, and what
   * holds for the newest level of those to come.
   */
  public List<Refusal> refusals() {
    return usedBy.stream().filter(use -> use.refusedBecause() != null).map(this::refusal).toList();
  }

  private Refusal refusal(Use use) {
    return new Refusal(
        "signature: " + use.refusedBecause(),
        use.equals(usedBy.getFirst()) ? 1 : use.fromApi(),
        use.equals(usedBy.getLast()) ? Integer.MAX_VALUE : use.toApi());
  }

  Signing with(List<String> nowVerified, List<String> nowProblems) {
    return new Signing(
        schemes,
        nowVerified,
        certificates,
        otherCertificates,
        signers,
        usedBy,
        blocks,
        sourceStamp,
        nowProblems);
  }

  /**
   * One certificate.
   *
   * @param sha256 fingerprint of the bytes as they stand in the file, lower-case hex
   * @param sha1 fingerprint, lower-case hex
   * @param md5 fingerprint, lower-case hex
   * @param subject distinguished name (RFC 2253), empty when the bytes are no certificate
   * @param serial serial number, lower-case hex, empty when unreadable
   * @param notBefore start of validity, ISO-8601 instant, empty when unreadable
   * @param notAfter end of validity, ISO-8601 instant, empty when unreadable
   * @param keyAlgorithm {@code RSA}, {@code EC}, {@code DSA} or another name, empty when unreadable
   * @param keyBits length of the key (RSA modulus, EC order, DSA prime) in bits, 0 when unknown
   * @param publicTestKey true for keys that anyone can use (AOSP test keys, Android's debug key):
   *     never attributes
   */
  public record Certificate(
      String sha256,
      String sha1,
      String md5,
      String subject,
      String serial,
      String notBefore,
      String notAfter,
      String keyAlgorithm,
      int keyBits,
      boolean publicTestKey) {}

  /**
   * One signer of one scheme.
   *
   * @param scheme {@code v1}, {@code v2}, {@code v3} or {@code v3.1}
   * @param certificate SHA-256 of its certificate, null when it has none that can be read
   * @param fromApi first API level it is meant for (v3, v3.1), else 0
   * @param toApi last API level it is meant for (v3, v3.1), else {@link Integer#MAX_VALUE}
   * @param lineage SHA-256 of the certificates that a proof of rotation lists, the oldest first;
   *     empty without one
   * @param announces schemes that it says the APK has too, so that removing their blocks is noticed
   *     (v1's {@code X-Android-APK-Signed}, attribute 0xbeeff00d of v2, 0x559f8b02 of v3)
   * @param rotatesFromApi API level from which its announced v3.1 signer takes over, null when it
   *     announces none
   * @param attributes ids of its additional attributes in hex, as {@code 0x3ba06f8c}, the first
   *     {@value #MAX_BLOCKS}
   */
  public record Signer(
      String scheme,
      @Nullable String certificate,
      int fromApi,
      int toApi,
      List<String> lineage,
      List<String> announces,
      @Nullable Integer rotatesFromApi,
      List<String> attributes) {
    /** Copies the lists. */
    public Signer {
      lineage = List.copyOf(lineage);
      announces = List.copyOf(announces);
      attributes = List.copyOf(attributes);
    }
  }

  /**
   * What Android does with the signature on a band of API levels: either {@code scheme} or {@code
   * refusedBecause} is there.
   *
   * @param fromApi first API level
   * @param toApi last API level
   * @param scheme the scheme that it goes by, null when it refuses
   * @param certificates SHA-256 of the certificates that identify the app there
   * @param refusedBecause why it refuses, null when it does not
   */
  public record Use(
      int fromApi,
      int toApi,
      @Nullable String scheme,
      List<String> certificates,
      @Nullable String refusedBecause) {
    /** Copies the list. */
    public Use {
      certificates = List.copyOf(certificates);
    }
  }

  /**
   * One pair of the APK Signing Block.
   *
   * @param id in hex, as {@code 0x7109871a}
   * @param name what the id is known for, empty for unknown ones (such as channel names of
   *     distributors)
   * @param sizeInBytes size of its value
   */
  public record Block(String id, String name, long sizeInBytes) {}
}
