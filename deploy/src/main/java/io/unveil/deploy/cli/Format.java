package io.unveil.deploy.cli;

import java.util.Locale;

/** How {@code scan} writes results. */
enum Format {
  /** One block per file, for people. */
  TEXT,
  /** One object for one file, else an array; indented. */
  JSON,
  /** One object per line and input, as soon as it is known. */
  JSONL;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
