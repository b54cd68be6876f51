package io.unveil.ingest.stream;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Record keys: a SHA-256 in lower-case hex. */
final class SampleKey {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private SampleKey() {}

  static boolean valid(@Nullable String key) {
    return key != null && SHA256.matcher(key).matches();
  }
}
