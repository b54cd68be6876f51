package io.unveil.analyzer.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The bundled models together with those of a file that only tests have. */
public final class ExtendedModels {
  private ExtendedModels() {}

  /** {@return both; the file may not model a method again} */
  public static Models read(Path file) {
    try {
      return ModelLoader.withBundled()
          .add(String.valueOf(file.getFileName()), Files.readAllBytes(file))
          .models();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (BadDataException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
