package io.unveil.deploy.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory of another process, from {@code /proc} where there is one. */
final class ProcessMemory {
  private static final String PRIVATE = "RssAnon:";

  private ProcessMemory() {}

  /** {@return private memory that is filled, in bytes; 0 when it is not known} */
  static long privateBytes(long pid) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
        if (line.startsWith(PRIVATE)) {
          String kib = line.substring(PRIVATE.length()).replace("kB", "").strip();
          return Long.parseLong(kib) << 10;
        }
      }
      return 0;
    } catch (IOException | NumberFormatException _) {
      return 0;
    }
  }
}
