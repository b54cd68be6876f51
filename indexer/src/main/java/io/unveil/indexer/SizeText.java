package io.unveil.indexer;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Sizes as people write them: {@code 1500}, {@code 1.5MB}, {@code 4KiB}. Units with an i are powers
 * of 1,024, the others of 1,000; upper and lower case are the same.
 */
final class SizeText {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,18}(?:\\.\\d{1,9})?)([A-Za-z]{0,3})");
  private static final Map<String, Long> UNITS =
      Map.of(
          "", 1L,
          "b", 1L,
          "kb", 1_000L,
          "mb", 1_000_000L,
          "gb", 1_000_000_000L,
          "kib", 1L << 10,
          "mib", 1L << 20,
          "gib", 1L << 30);

  /** 1 EiB: far above any file, far below where bounds of ranges would overflow. */
  private static final long LARGEST = 1L << 60;

  private SizeText() {}

  /** {@return the size in bytes, or null when {@code text} is none or no whole number of bytes} */
  static @Nullable Long bytes(String text) {
    Matcher size = SIZE.matcher(text);
    if (!size.matches()) {
      return null;
    }
    Long unit = UNITS.get(size.group(2).toLowerCase(Locale.ROOT));
    if (unit == null) {
      return null;
    }
    try {
      long bytes =
          new BigDecimal(size.group(1)).multiply(BigDecimal.valueOf(unit)).longValueExact();
      return bytes <= LARGEST ? bytes : null;
    } catch (ArithmeticException tooLargeOrBroken) {
      return null;
    }
  }
}
