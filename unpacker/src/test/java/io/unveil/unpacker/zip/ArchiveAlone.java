package io.unveil.unpacker.zip;

import io.unveil.unpacker.UnpackedApk;

/** What Android would say to an archive if it were signed: archives of these tests are not. */
final class ArchiveAlone {
  private ArchiveAlone() {}

  /** {@return whether Android {@code api} takes the archive but for its signatures} */
  static boolean installsAt(UnpackedApk app, int api) {
    return app.installable().refusals().stream()
        .filter(refusal -> !refusal.reason().startsWith("signature:"))
        .noneMatch(refusal -> refusal.holdsAt(api));
  }
}
