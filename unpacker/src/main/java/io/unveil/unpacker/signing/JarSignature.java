package io.unveil.unpacker.signing;

import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.zip.EntryInflater;
import io.unveil.unpacker.zip.View;
import io.unveil.unpacker.zip.ZipArchive;
import io.unveil.unpacker.zip.ZipEntry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Scheme v1: {@code META-INF/NAME.SF} with {@code NAME.RSA}, {@code .DSA} or {@code .EC}
 * (StrictJarVerifier of AOSP; names without regard to case).
 */
final class JarSignature {
  private static final String FOLDER = "META-INF/";

  /** What is read first of a signature file; tools write its main section within hundreds. */
  private static final int SF_HEAD_BYTES = 1 << 14;

  private static final String END_OF_SECTION = "\n\n";
  private static final String ANNOUNCES = "x-android-apk-signed:";

  private final ApkBytes bytes;
  private final ZipArchive archive;
  private final EntryInflater inflater;
  private final SigningBounds bounds;
  private final List<String> problems;

  JarSignature(
      ApkBytes bytes,
      ZipArchive archive,
      EntryInflater inflater,
      SigningBounds bounds,
      List<String> problems) {
    this.bytes = bytes;
    this.archive = archive;
    this.inflater = inflater;
    this.bounds = bounds;
    this.problems = problems;
  }

  /** {@return the signers, null when the archive has no signature file with its block} */
  @Nullable SchemeBlock read() {
    SequencedMap<String, ZipEntry> files = files();
    List<SchemeSigner> signers = new ArrayList<>();
    String broken = null;
    boolean any = false;
    for (Map.Entry<String, ZipEntry> file : files.entrySet()) {
      ZipEntry signatureFile = signatureFile(file.getKey(), files);
      if (signatureFile == null) {
        continue;
      }
      any = true;
      if (!bounds.take("v1")) {
        break;
      }
      List<String> announces = announced(signatureFile);
      try {
        for (byte[] certificate : certificates(file.getValue())) {
          signers.add(signer(certificate, announces));
        }
      } catch (MalformedApkException e) {
        signers.add(broken(announces, e.getMessage()));
      }
    }
    if (!any) {
      return null;
    }
    if (!files.containsKey(FOLDER + "MANIFEST.MF")) {
      broken = "there is no META-INF/MANIFEST.MF";
    }
    if (broken != null) {
      problems.add("v1: " + broken);
    }
    return new SchemeBlock("v1", List.copyOf(signers), broken);
  }

  private List<byte[]> certificates(ZipEntry block) throws MalformedApkException {
    byte[] pkcs7;
    try {
      pkcs7 = archive.read(block, View.JAR_V1, inflater, bounds.size(block.name()));
    } catch (MalformedApkException e) {
      bounds.tell(e);
      throw e;
    }
    return Certificates.ofPkcs7(pkcs7, block.name());
  }

  private static SchemeSigner signer(byte[] certificate, List<String> announces) {
    return new SchemeSigner(
        List.of(certificate),
        0,
        Integer.MAX_VALUE,
        List.of(),
        announces,
        null,
        false,
        List.of(),
        null);
  }

  private static SchemeSigner broken(List<String> announces, String reason) {
    return new SchemeSigner(
        List.of(), 0, Integer.MAX_VALUE, List.of(), announces, null, false, List.of(), reason);
  }

  /** Files directly in META-INF by upper-case name; of equal names the first. */
  private SequencedMap<String, ZipEntry> files() {
    SequencedMap<String, ZipEntry> files = new LinkedHashMap<>();
    for (ZipEntry entry : archive.entries()) {
      String name = entry.name();
      if (name.regionMatches(true, 0, FOLDER, 0, FOLDER.length())
          && name.indexOf('/', FOLDER.length()) < 0) {
        files.putIfAbsent(name.toUpperCase(Locale.ROOT), entry);
      }
    }
    return files;
  }

  private @Nullable ZipEntry signatureFile(String name, Map<String, ZipEntry> files) {
    if (!name.endsWith(".RSA") && !name.endsWith(".DSA") && !name.endsWith(".EC")) {
      return null;
    }
    ZipEntry file = files.get(name.substring(0, name.lastIndexOf('.')) + ".SF");
    if (file == null) {
      problems.add("v1: " + name + " has no .SF file, so Android passes it over");
    }
    return file;
  }

  private List<String> announced(ZipEntry file) {
    List<String> announced = new ArrayList<>();
    for (String line : mainSection(file)) {
      if (line.toLowerCase(Locale.ROOT).startsWith(ANNOUNCES)) {
        for (String id : line.substring(ANNOUNCES.length()).split(",")) {
          String scheme = "v" + id.strip();
          if ((scheme.equals("v2") || scheme.equals("v3")) && !announced.contains(scheme)) {
            announced.add(scheme);
          }
        }
      }
    }
    return announced;
  }

  /** The lines before the first empty one, folded ones joined. */
  private List<String> mainSection(ZipEntry file) {
    String head = head(file, SF_HEAD_BYTES);
    int end = head.indexOf(END_OF_SECTION);
    if (end < 0 && file.declaredBytes() > SF_HEAD_BYTES) {
      head = head(file, bounds.maxBytes());
      end = head.indexOf(END_OF_SECTION);
      if (end < 0 && file.declaredBytes() > bounds.maxBytes()) {
        bounds.tellSize(file.name());
      }
    }
    return List.of((end < 0 ? head : head.substring(0, end)).replace("\n ", "").split("\n"));
  }

  private String head(ZipEntry file, int most) {
    byte[] head = new byte[Math.clamp(file.declaredBytes(), 0, most)];
    int method = file.method() == 0 ? 0 : EntryInflater.DEFLATED;
    int count = inflater.prefix(bytes, file.dataOffset(), file.compressedBytes(), method, head);
    String text = new String(head, 0, Math.max(0, count), StandardCharsets.UTF_8);
    return text.replace("\r\n", "\n").replace('\r', '\n');
  }
}
