package io.unveil.unpacker.signing;

import com.android.apksig.ApkVerifier;
import com.android.apksig.apk.ApkFormatException;
import com.android.apksig.util.DataSources;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.zip.EntryInflater;
import io.unveil.unpacker.zip.View;
import io.unveil.unpacker.zip.ZipArchive;
import io.unveil.unpacker.zip.ZipEntry;
import java.io.IOException;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;

/**
 * Signature schemes and certificates. {@link #read} takes the certificates from where the schemes
 * keep them, which is quick and works on archives that do not verify; {@link #verify} asks apksig
 * and hashes the whole file, once per scheme.
 */
public final class SigningReader {
  private static final long MAX_SIGNATURE_FILE_BYTES = 1 << 20;
  private static final int MAX_SIGNATURE_FILES = 16;
  private static final int MAX_PROBLEMS = 20;

  private SigningReader() {}

  /**
   * {@return schemes present and the certificates of the newest; nothing is verified, {@code
   * verified} is empty}
   */
  public static Signing read(ApkBytes bytes, ZipArchive archive, EntryInflater inflater) {
    List<String> problems = new ArrayList<>();
    SequencedMap<String, List<byte[]>> newer =
        SigningBlock.certificates(bytes, archive.directoryOffset(), problems);
    List<String> schemes = new ArrayList<>();
    List<Signing.Certificate> certificates = new ArrayList<>();
    List<ZipEntry> v1 = archive.entries().stream().filter(e -> isV1Signature(e.name())).toList();
    if (!v1.isEmpty()) {
      schemes.add("v1");
      for (ZipEntry entry : v1.subList(0, Math.min(v1.size(), MAX_SIGNATURE_FILES))) {
        certificates.addAll(v1Certificates(archive, entry, inflater, problems));
      }
    }
    for (String scheme : List.of("v2", "v3", "v3.1")) {
      List<byte[]> encoded = newer.get(scheme);
      if (encoded != null) {
        schemes.add(scheme);
        List<Signing.Certificate> decoded = Certificates.decode(encoded, scheme, problems);
        certificates = decoded.isEmpty() ? certificates : decoded;
      }
    }
    return new Signing(schemes, List.of(), certificates, problems);
  }

  private static boolean isV1Signature(String name) {
    if (!name.regionMatches(true, 0, "META-INF/", 0, 9) || name.indexOf('/', 9) >= 0) {
      return false;
    }
    String upper = name.toUpperCase(Locale.ROOT);
    return upper.endsWith(".RSA") || upper.endsWith(".DSA") || upper.endsWith(".EC");
  }

  private static List<Signing.Certificate> v1Certificates(
      ZipArchive archive, ZipEntry entry, EntryInflater inflater, List<String> problems) {
    try {
      byte[] pkcs7 = archive.read(entry, View.JAR_V1, inflater, MAX_SIGNATURE_FILE_BYTES);
      return Certificates.ofPkcs7(pkcs7, entry.name(), problems);
    } catch (MalformedApkException e) {
      problems.add(e.getMessage());
      return List.of();
    }
  }

  /**
   * Verifies with apksig, which takes about as long as half a scan of the code.
   *
   * @param read what {@link #read} gave
   * @param minSdk the manifest's lowest API level; below 24 scheme v1 must verify too
   * @return the same with {@code verified} and apksig's complaints filled in, and the certificates
   *     of the newest verified scheme
   */
  public static Signing verify(ApkBytes bytes, Signing read, int minSdk) {
    List<String> problems = new ArrayList<>(read.problems());
    if (bytes.size() > Integer.MAX_VALUE) {
      problems.add("not verified: the file has more than 2 GiB");
      return new Signing(read.schemes(), List.of(), read.certificates(), problems);
    }
    try {
      ApkVerifier.Result result =
          new ApkVerifier.Builder(DataSources.asDataSource(bytes.segment().asByteBuffer()))
              .setMinCheckedPlatformVersion(Math.max(1, minSdk))
              .build()
              .verify();
      result.getAllErrors().stream().limit(MAX_PROBLEMS).forEach(e -> problems.add(e.toString()));
      List<Signing.Certificate> certificates =
          result.isVerified()
              ? Certificates.describe(result.getSignerCertificates())
              : read.certificates();
      return new Signing(read.schemes(), verified(result), certificates, problems);
    } catch (ApkFormatException | IOException | NoSuchAlgorithmException e) {
      problems.add("not verified: " + e.getMessage());
    } catch (RuntimeException e) {
      // apksig promises nothing about hostile bytes; whatever escapes means "did not verify".
      problems.add("not verified: apksig failed with " + e.getClass().getSimpleName());
    }
    return new Signing(read.schemes(), List.of(), read.certificates(), problems);
  }

  private static List<String> verified(ApkVerifier.Result result) {
    List<String> verified = new ArrayList<>();
    if (result.isVerifiedUsingV1Scheme()) {
      verified.add("v1");
    }
    if (result.isVerifiedUsingV2Scheme()) {
      verified.add("v2");
    }
    if (result.isVerifiedUsingV3Scheme()) {
      verified.add("v3");
    }
    if (result.isVerifiedUsingV31Scheme()) {
      verified.add("v3.1");
    }
    return verified;
  }
}
