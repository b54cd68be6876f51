package io.unveil.analyzer.flow;

import io.unveil.analyzer.model.BadDataException;
import io.unveil.analyzer.model.StrictJson;
import io.unveil.fixtures.ApkBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder {@code flows/AREA/CASE} with an app and what the engine must say about it; CONTRIBUTING
 * explains the files.
 */
record GoldenCase(Path folder, CaseFile file) {
  static final Path FLOWS =
      Path.of(System.getProperty("unveil.root", ".."), "analyzer/src/test/resources/flows");

  /** {@return all cases, by name} */
  static List<GoldenCase> all() {
    try (Stream<Path> files = Files.walk(FLOWS)) {
      return files
          .filter(f -> f.getFileName().toString().equals("case.json"))
          .map(Path::getParent)
          .sorted()
          .map(GoldenCase::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static GoldenCase read(Path folder) {
    try {
      Path file = folder.resolve("case.json");
      String name = FLOWS.relativize(file).toString();
      return new GoldenCase(
          folder, StrictJson.read(name, Files.readAllBytes(file), CaseFile.class));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (BadDataException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** {@return {@code AREA/CASE}} */
  String name() {
    return FLOWS.relativize(folder).toString();
  }

  Path expected() {
    return folder.resolve("expected.txt");
  }

  /** {@return what {@code expected.txt} says; nothing where there is none yet} */
  Expectation expectation() throws IOException {
    List<String> lines = Files.exists(expected()) ? Files.readAllLines(expected()) : List.of();
    return Expectation.parse(name(), lines);
  }

  ApkBuilder app() {
    List<String> sources = new ArrayList<>(sources(folder));
    @Nullable List<String> library = file.library();
    if (library != null) {
      library.forEach(l -> sources.addAll(sources(FLOWS.resolve("library").resolve(l))));
    }
    return file.app(sources);
  }

  private static List<String> sources(Path folder) {
    List<String> sources = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path source : files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
        sources.add(Files.readString(source));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sources;
  }

  @Override
  public String toString() {
    return name();
  }
}
