package io.unveil.benchmarks;

import io.unveil.fixtures.Samples;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The APKs to measure: files and folders that the caller names, or one fixture app that is built
 * here when nothing is named.
 */
final class Inputs {
  /**
   * System property with files and folders, separated as on a class path; the environment variable
   * {@code UNVEIL_BENCH_APKS} says the same.
   */
  static final String PROPERTY = "unveil.bench.apks";

  static final String VARIABLE = "UNVEIL_BENCH_APKS";

  /** The fixture that is measured when nothing is named. */
  static final String FIXTURE = "hidden-icon-sms-spy";

  private Inputs() {}

  /**
   * {@return the APKs, at least one}
   *
   * @param named files and folders; empty means those of the property or variable, else the fixture
   * @throws IOException when one is missing or a folder holds none; the message is one line that
   *     says what to do
   */
  static List<Path> of(List<String> named) throws IOException {
    List<String> all = named.isEmpty() ? configuredPaths() : named;
    List<Path> files = new ArrayList<>();
    for (String name : all) {
      add(Path.of(name), files);
    }
    if (files.isEmpty()) {
      files.add(fixture());
    }
    return files;
  }

  /** {@return whether the property or the variable names APKs} */
  static boolean configured() {
    return !configuredPaths().isEmpty();
  }

  private static List<String> configuredPaths() {
    String property = System.getProperty(PROPERTY);
    String value = property == null ? System.getenv(VARIABLE) : property;
    return value == null
        ? List.of()
        : Stream.of(value.split(File.pathSeparator)).filter(v -> !v.isBlank()).toList();
  }

  private static void add(Path path, List<Path> files) throws IOException {
    if (Files.isRegularFile(path)) {
      files.add(path.toAbsolutePath());
      return;
    }
    if (!Files.isDirectory(path)) {
      throw new IOException(
          path + " does not exist; benchmarks/README.md says how to fetch public APKs");
    }
    try (Stream<Path> below = Files.walk(path)) {
      List<Path> found =
          below
              .filter(p -> p.toString().endsWith(".apk") && Files.isRegularFile(p))
              .map(Path::toAbsolutePath)
              .sorted()
              .toList();
      if (found.isEmpty()) {
        throw new IOException(path + " holds no file whose name ends in .apk");
      }
      files.addAll(found);
    }
  }

  /** A file of its own that is gone when the JVM ends. */
  static Path fixture() throws IOException {
    Path folder = Files.createTempDirectory("unveil-bench");
    Path file = folder.resolve(FIXTURE + ".apk");
    Files.write(file, Samples.named(FIXTURE).apk());
    folder.toFile().deleteOnExit();
    file.toFile().deleteOnExit();
    return file;
  }
}
