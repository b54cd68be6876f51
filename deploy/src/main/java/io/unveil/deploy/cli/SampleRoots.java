package io.unveil.deploy.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What sandboxed workers may read: what the command line names, and no more. */
final class SampleRoots {
  /** More files than this are named by their folders: each costs the start of a worker time. */
  private static final int MOST_FILES = 1_000;

  private SampleRoots() {}

  /** {@return folders and files; what does not exist is left out} */
  static List<Path> of(List<String> given) {
    List<Path> roots = new ArrayList<>();
    for (String path : given) {
      try {
        Path root = Path.of(path).toAbsolutePath();
        if (Files.exists(root)) {
          roots.add(root);
        }
      } catch (InvalidPathException _) {
        // Reported as an input that cannot be read.
      }
    }
    return roots.size() <= MOST_FILES
        ? roots
        : roots.stream()
            .map(root -> Files.isDirectory(root) ? root : Objects.requireNonNull(root.getParent()))
            .distinct()
            .toList();
  }
}
