package io.unveil.unpacker.zip;

import static io.unveil.unpacker.zip.ZipFormat.SATURATED;
import static io.unveil.unpacker.zip.ZipFormat.ZIP64_EXTRA_ID;

import io.unveil.unpacker.ByteCursor;
import io.unveil.unpacker.MalformedApkException;

/**
 * The values of a Zip64 extra field, by the rules of libziparchive's {@code
 * ParseZip64ExtendedInfoInExtraField}: a value is there for each field that is marked, or all three
 * are; nothing else may be.
 *
 * @param size inflated size in bytes
 * @param compressed size in the file in bytes
 * @param local file offset in bytes of the local header
 * @param problem why Android refuses the entry, empty when it does not
 */
record Zip64Extra(long size, long compressed, long local, String problem) {
  private static final int ALL_BYTES = 24;
  private static final int DISK_BYTES = 4;

  /**
   * Reads one; what is not there stays as it was given.
   *
   * @param extra the extra field
   * @param size 32-bit size, marked or not
   * @param compressed 32-bit compressed size
   * @param local 32-bit offset; in a local header, which has none, anything but the mark
   */
  static Zip64Extra read(ByteCursor extra, long size, long compressed, long local) {
    long[] fields = {size, compressed, local};
    String problem = "there is no Zip64 extra field";
    try {
      while (extra.remaining() >= 4) {
        int id = extra.u2("extra id");
        int length = extra.u2("extra size");
        if (id == ZIP64_EXTRA_ID) {
          problem = values(extra, length, fields);
          break;
        }
        extra.skip(length, "extra field");
      }
    } catch (MalformedApkException e) {
      problem = e.getMessage();
    }
    return new Zip64Extra(fields[0], fields[1], fields[2], problem);
  }

  private static String values(ByteCursor extra, int length, long[] fields)
      throws MalformedApkException {
    int bytes = length == ALL_BYTES + DISK_BYTES ? ALL_BYTES : length;
    boolean fits = length <= extra.remaining();
    int read = 0;
    for (int i = 0; i < fields.length; i++) {
      if (bytes == ALL_BYTES || fields[i] == SATURATED) {
        fields[i] = extra.s8("Zip64 value");
        read += 8;
      }
    }
    if (!fits) {
      return "the Zip64 extra field runs past the extra fields";
    }
    return read == bytes && read > 0
        ? ""
        : "the Zip64 extra field has " + length + " bytes where " + read + " are asked for";
  }
}
