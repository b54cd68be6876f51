package io.unveil.deploy.main;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SandboxedScannerTest {
  @ParameterizedTest
  @CsvSource({
    "0, 1, 2, 1",
    "100, 2, 2, 1",
    "128, 2, 2, 2",
    "4000, 2, 2, 2",
    "100, 16, 16, 7",
    "100, 3, 16, 3",
    "100, 64, 512, 64"
  })
  void workersThatAreStartedAtOnce_followTheBytes_andTheProcessors(
      long mebibytes, int most, int processors, int expected) {
    assertThat(SandboxedScanner.soon(mebibytes << 20, most, processors)).isEqualTo(expected);
  }
}
