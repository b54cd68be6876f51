package io.unveil.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A committed page that code writes; {@code -Dgolden.update=true} rewrites it instead. */
public final class Page {
  private Page() {}

  /** Compares. */
  public static void check(String pathFromRoot, String actual) throws IOException {
    Path file = Path.of(System.getProperty("unveil.root", "..")).resolve(pathFromRoot);
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(file, actual);
    }
    assertThat(actual)
        .as("%s; rewrite with -Dgolden.update=true", pathFromRoot)
        .isEqualTo(Files.exists(file) ? Files.readString(file) : "(no such file)");
  }
}
