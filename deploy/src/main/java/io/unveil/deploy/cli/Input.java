package io.unveil.deploy.cli;

import java.nio.file.Path;

/** One thing that the command line names, after folders were listed. */
sealed interface Input {
  /** {@return the name under which it is reported} */
  String name();

  /** A file to scan. */
  record Sample(String name, Path path) implements Input {}

  /** Something that cannot be scanned, with what to do about it. */
  record Unreadable(String name, String reason) implements Input {}
}
