package io.unveil.unpacker.signing;

import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ByteCursor;
import io.unveil.unpacker.MalformedApkException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * The APK Signing Block before the central directory (source.android.com, "APK Signature Scheme v2"
 * and v3): pairs of id and value. Reads certificates; judges no signature.
 */
final class SigningBlock {
  private static final int FOOTER_BYTES = 24;
  private static final long MAGIC_LOW = 0x20676953204b5041L;
  private static final long MAGIC_HIGH = 0x3234206b636f6c42L;

  /** Signers are few; Android itself reads at most 10 of scheme v2. */
  private static final int MAX_CERTIFICATES = 100;

  /** Scheme by block id, oldest first. */
  private static final Map<Integer, String> SCHEMES =
      Map.of(0x7109871a, "v2", 0xf05368c0, "v3", 0x1b93ad61, "v3.1");

  private SigningBlock() {}

  /**
   * {@return the signers' own certificates in DER by scheme, in file order}
   *
   * @param directoryOffset where the central directory starts, -1 for none
   * @param problems receives what could not be read
   */
  static SequencedMap<String, List<byte[]>> certificates(
      ApkBytes bytes, long directoryOffset, List<String> problems) {
    SequencedMap<String, List<byte[]>> found = new LinkedHashMap<>();
    if (directoryOffset < FOOTER_BYTES + 8) {
      return found;
    }
    try {
      ByteCursor cursor = new ByteCursor(bytes.segment(), "APK Signing Block");
      long size = cursor.at(directoryOffset - FOOTER_BYTES, "footer").s8("block size");
      if (cursor.s8("magic") != MAGIC_LOW || cursor.s8("magic") != MAGIC_HIGH) {
        return found;
      }
      if (size < FOOTER_BYTES || size > directoryOffset - 8) {
        throw new MalformedApkException(
            directoryOffset - FOOTER_BYTES, "APK Signing Block of " + size + " bytes");
      }
      long start = directoryOffset - 8 - size;
      readPairs(cursor.slice(start + 8, size - FOOTER_BYTES, "pairs"), found, problems);
    } catch (MalformedApkException e) {
      problems.add(e.getMessage());
    }
    return found;
  }

  private static void readPairs(
      ByteCursor pairs, Map<String, List<byte[]>> found, List<String> problems)
      throws MalformedApkException {
    while (pairs.remaining() > 0) {
      long size = pairs.s8("pair size");
      long start = pairs.position();
      if (size < 4 || size > pairs.remaining()) {
        throw new MalformedApkException(start, "APK Signing Block: pair of " + size + " bytes");
      }
      String scheme = SCHEMES.get(pairs.s4("pair id"));
      if (scheme != null && !found.containsKey(scheme)) {
        found.put(scheme, signers(pairs.slice(start + 4, size - 4, "signers"), scheme, problems));
      }
      pairs.at(start + size, "next pair");
    }
  }

  private static List<byte[]> signers(ByteCursor value, String scheme, List<String> problems) {
    List<byte[]> certificates = new ArrayList<>();
    try {
      ByteCursor signers = prefixed(value);
      while (signers.remaining() > 0 && certificates.size() < MAX_CERTIFICATES) {
        ByteCursor signedData = prefixed(prefixed(signers));
        prefixed(signedData);
        ByteCursor chain = prefixed(signedData);
        if (chain.remaining() > 0) {
          ByteCursor first = prefixed(chain);
          certificates.add(first.bytes((int) first.remaining(), "certificate"));
        }
      }
    } catch (MalformedApkException e) {
      problems.add("scheme " + scheme + ": " + e.getMessage());
    }
    return certificates;
  }

  /** Takes the next element, which its size in four bytes precedes. */
  private static ByteCursor prefixed(ByteCursor from) throws MalformedApkException {
    long size = from.u4("length");
    ByteCursor element = from.slice(from.position(), size, "element");
    from.skip(size, "element");
    return element;
  }
}
