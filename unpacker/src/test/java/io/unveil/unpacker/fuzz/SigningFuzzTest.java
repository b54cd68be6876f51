package io.unveil.unpacker.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.unveil.fixtures.ZipWriter;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.Unread;
import io.unveil.unpacker.anomaly.Sightings;
import io.unveil.unpacker.signing.SigningReader;
import io.unveil.unpacker.zip.EntryInflater;
import io.unveil.unpacker.zip.ZipArchive;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes as the pairs of an APK Signing Block and, as the same archive's {@code META-INF/A.RSA},
 * as the PKCS #7 file of scheme v1.
 */
class SigningFuzzTest {
  private static final int FOOTER_BYTES = 24;

  static Stream<byte[]> seeds() {
    return Seeds.signing();
  }

  @MethodSource("seeds")
  @FuzzTest
  void signing(byte[] input) {
    fuzzerTestOneInput(input);
  }

  /** Entry point of the fuzzer's own driver. */
  public static void fuzzerTestOneInput(byte[] input) {
    byte[] archive = archive(input);
    Oracle.check(archive, SigningFuzzTest::read);
  }

  private static void read(byte[] archive) throws MalformedApkException {
    ApkBytes bytes = ApkBytes.of(archive);
    Sightings sightings = new Sightings(Limits.DEFAULT.maxAnomalies());
    Unread unread = new Unread();
    ZipArchive zip = ZipArchive.read(bytes, Limits.DEFAULT, sightings, unread);
    try (EntryInflater inflater = new EntryInflater(Limits.DEFAULT.maxInflatedBytes())) {
      SigningReader.read(bytes, zip, inflater, 21, 36, Limits.DEFAULT, unread);
    }
  }

  private static byte[] archive(byte[] input) {
    int size = input.length + FOOTER_BYTES;
    ByteBuffer block = ByteBuffer.allocate(size + 8).order(ByteOrder.LITTLE_ENDIAN);
    block.putLong(size).put(input).putLong(size);
    block.put("APK Sig Block 42".getBytes(StandardCharsets.US_ASCII));
    ZipWriter zip = new ZipWriter().beforeCentralDirectory(block.array());
    zip.addStored("META-INF/A.RSA", input);
    // Android passes over a block without its signature file.
    zip.addStored("META-INF/A.SF", input);
    return zip.toBytes();
  }
}
