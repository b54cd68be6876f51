package io.unveil.deploy.main;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher puts on the class path of {@code scan}: small, so that it starts at once. */
class ScanClassPathIT {
  private static final Path ROOT = Path.of(System.getProperty("unveil.root"));

  /**
   * Every jar that may be there, without its version. A new one needs a reason: each costs start-up
   * time.
   */
  private static final List<String> ALLOWED =
      List.of(
          "apksig",
          "asm-analysis",
          "asm-commons",
          "asm-tree",
          "asm-util",
          "d2j-base-cmd",
          "d2j-external",
          "dex-ir",
          "dex-reader",
          "dex-reader-api",
          "dex-translator",
          "jackson-annotations",
          "jackson-core",
          "jackson-databind",
          "jspecify",
          "picocli",
          "unveil-analyzer",
          "unveil-unpacker");

  @Test
  void jars_areAllKnown() throws Exception {
    assertThat(Arrays.stream(classPath().split(":")).map(ScanClassPathIT::artifact))
        .contains("unveil-analyzer", "picocli")
        .doesNotHaveDuplicates()
        .allSatisfy(jar -> assertThat(jar).isIn(ALLOWED));
  }

  @Test
  void version_loadsNeitherAnalyzerNorJson(@TempDir Path folder) throws Exception {
    Path loaded = folder.resolve("loaded.txt");
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:disable",
                "-Xlog:class+load:file=" + loaded,
                "-cp",
                ROOT.resolve("deploy/target/unveil-deploy.jar") + ":" + classPath(),
                "io.unveil.deploy.main.Unveil",
                "--version")
            .redirectErrorStream(true)
            .start();
    String output = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(java.waitFor()).as(output).isZero();
    List<String> classes = Files.readAllLines(loaded);
    assertThat(classes.stream().filter(c -> c.contains(" io.unveil.deploy.cli.UnveilCli ")))
        .hasSize(1);
    assertThat(
            classes.stream()
                .filter(c ->
                    c.contains(" io.unveil.analyzer.")
                        || c.contains(" io.unveil.unpacker.")
                        || c.contains(" tools.jackson.")))
        .isEmpty();
  }

  private static String classPath() throws Exception {
    return Files.readString(ROOT.resolve("deploy/target/scan.classpath")).strip();
  }

  private static String artifact(String jar) {
    String name = jar.substring(jar.lastIndexOf('/') + 1);
    return name.replaceFirst("-\\d.*", "").replaceFirst("\\.jar$", "");
  }
}
