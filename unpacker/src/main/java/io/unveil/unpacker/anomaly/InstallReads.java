package io.unveil.unpacker.anomaly;

/**
 * Which entries Android reads when it installs an archive: a deviation that refuses one entry
 * refuses the archive only where that entry is read.
 */
@FunctionalInterface
public interface InstallReads {
  /** Every entry is read, as for an archive of which nothing else is known. */
  InstallReads ALL = (_, _) -> Refusal.EVERY_API;

  /**
   * {@return the last API level whose installation fails when this entry cannot be read, 0 for
   * none; all levels from {@link #firstApi} on fail}
   *
   * @param entry entry name
   * @param why what is wrong with it
   */
  int lastApi(String entry, Anomaly why);

  /**
   * {@return the first API level whose installation fails for it; parameters as of {@link
   * #lastApi}}
   */
  default int firstApi(String entry, Anomaly why) {
    return 1;
  }
}
