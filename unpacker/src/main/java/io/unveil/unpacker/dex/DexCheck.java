package io.unveil.unpacker.dex;

/** How much of a DEX file is looked at for what is odd about it. */
public enum DexCheck {
  /** Header, map list and Adler-32: one fast look at each byte. */
  QUICK,
  /**
   * Also whether SHA-1 fits, which no Android checks, and whether the tables name only what is
   * there, which reading the code finds out as well. Takes several times as long.
   */
  WHOLE
}
