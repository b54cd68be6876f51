package io.unveil.deploy.endtoend;

import io.unveil.fixtures.Sample;
import io.unveil.fixtures.Samples;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Folders of inert apps. */
final class Apks {
  private static final int END_RECORD_BYTES = 22;

  private Apks() {}

  /** Writes every sample as {@code name.apk}. {@return samples by SHA-256} */
  static Map<String, Sample> writeSamples(Path folder) throws IOException {
    Map<String, Sample> samples = new HashMap<>();
    for (Sample sample : Samples.all()) {
      byte[] apk = sample.apk();
      Files.write(folder.resolve(sample.name() + ".apk"), apk);
      samples.put(sha256(apk), sample);
    }
    return samples;
  }

  /**
   * Writes {@code count} variants of one app that differ only in the archive's comment, hence in
   * their SHA-256. {@return all SHA-256}
   */
  static Set<String> writeVariants(Path folder, String app, int count) throws IOException {
    byte[] apk = Files.readAllBytes(Launcher.demoApks().resolve(app + ".apk"));
    Set<String> all = new TreeSet<>();
    for (int n = 0; n < count; n++) {
      byte[] variant = commented(apk, "variant %06d of %s".formatted(n, app));
      Files.write(folder.resolve("variant-%06d.apk".formatted(n)), variant);
      all.add(sha256(variant));
    }
    return all;
  }

  static byte[] commented(byte[] apk, String comment) {
    byte[] text = comment.getBytes(StandardCharsets.US_ASCII);
    int end = apk.length - END_RECORD_BYTES;
    if (apk[end] != 'P' || apk[end + 1] != 'K' || apk[end + 2] != 5 || apk[end + 3] != 6) {
      throw new IllegalArgumentException("the archive has a comment already");
    }
    byte[] variant = java.util.Arrays.copyOf(apk, apk.length + text.length);
    variant[apk.length - 2] = (byte) text.length;
    System.arraycopy(text, 0, variant, apk.length, text.length);
    return variant;
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
