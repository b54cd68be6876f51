package io.unveil.ingest.stream;

import io.unveil.unpacker.UnpackedApk;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an APK says about itself: the value in {@link Topic#UNPACKED}.
 *
 * @param schemaVersion version of this format, 2
 * @param sha256 SHA-256 of the file, lower-case hex; also the record's key
 * @param submittedAt when the sample was submitted
 * @param unpackedAt when this was made
 * @param apk the package facts, or null when they are stored beside the APK because they are large
 * @param apkStoredAs name of the derived file in the store, or null when {@code apk} is here
 */
public record UnpackedMessage(
    int schemaVersion,
    String sha256,
    Instant submittedAt,
    Instant unpackedAt,
    @Nullable UnpackedApk apk,
    @Nullable String apkStoredAs) {
  /** Insists on exactly one of the two. */
  public UnpackedMessage {
    if ((apk == null) == (apkStoredAs == null)) {
      throw new IllegalArgumentException("exactly one of apk and apkStoredAs");
    }
  }
}
