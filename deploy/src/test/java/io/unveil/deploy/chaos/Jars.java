package io.unveil.deploy.chaos;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** Small jars that stand before the product's own on a class path. */
final class Jars {
  private static final LocalDateTime TIME = LocalDateTime.of(2020, 1, 1, 0, 0);

  private Jars() {}

  /** Writes a jar with these entries. */
  static void write(Path jar, Map<String, byte[]> entries) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        JarEntry made = new JarEntry(entry.getKey());
        // The same content is the same jar.
        made.setTimeLocal(TIME);
        out.putNextEntry(made);
        out.write(entry.getValue());
        out.closeEntry();
      }
    }
  }
}
