package io.unveil.unpacker.signing;

import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ApkUnpacker;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;

/** What the oracles of signatures compare: one line for each file and API level. */
final class ApkSignatures {
  static final Path ROOT = Path.of(System.getProperty("unveil.root", "."));
  static final Path CORPORA = ROOT.resolve("../shared/corpora");
  private static final String FOLDER = "malformed/apksig";

  /** The first and the last level of each scheme, of v1 for newer targets, and of rotations. */
  static final List<Integer> API_LEVELS = List.of(23, 24, 27, 28, 29, 30, 32, 33, 34, 36);

  private ApkSignatures() {}

  static List<Path> files() throws IOException {
    try (var files = Files.list(CORPORA.resolve(FOLDER))) {
      return files.filter(f -> f.toString().endsWith(".apk")).sorted().toList();
    }
  }

  static String name(Path file, int api) {
    return FOLDER + "/" + file.getFileName() + " @ " + api;
  }

  static Signing ours(Path file) throws IOException {
    try {
      return ApkUnpacker.unpack(ApkBytes.of(Files.readAllBytes(file)), Limits.DEFAULT).signing();
    } catch (MalformedApkException e) {
      return Signing.NONE;
    }
  }

  /** {@return scheme and certificates at an API level, "" when it is below the app's lowest} */
  static String at(Signing signing, int api) {
    for (Signing.Use use : signing.usedBy()) {
      if (use.fromApi() <= api && api <= use.toApi()) {
        return use.scheme() == null ? "refused" : line(use.scheme(), use.certificates());
      }
    }
    return signing.usedBy().isEmpty() ? "unread" : "";
  }

  static String line(String scheme, Iterable<String> certificates) {
    TreeSet<String> sorted = new TreeSet<>();
    certificates.forEach(sorted::add);
    return scheme + " " + sorted;
  }

  static String difference(String tool, String theirs, String ours) {
    return theirs.equals(ours) ? "" : tool + " '" + theirs + "', we '" + ours + "'";
  }
}
