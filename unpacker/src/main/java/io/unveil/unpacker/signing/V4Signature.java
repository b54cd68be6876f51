package io.unveil.unpacker.signing;

import io.unveil.unpacker.ByteCursor;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.Unread;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A signature of scheme v4, which lies in a file of its own beside the APK ({@code NAME.apk.idsig})
 * and is read in incremental installs only. What it says is not verified.
 *
 * <p>Format: {@code android.os.incremental.V4Signature} of AOSP.
 *
 * @param version version of the format, 2 for what Android knows
 * @param apkDigest the digest of v2 or v3 that it is about, lower-case hex
 * @param certificate its signer, null when it names none
 * @param algorithm id of the signature algorithm, as in v2 and v3
 * @param problems what is wrong with the certificate, one sentence each
 */
public record V4Signature(
    int version,
    String apkDigest,
    Signing.@Nullable Certificate certificate,
    int algorithm,
    List<String> problems) {
  /** What stands behind the name of the APK. */
  public static final String SUFFIX = ".idsig";

  /**
   * Most bytes of a field: what the kernel takes as a signature ({@code INCFS_MAX_SIGNATURE_SIZE}).
   */
  private static final int MAX_FIELD_BYTES = 8_096;

  /** Enough for all fields; the tree of hashes behind them is not read. */
  public static final int MAX_BYTES = 64 << 10;

  /** Copies the list. */
  public V4Signature {
    problems = List.copyOf(problems);
  }

  /**
   * Reads the head of such a file.
   *
   * @param bytes at least its first {@value #MAX_BYTES} bytes, or all
   * @throws MalformedApkException when a field is cut or too large
   */
  public static V4Signature read(byte[] bytes, Limits limits) throws MalformedApkException {
    ByteCursor file = new ByteCursor(MemorySegment.ofArray(bytes), "v4 signature");
    int version = file.s4("version");
    field(file, "hashing info");
    ByteCursor signing =
        new ByteCursor(MemorySegment.ofArray(field(file, "signing info")), "v4 signing info");
    String digest = HexFormat.of().formatHex(field(signing, "digest of the APK"));
    byte[] encoded = field(signing, "certificate");
    field(signing, "additional data");
    field(signing, "public key");
    int algorithm = signing.s4("signature algorithm");
    List<String> problems = new ArrayList<>();
    Certificates certificates = new Certificates(new SigningBounds(limits, new Unread()), problems);
    String sha256 = encoded.length == 0 ? null : certificates.add(encoded);
    List<Signing.Certificate> known = sha256 == null ? List.of() : certificates.of(List.of(sha256));
    return new V4Signature(
        version, digest, known.isEmpty() ? null : known.getFirst(), algorithm, problems);
  }

  private static byte[] field(ByteCursor bytes, String name) throws MalformedApkException {
    long size = bytes.u4("size of " + name);
    if (size > MAX_FIELD_BYTES) {
      throw new MalformedApkException(
          bytes.position(), "v4 signature: " + name + " of " + size + " bytes");
    }
    return bytes.bytes((int) size, name);
  }
}
