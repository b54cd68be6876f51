package io.unveil.unpacker;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.fixtures.ApkBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the bytes are: a result or {@link MalformedApkException}, soon. */
class HostileBytesTest {
  private static final long SEED = 20_251_123L;
  private static final int MUTATIONS = 2_000;

  private static byte[] good() {
    return ApkBuilder.apk("com.example.pet")
        .permission("android.permission.READ_SMS")
        .labelResource("Pet")
        .activity(".Main", a -> a.launcher().enabledByApi(Map.of(0, true, 29, false)))
        .entry("assets/a.bin", new byte[300])
        .signed(1, 2, 3)
        .build();
  }

  private static String outcome(byte[] bytes) {
    try {
      UnpackedApk app = ApkUnpacker.unpack(ApkBytes.of(bytes), Limits.DEFAULT);
      return app.manifest() == null ? "no manifest" : "read";
    } catch (MalformedApkException e) {
      return "malformed";
    }
  }

  @Test
  void everyPrefix_isReadOrMalformed() {
    byte[] good = good();
    Map<String, Integer> outcomes = new TreeMap<>();
    Assertions.assertTimeoutPreemptively(
        Duration.ofMinutes(2),
        () -> {
          for (int length = 0; length < good.length; length++) {
            outcomes.merge(outcome(Arrays.copyOf(good, length)), 1, Integer::sum);
          }
        });
    assertThat(outcomes.keySet()).containsExactly("malformed", "no manifest", "read");
    assertThat(outcome(good)).isEqualTo("read");
  }

  @Test
  void seededMutations_areReadOrMalformed() {
    byte[] good = good();
    Random random = new Random(SEED);
    Map<String, Integer> outcomes = new TreeMap<>();
    Assertions.assertTimeoutPreemptively(
        Duration.ofMinutes(2),
        () -> {
          for (int i = 0; i < MUTATIONS; i++) {
            byte[] mutant = mutated(good, random);
            try {
              outcomes.merge(outcome(mutant), 1, Integer::sum);
            } catch (RuntimeException | Error e) {
              throw new AssertionError("mutation " + i + " of seed " + SEED, e);
            }
          }
        });
    assertThat(outcomes.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(MUTATIONS);
    assertThat(outcomes).containsKey("read");
  }

  /**
   * One to eight places get a random byte, an extreme value of four bytes, or the bytes of another
   * place.
   */
  private static byte[] mutated(byte[] good, Random random) {
    byte[] mutant = good.clone();
    int places = 1 + random.nextInt(8);
    for (int i = 0; i < places; i++) {
      int at = random.nextInt(mutant.length - 8);
      switch (random.nextInt(3)) {
        case 0 -> mutant[at] = (byte) random.nextInt(256);
        case 1 -> Arrays.fill(mutant, at, at + 4, (byte) (random.nextBoolean() ? 0xFF : 0));
        default -> System.arraycopy(good, random.nextInt(good.length - 8), mutant, at, 8);
      }
    }
    return mutant;
  }

  @ParameterizedTest
  @ValueSource(strings = {"apk", "apksig"})
  void publicMalformedFiles_eachHasATypedResult(String folder) throws IOException {
    Path root = Path.of(System.getProperty("unveil.root", "."));
    Path corpus = root.resolve("../shared/corpora/malformed").resolve(folder).normalize();
    Assumptions.assumeTrue(Files.isDirectory(corpus), () -> "skipped: no test inputs at " + corpus);
    Map<String, Integer> outcomes = new TreeMap<>();
    List<Path> files;
    try (Stream<Path> walk = Files.walk(corpus)) {
      files = walk.filter(f -> f.toString().endsWith(".apk")).sorted().toList();
    }
    for (Path file : files) {
      outcomes.merge(outcome(Files.readAllBytes(file)), 1, Integer::sum);
    }
    System.out.println(folder + ": " + files.size() + " files, " + outcomes);
    assertThat(outcomes.getOrDefault("read", 0)).isGreaterThanOrEqualTo(files.size() * 9 / 10);
  }
}
