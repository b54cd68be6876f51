package io.unveil.ingest.store;

import java.util.regex.Pattern;

/** Which names may become part of a path or of an object's key. All else is refused. */
final class StoreNames {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern DERIVED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,63}");

  private StoreNames() {}

  static boolean isSha256(String name) {
    return SHA256.matcher(name).matches();
  }

  static String sha256(String name) {
    if (!isSha256(name)) {
      throw new IllegalArgumentException("not a SHA-256 of 64 lower-case hex digits");
    }
    return name;
  }

  static String derived(String name) {
    if (!DERIVED.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "not a name of 1 to 64 letters, digits, dots and dashes that begins with a letter or"
              + " digit");
    }
    return name;
  }
}
