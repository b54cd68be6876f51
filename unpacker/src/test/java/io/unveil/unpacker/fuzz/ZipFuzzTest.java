package io.unveil.unpacker.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ApkUnpacker;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as a whole APK or bundle, with all archives inside. */
class ZipFuzzTest {
  static Stream<byte[]> seeds() {
    return Seeds.zip();
  }

  @MethodSource("seeds")
  @FuzzTest
  void zip(byte[] input) {
    fuzzerTestOneInput(input);
  }

  /** Entry point of the fuzzer's own driver. */
  public static void fuzzerTestOneInput(byte[] input) {
    Oracle.check(input, ZipFuzzTest::read);
  }

  private static void read(byte[] input) throws MalformedApkException {
    ApkUnpacker.unpack(ApkBytes.of(input), Limits.DEFAULT);
  }
}
