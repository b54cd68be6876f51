package io.unveil.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The work that no scanner can leave out: read the file, SHA-256 over all of it, and inflate the
 * manifest, the resource table and every {@code classes*.dex} once, with the JDK's own means. All
 * costs of a scan are told as multiples of it, so it must not change: neither to make it faster nor
 * to follow what the scanner does.
 *
 * <p>It trusts the archive (<a
 * href="https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT">APPNOTE.TXT</a> 4.3.7, 4.3.12,
 * 4.3.16): inputs of benchmarks are known APKs. Never use it on samples.
 */
public final class Floor {
  private static final Pattern DEX = Pattern.compile("classes\\d*\\.dex");

  private static final int END_MAGIC = 0x0605_4b50;
  private static final int END_BYTES = 22;
  private static final int END_ENTRY_COUNT = 10;
  private static final int END_DIRECTORY_OFFSET = 16;

  private static final int RECORD_BYTES = 46;
  private static final int RECORD_METHOD = 10;
  private static final int RECORD_COMPRESSED = 20;
  private static final int RECORD_SIZE = 24;
  private static final int RECORD_NAME_LENGTH = 28;
  private static final int RECORD_EXTRA_LENGTH = 30;
  private static final int RECORD_COMMENT_LENGTH = 32;
  private static final int RECORD_HEADER_OFFSET = 42;

  private static final int HEADER_BYTES = 30;
  private static final int HEADER_NAME_LENGTH = 26;
  private static final int HEADER_EXTRA_LENGTH = 28;

  private Floor() {}

  /**
   * What the work gives.
   *
   * @param sha256 SHA-256 of the file, lower-case hex
   * @param inflated the inflated entries by name, in the order of the central directory
   */
  public record Result(String sha256, Map<String, byte[]> inflated) {
    /** {@return bytes of all DEX files together} */
    public long dexBytes() {
      return inflated.entrySet().stream()
          .filter(e -> DEX.matcher(e.getKey()).matches())
          .mapToLong(e -> e.getValue().length)
          .sum();
    }
  }

  /**
   * Does the work once.
   *
   * @param apk a well-formed APK
   * @throws IOException when it cannot be read or is no ZIP archive
   */
  public static Result run(Path apk) throws IOException {
    byte[] file = Files.readAllBytes(apk);
    try {
      String sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
      return new Result(sha256, inflate(file));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    } catch (DataFormatException e) {
      throw new IOException(apk + ": an entry does not inflate", e);
    }
  }

  private static Map<String, byte[]> inflate(byte[] file) throws IOException, DataFormatException {
    ByteBuffer zip = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int end = endRecord(zip);
    int count = Short.toUnsignedInt(zip.getShort(end + END_ENTRY_COUNT));
    int record = zip.getInt(end + END_DIRECTORY_OFFSET);
    Map<String, byte[]> inflated = new LinkedHashMap<>();
    try (Inflater inflater = new Inflater(true)) {
      for (int i = 0; i < count; i++) {
        int nameLength = Short.toUnsignedInt(zip.getShort(record + RECORD_NAME_LENGTH));
        String name = new String(file, record + RECORD_BYTES, nameLength, StandardCharsets.UTF_8);
        if (isRead(name)) {
          inflated.put(name, entry(zip, record, inflater));
        }
        record +=
            RECORD_BYTES
                + nameLength
                + Short.toUnsignedInt(zip.getShort(record + RECORD_EXTRA_LENGTH))
                + Short.toUnsignedInt(zip.getShort(record + RECORD_COMMENT_LENGTH));
      }
    }
    return inflated;
  }

  private static int endRecord(ByteBuffer zip) throws IOException {
    for (int at = zip.capacity() - END_BYTES; at >= 0; at--) {
      if (zip.getInt(at) == END_MAGIC) {
        return at;
      }
    }
    throw new IOException("no ZIP archive: there is no end record");
  }

  private static boolean isRead(String name) {
    return name.equals("AndroidManifest.xml")
        || name.equals("resources.arsc")
        || DEX.matcher(name).matches();
  }

  private static byte[] entry(ByteBuffer zip, int record, Inflater inflater)
      throws DataFormatException {
    int header = zip.getInt(record + RECORD_HEADER_OFFSET);
    int data =
        header
            + HEADER_BYTES
            + Short.toUnsignedInt(zip.getShort(header + HEADER_NAME_LENGTH))
            + Short.toUnsignedInt(zip.getShort(header + HEADER_EXTRA_LENGTH));
    byte[] out = new byte[zip.getInt(record + RECORD_SIZE)];
    if (zip.getShort(record + RECORD_METHOD) == 0) {
      zip.get(data, out);
      return out;
    }
    inflater.reset();
    inflater.setInput(zip.slice(data, zip.getInt(record + RECORD_COMPRESSED)));
    int length = inflater.inflate(out);
    if (length != out.length) {
      throw new DataFormatException(length + " bytes came out, " + out.length + " declared");
    }
    return out;
  }
}
