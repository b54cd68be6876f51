package io.unveil.unpacker.signing;

import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.zip.EntryInflater;
import io.unveil.unpacker.zip.ZipArchive;

/** Signature schemes and certificates; filled by the next change. */
public final class SigningReader {
  private SigningReader() {}

  /** {@return nothing yet} */
  public static Signing read(ApkBytes bytes, ZipArchive archive, EntryInflater inflater) {
    return Signing.NONE;
  }
}
