package io.unveil.unpacker.resources;

import io.unveil.unpacker.ByteCursor;
import io.unveil.unpacker.MalformedApkException;
import org.jspecify.annotations.Nullable;

/**
 * The rules by which Android takes a string pool ({@code ResStringPool::setTo} in AOSP's
 * ResourceTypes.cpp).
 *
 * @param chunk exactly the pool's bytes
 * @param strings declared number
 * @param start where the strings start
 * @param end where they end: at the styles or at the end of the pool
 * @param unitBytes bytes of a unit of text: 1 for UTF-8, 2 for UTF-16
 */
record PoolRules(
    ByteCursor chunk, int headerBytes, long strings, long start, long end, long unitBytes) {
  private static final int STYLE_END_BYTES = 12;

  /** {@return the first rule that is broken, or null} */
  @Nullable String broken(long styles, long stylesStart) throws MalformedApkException {
    long room = (chunk.limit() - headerBytes) / 4;
    String reason = null;
    if (((chunk.limit() | headerBytes) & 3) != 0) {
      reason = "pool of " + chunk.limit() + " bytes with a header of " + headerBytes;
    } else if (strings > room) {
      reason = strings + " strings declared, there is room for " + room;
    } else if (strings > 0) {
      reason = brokenStrings(styles > 0, stylesStart);
    }
    return reason == null && styles > 0 ? brokenStyles(stylesStart) : reason;
  }

  private @Nullable String brokenStrings(boolean styled, long stylesStart)
      throws MalformedApkException {
    if (start >= chunk.limit() - 2) {
      return "strings start at " + start + " of " + chunk.limit() + " bytes";
    }
    if (styled && stylesStart <= start) {
      return "styles start at " + stylesStart + ", strings at " + start;
    }
    if (end <= start) {
      return "strings from " + start + " to " + end;
    }
    chunk.at(end - unitBytes, "last string");
    int last = unitBytes == 1 ? chunk.u1("last string") : chunk.u2("last string");
    return last == 0 ? null : "the last string does not end with 0";
  }

  private @Nullable String brokenStyles(long stylesStart) throws MalformedApkException {
    if (stylesStart >= chunk.limit() - (strings > 0 ? 2 : 0)) {
      return "styles start at " + stylesStart + " of " + chunk.limit() + " bytes";
    }
    long stylesEnd = stylesStart + (chunk.limit() - stylesStart) / 4 * 4;
    boolean ended = stylesEnd - stylesStart >= STYLE_END_BYTES;
    for (long at = stylesEnd - STYLE_END_BYTES; ended && at < stylesEnd; at += 4) {
      ended = chunk.at(at, "styles end").s4("styles end") == -1;
    }
    return ended ? null : "the last style does not end with a span of -1";
  }
}
