package io.unveil.ingest.stream;

/**
 * Where a sample came from.
 *
 * @param kind how it came in
 * @param name such as a file name; a statement of the sender, never used as a path. At most {@value
 *     #MAX_NAME} characters are kept, the last ones
 */
public record Origin(Kind kind, String name) {
  /** Longest name in characters. */
  public static final int MAX_NAME = 512;

  /** Keeps the end of a long name, which tells more than its beginning. */
  public Origin {
    name = name.length() > MAX_NAME ? name.substring(name.length() - MAX_NAME) : name;
  }

  /** How a sample came in. */
  public enum Kind {
    /** Command line: a file that a person named. */
    CLI,
    /** A folder that was submitted as a whole. */
    FOLDER,
    /** Upload over HTTP. */
    HTTP,
    /** A bucket and prefix. */
    S3,
    /** Put back by the reconciler, because the store has it and no result exists. */
    RECONCILER
  }
}
