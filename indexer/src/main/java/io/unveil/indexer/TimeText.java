package io.unveil.indexer;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Times as people write them, in UTC unless they say otherwise: {@code 2026}, {@code 2026-01},
 * {@code 2026-01-31}, {@code 2026-01-31T12:30}, {@code …:15}, {@code …:15.250Z}, {@code now},
 * {@code now-7d}, {@code now-1h/d} (rounded down to the day). Units: {@code s m h d w M y}.
 */
final class TimeText {
  private static final Pattern ABSOLUTE =
      Pattern.compile(
          "(\\d{4})(?:-(\\d{2})(?:-(\\d{2})(?:T(\\d{2}):(\\d{2})(?::(\\d{2})(\\.\\d{1,3})?)?"
              + "(Z|[+-]\\d{2}:\\d{2})?)?)?)?");
  private static final Pattern STEP = Pattern.compile("([+-])(\\d{1,6})([smhdwMy])|/([smhdwMy])");
  private static final String NOW = "now";
  private static final int MOST_STEPS = 8;

  private TimeText() {}

  /**
   * What a written time covers, such as a whole day.
   *
   * @param from first instant
   * @param until first instant after it
   */
  record Span(Instant from, Instant until) {}

  /** {@return what {@code text} covers, or null when it is not a time} */
  static @Nullable Span span(String text, Instant now) {
    try {
      return text.startsWith(NOW) ? relative(text, now) : absolute(text);
    } catch (DateTimeException | ArithmeticException outOfRange) {
      return null;
    }
  }

  private static @Nullable Span absolute(String text) {
    Matcher time = ABSOLUTE.matcher(text);
    if (!time.matches()) {
      return null;
    }
    LocalDateTime start =
        LocalDateTime.of(
            Integer.parseInt(time.group(1)),
            part(time, 2, 1),
            part(time, 3, 1),
            part(time, 4, 0),
            part(time, 5, 0),
            part(time, 6, 0));
    String zone = time.group(8);
    OffsetDateTime from = start.atOffset(zone == null ? ZoneOffset.UTC : ZoneOffset.of(zone));
    String fraction = time.group(7);
    if (fraction != null) {
      long millis = Math.round(Double.parseDouble("0" + fraction) * 1_000);
      OffsetDateTime exact = from.plus(millis, ChronoUnit.MILLIS);
      return span(exact, exact.plus(1, ChronoUnit.MILLIS));
    }
    return span(from, from.plus(1, precision(time)));
  }

  private static int part(Matcher time, int group, int absent) {
    String digits = time.group(group);
    return digits == null ? absent : Integer.parseInt(digits);
  }

  private static ChronoUnit precision(Matcher time) {
    ChronoUnit[] finer = {
      ChronoUnit.YEARS, ChronoUnit.MONTHS, ChronoUnit.DAYS, ChronoUnit.HOURS, ChronoUnit.MINUTES,
    };
    for (int group = 6; group > 1; group--) {
      if (time.group(group) != null) {
        return group == 6 ? ChronoUnit.SECONDS : finer[group - 1];
      }
    }
    return ChronoUnit.YEARS;
  }

  private static @Nullable Span relative(String text, Instant now) {
    OffsetDateTime at = now.truncatedTo(ChronoUnit.MILLIS).atOffset(ZoneOffset.UTC);
    ChronoUnit covered = ChronoUnit.MILLIS;
    Matcher step = STEP.matcher(text).region(NOW.length(), text.length());
    int read = NOW.length();
    for (int steps = 0; steps < MOST_STEPS && step.lookingAt(); steps++) {
      if (step.group(4) != null) {
        covered = unit(step.group(4));
        at = floor(at, covered);
      } else {
        long amount = Long.parseLong(step.group(2));
        at = at.plus(step.group(1).equals("-") ? -amount : amount, unit(step.group(3)));
      }
      read = step.end();
      step.region(read, text.length());
    }
    return read == text.length() ? span(at, at.plus(1, covered)) : null;
  }

  private static Span span(OffsetDateTime from, OffsetDateTime until) {
    return new Span(from.toInstant(), until.toInstant());
  }

  private static ChronoUnit unit(String letter) {
    return switch (letter) {
      case "s" -> ChronoUnit.SECONDS;
      case "m" -> ChronoUnit.MINUTES;
      case "h" -> ChronoUnit.HOURS;
      case "d" -> ChronoUnit.DAYS;
      case "w" -> ChronoUnit.WEEKS;
      case "M" -> ChronoUnit.MONTHS;
      default -> ChronoUnit.YEARS;
    };
  }

  private static OffsetDateTime floor(OffsetDateTime at, ChronoUnit unit) {
    return switch (unit) {
      case WEEKS ->
          at.truncatedTo(ChronoUnit.DAYS).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
      case MONTHS -> at.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1);
      case YEARS -> at.truncatedTo(ChronoUnit.DAYS).withDayOfYear(1);
      default -> at.truncatedTo(unit);
    };
  }
}
