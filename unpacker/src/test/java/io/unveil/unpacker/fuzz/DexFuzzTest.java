package io.unveil.unpacker.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.unveil.unpacker.dex.DexReading;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as a DEX file: ids, classes, members, code, handlers, lines, the index over all. */
class DexFuzzTest {
  static Stream<byte[]> seeds() {
    return Seeds.dex();
  }

  @MethodSource("seeds")
  @FuzzTest
  void dex(byte[] input) {
    fuzzerTestOneInput(input);
  }

  /** Entry point of the fuzzer's own driver. */
  public static void fuzzerTestOneInput(byte[] input) {
    Oracle.check(input, DexReading::all);
  }
}
