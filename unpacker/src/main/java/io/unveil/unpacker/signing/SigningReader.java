package io.unveil.unpacker.signing;

import com.android.apksig.ApkVerifier;
import com.android.apksig.apk.ApkFormatException;
import com.android.apksig.util.DataSources;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ByteCursor;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.Unread;
import io.unveil.unpacker.zip.EntryInflater;
import io.unveil.unpacker.zip.ZipArchive;
import java.io.IOException;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Signature schemes and certificates. {@link #read} takes the certificates from where the schemes
 * keep them, which is quick and works on archives that do not verify; {@link #verify} asks apksig
 * and hashes the whole file, once per scheme.
 */
public final class SigningReader {
  private static final int MAX_PROBLEMS = 20;

  private final SequencedMap<String, SchemeBlock> schemes = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();
  private final SigningBounds bounds;
  private final Certificates certificates;

  private SigningReader(Limits limits, Unread unread) {
    bounds = new SigningBounds(limits, unread);
    certificates = new Certificates(bounds, problems);
  }

  /**
   * {@return the schemes, their signers and what each Android makes of them; nothing is verified,
   * {@code verified} is empty}
   *
   * @param minSdk the manifest's lowest API level, 1 when unknown
   * @param targetSdk the manifest's target, 1 when unknown; from 30 on Android wants more than v1
   * @param unread receives the bounds that are hit
   */
  public static Signing read(
      ApkBytes bytes,
      ZipArchive archive,
      EntryInflater inflater,
      int minSdk,
      int targetSdk,
      Limits limits,
      Unread unread) {
    return new SigningReader(limits, unread).read(bytes, archive, inflater, minSdk, targetSdk);
  }

  private Signing read(
      ApkBytes bytes, ZipArchive archive, EntryInflater inflater, int minSdk, int targetSdk) {
    SigningBlock block = SigningBlock.read(bytes.segment(), problems);
    SchemeBlock v1 = new JarSignature(bytes, archive, inflater, bounds, problems).read();
    if (v1 != null) {
      schemes.put("v1", v1);
    }
    addScheme("v2", block.values().get(SigningBlock.V2));
    addScheme("v3", block.values().get(SigningBlock.V3));
    addScheme("v3.1", block.values().get(SigningBlock.V31));
    List<Signing.Signer> signers = signers();
    String stamp = sourceStamp(block);
    List<Signing.Use> usedBy =
        new SchemeChoice(schemes, this::fingerprint, targetSdk).bands(minSdk);
    List<Signing.Certificate> identity = certificates.of(identity(usedBy));
    return new Signing(
        List.copyOf(schemes.keySet()),
        List.of(),
        identity,
        certificates.except(identity),
        signers,
        usedBy,
        block.listed(),
        stamp,
        firstOf(problems));
  }

  private void addScheme(String scheme, @Nullable ByteCursor value) {
    if (value == null) {
      return;
    }
    SchemeBlock read = SchemeBlock.read(scheme, value, bounds);
    schemes.put(scheme, read);
    if (read.broken() != null) {
      problems.add(scheme + ": " + read.broken());
    }
  }

  private List<Signing.Signer> signers() {
    // The newest scheme first: those who count most must not be crowded out.
    for (SchemeBlock block : schemes.sequencedValues().reversed()) {
      block.signers().forEach(this::fingerprint);
    }
    List<Signing.Signer> signers = new ArrayList<>();
    for (SchemeBlock block : schemes.values()) {
      for (SchemeSigner signer : block.signers()) {
        if (signer.broken() != null) {
          problems.add(block.scheme() + ": " + signer.broken());
        }
        signers.add(signer(block.scheme(), signer));
      }
    }
    return signers;
  }

  private Signing.Signer signer(String scheme, SchemeSigner signer) {
    return new Signing.Signer(
        scheme,
        fingerprint(signer),
        signer.fromApi(),
        signer.toApi(),
        signer.lineage().stream().map(certificates::add).filter(Objects::nonNull).toList(),
        signer.announces(),
        signer.rotatesFromApi(),
        signer.attributes().stream().map(SigningBlock::hex).toList());
  }

  private @Nullable String fingerprint(SchemeSigner signer) {
    List<byte[]> certificate = signer.certificate();
    return certificate.isEmpty() ? null : certificates.add(certificate.getFirst());
  }

  /** Version 1 and 2 of the stamp both start with its certificate. */
  private @Nullable String sourceStamp(SigningBlock block) {
    ByteCursor value = block.values().get(SigningBlock.STAMP_V2);
    if (value == null) {
      value = block.values().get(SigningBlock.STAMP_V1);
    }
    if (value == null) {
      return null;
    }
    try {
      ByteCursor stamp = SchemeBlock.prefixed(value, "stamp");
      return certificates.add(SchemeBlock.certificate(stamp, "source stamp", bounds));
    } catch (MalformedApkException e) {
      problems.add("source stamp: " + e.getMessage());
      return null;
    }
  }

  /** Whom the newest API level that takes the signature goes by, else the newest scheme's. */
  private List<String> identity(List<Signing.Use> usedBy) {
    for (Signing.Use use : usedBy.reversed()) {
      if (use.scheme() != null && !use.certificates().isEmpty()) {
        return use.certificates();
      }
    }
    for (SchemeBlock block : schemes.sequencedValues().reversed()) {
      List<String> named =
          block.signers().stream().map(this::fingerprint).filter(Objects::nonNull).toList();
      if (!named.isEmpty()) {
        return named.stream().distinct().toList();
      }
    }
    return List.of();
  }

  private static List<String> firstOf(List<String> problems) {
    List<String> first =
        new ArrayList<>(problems.subList(0, Math.min(MAX_PROBLEMS, problems.size())));
    if (problems.size() > MAX_PROBLEMS) {
      first.add((problems.size() - MAX_PROBLEMS) + " further problems");
    }
    return first;
  }

  /**
   * Verifies with apksig, which takes about as long as half a scan of the code.
   *
   * @param read what {@link #read} gave
   * @param minSdk the manifest's lowest API level; below 24 scheme v1 must verify too
   * @return the same with {@code verified} and apksig's complaints filled in
   */
  public static Signing verify(ApkBytes bytes, Signing read, int minSdk) {
    List<String> problems = new ArrayList<>(read.problems());
    if (bytes.size() > Integer.MAX_VALUE) {
      problems.add("not verified: the file has more than 2 GiB");
      return read.with(List.of(), problems);
    }
    try {
      ApkVerifier.Result result =
          new ApkVerifier.Builder(DataSources.asDataSource(bytes.segment().asByteBuffer()))
              .setMinCheckedPlatformVersion(Math.max(1, minSdk))
              .build()
              .verify();
      result.getAllErrors().stream().limit(MAX_PROBLEMS).forEach(e -> problems.add(e.toString()));
      return read.with(verified(result), problems);
    } catch (ApkFormatException | IOException | NoSuchAlgorithmException e) {
      problems.add("not verified: " + e.getMessage());
    } catch (RuntimeException e) {
      // apksig promises nothing about hostile bytes; whatever escapes means "did not verify".
      problems.add("not verified: apksig failed with " + e.getClass().getSimpleName());
    }
    return read.with(List.of(), problems);
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
