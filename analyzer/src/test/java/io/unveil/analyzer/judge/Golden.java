package io.unveil.analyzer.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Compares with a committed file; {@code -Dgolden.update=true} rewrites it instead. */
public final class Golden {
  private Golden() {}

  public static void check(String pathFromRoot, String actual) {
    Path file = Path.of(System.getProperty("unveil.root", "..")).resolve(pathFromRoot);
    try {
      if (Boolean.getBoolean("golden.update")) {
        Files.createDirectories(file.getParent());
        Files.writeString(file, actual);
      }
      assertThat(actual)
          .as("%s; rewrite with -Dgolden.update=true", pathFromRoot)
          .isEqualTo(Files.exists(file) ? Files.readString(file) : "(no such file)");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
