package io.unveil.ingest.stream;

/** A record of a topic cannot be read. The message names topic, partition, offset and reason. */
public final class BadMessageException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean newer;

  /**
   * @param where the record, such as {@code apk.facts-3@17}
   * @param reason what is wrong and what to do
   * @param newer whether it is only newer than this process: another process can read it
   */
  BadMessageException(String where, String reason, boolean newer) {
    super(where + ": " + reason);
    this.newer = newer;
  }

  /**
   * {@return whether the record was written by a newer version, so that it is not broken but waits
   * for a process that can read it}
   */
  public boolean newer() {
    return newer;
  }
}
