package io.unveil.indexer;

import static io.unveil.indexer.QueryException.quoted;

import io.unveil.indexer.QueryClause.Below;
import io.unveil.indexer.QueryClause.Between;
import io.unveil.indexer.QueryClause.Has;
import io.unveil.indexer.QueryClause.Is;
import io.unveil.indexer.QueryClause.Like;
import io.unveil.indexer.QueryClause.Matches;
import io.unveil.indexer.QueryClause.StartsWith;
import io.unveil.indexer.QueryClause.Words;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.lucene.queryparser.flexible.core.util.UnescapedCharSequence;

/** Values of queries as their fields understand them. */
final class QueryValues {
  /** A shorter start of a value matches too much to mean anything, and costs accordingly. */
  private static final int SHORTEST_PREFIX = 2;

  /** Each more multiplies the work for one value. */
  private static final int MOST_WILDCARDS = 4;

  private static final int MOST_EDITS = 2;
  private static final int DIGEST_DIGITS = 64;
  private static final Pattern HEX = Pattern.compile("[0-9a-f]*");
  private static final Pattern WHOLE_NUMBER = Pattern.compile("-?\\d{1,18}");
  private static final String ANY_SUBDOMAIN = "*.";

  private final Instant now;

  QueryValues(Instant now) {
    this.now = now;
  }

  /** Both ends as a query gives them; null is open. */
  record Ends(CharSequence lower, boolean withLower, CharSequence upper, boolean withUpper) {}

  /**
   * {@return the meaning of {@code field:text}}
   *
   * @param text with the marks of Lucene's parser, which characters were escaped
   * @param at where it stands, for errors
   */
  QueryClause word(IndexField field, CharSequence text, int at) throws QueryException {
    if (text.length() == 1 && wildcard(text, 0)) {
      return new Has(field);
    }
    List<String> parts = parts(field, text, at);
    if (parts.size() == 1) {
      return exact(field, parts.getFirst(), at);
    }
    return switch (field.type()) {
      case KEYWORD, TEXT, HOST -> pattern(field, parts, at);
      case DIGEST -> digest(field, oneStar(field, parts, at), at);
      case WORD ->
          throw new QueryException(
              at, "'%s' takes whole words: %s".formatted(field.fieldName(), list(field)));
      case INTEGER, SIZE, DATE ->
          throw new QueryException(
              at,
              "'*' means nothing in '%s'; write a range such as %s:[* TO 5]"
                  .formatted(field.fieldName(), field.fieldName()));
    };
  }

  /** {@return the meaning of a value without wildcards} */
  QueryClause exact(IndexField field, String text, int at) throws QueryException {
    if (text.isBlank()) {
      throw new QueryException(at, "the value of '%s' is empty".formatted(field.fieldName()));
    }
    return switch (field.type()) {
      case KEYWORD -> new Is(field, IndexField.term(text));
      case WORD -> new Is(field, oneOf(field, text, at));
      case DIGEST -> digest(field, text, at);
      case TEXT -> new Words(field, text, 0);
      case HOST ->
          text.startsWith(ANY_SUBDOMAIN)
              ? new Below(field, host(text.substring(ANY_SUBDOMAIN.length()), at))
              : new Is(field, host(text, at));
      case INTEGER -> {
        long number = integer(field, text, at);
        yield new Between(field, number, number);
      }
      case SIZE -> {
        long bytes = size(field, text, at);
        yield new Between(field, bytes, bytes);
      }
      case DATE -> day(field, text, at);
    };
  }

  /** {@return the meaning of quoted words, which may be {@code slop} places apart} */
  QueryClause phrase(IndexField field, String text, int slop, int at) throws QueryException {
    if (field.type() == FieldType.TEXT && !text.isBlank()) {
      return new Words(field, text, slop);
    }
    if (slop > 0) {
      throw new QueryException(
          at, "'%s' is compared as a whole; '~' means nothing here".formatted(field.fieldName()));
    }
    return exact(field, text, at);
  }

  /** {@return the meaning of a word within some edits} */
  QueryClause like(IndexField field, String text, float edits, int at) throws QueryException {
    if (field.type() != FieldType.TEXT
        && field.type() != FieldType.KEYWORD
        && field.type() != FieldType.HOST) {
      throw new QueryException(
          at, "'%s' has no near values; leave out '~'".formatted(field.fieldName()));
    }
    if (edits != Math.rint(edits) || edits < 0 || edits > MOST_EDITS) {
      throw new QueryException(at, "after '~' the number of edits is 0, 1 or 2");
    }
    if (text.length() <= edits) {
      throw new QueryException(at, quoted(text) + " is too short for that many edits");
    }
    return new Like(field, IndexField.term(text), (int) edits);
  }

  /** {@return the meaning of a range} */
  QueryClause range(IndexField field, Ends ends, int at, int atUpper) throws QueryException {
    if (!field.type().isNumeric()) {
      throw new QueryException(
          at,
          "'%s' has no order; ranges are for numbers, sizes and times"
              .formatted(field.fieldName()));
    }
    long from = Long.MIN_VALUE;
    if (!open(ends.lower())) {
      Span lower = span(field, ends.lower().toString(), at);
      from = ends.withLower() ? lower.first() : Math.addExact(lower.last(), 1);
    }
    long to = Long.MAX_VALUE;
    if (!open(ends.upper())) {
      Span upper = span(field, ends.upper().toString(), atUpper);
      to = ends.withUpper() ? upper.last() : Math.subtractExact(upper.first(), 1);
    }
    if (from > to) {
      throw new QueryException(at, "the range is empty: it ends before it starts");
    }
    return from == Long.MIN_VALUE && to == Long.MAX_VALUE
        ? new Has(field)
        : new Between(field, from, to);
  }

  /** What a written number covers: a day has many milliseconds. */
  private record Span(long first, long last) {}

  private Span span(IndexField field, String text, int at) throws QueryException {
    return switch (field.type()) {
      case DATE -> {
        TimeText.Span time = time(field, text, at);
        yield new Span(time.from().toEpochMilli(), time.until().toEpochMilli() - 1);
      }
      case SIZE -> {
        long bytes = size(field, text, at);
        yield new Span(bytes, bytes);
      }
      default -> {
        long number = integer(field, text, at);
        yield new Span(number, number);
      }
    };
  }

  private QueryClause day(IndexField field, String text, int at) throws QueryException {
    Span span = span(field, text, at);
    if (text.startsWith("now") && !text.contains("/")) {
      throw new QueryException(
          at,
          "%s is one instant; write a range such as %s:[now-7d TO now] or %s:>now-7d"
              .formatted(quoted(text), field.fieldName(), field.fieldName()));
    }
    return new Between(field, span.first(), span.last());
  }

  private TimeText.Span time(IndexField field, String text, int at) throws QueryException {
    TimeText.Span span = TimeText.span(text, now);
    if (span == null) {
      throw new QueryException(
          at,
          "%s is not a time for '%s'; write 2026-01-31, 2026-01-31T12:30Z or now-7d (units s m h d w M y)"
              .formatted(quoted(text), field.fieldName()));
    }
    return span;
  }

  private static long size(IndexField field, String text, int at) throws QueryException {
    Long bytes = SizeText.bytes(text);
    if (bytes == null) {
      throw new QueryException(
          at,
          "%s is not a size for '%s'; write bytes or 1.5MB (units B kB MB GB KiB MiB GiB)"
              .formatted(quoted(text), field.fieldName()));
    }
    return bytes;
  }

  private static long integer(IndexField field, String text, int at) throws QueryException {
    if (!WHOLE_NUMBER.matcher(text).matches()) {
      throw new QueryException(
          at, "%s is not a whole number for '%s'".formatted(quoted(text), field.fieldName()));
    }
    return Long.parseLong(text);
  }

  private static String oneOf(IndexField field, String text, int at) throws QueryException {
    String word = text.toLowerCase(Locale.ROOT);
    if (!field.words().contains(word)) {
      throw new QueryException(
          at,
          quoted(text)
              + " is not a value of '"
              + field.fieldName()
              + "'"
              + QueryFields.suggestion(word, field.words(), field.words().size()));
    }
    return word;
  }

  /** Whole or its first digits, as digests are written in reports and talks. */
  private static QueryClause digest(IndexField field, String text, int at) throws QueryException {
    String digits = text.toLowerCase(Locale.ROOT);
    if (!HEX.matcher(digits).matches() || digits.length() > DIGEST_DIGITS) {
      throw new QueryException(
          at,
          "%s is not the start of a SHA-256 for '%s': up to %d hex digits"
              .formatted(quoted(text), field.fieldName(), DIGEST_DIGITS));
    }
    if (digits.length() == DIGEST_DIGITS) {
      return new Is(field, digits);
    }
    longEnough(digits, at);
    return new StartsWith(field, digits);
  }

  private static String host(String text, int at) throws QueryException {
    String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    if (name.isBlank()) {
      throw new QueryException(at, "the host is empty");
    }
    return IndexField.term(name);
  }

  private static QueryClause pattern(IndexField field, List<String> parts, int at)
      throws QueryException {
    List<String> terms = parts.stream().map(IndexField::term).toList();
    longEnough(terms.getFirst(), at);
    return terms.size() == 2 && terms.getLast().isEmpty()
        ? new StartsWith(field, terms.getFirst())
        : new Matches(field, terms);
  }

  private static void longEnough(String prefix, int at) throws QueryException {
    if (prefix.length() < SHORTEST_PREFIX) {
      throw new QueryException(
          at, "at least %d characters of the value are needed".formatted(SHORTEST_PREFIX));
    }
  }

  private static String oneStar(IndexField field, List<String> parts, int at)
      throws QueryException {
    if (parts.size() != 2 || !parts.getLast().isEmpty()) {
      throw new QueryException(
          at, "'*' may stand only at the end of a value of '%s'".formatted(field.fieldName()));
    }
    return parts.getFirst();
  }

  /** The literal parts around unescaped stars; one when there is none. */
  private static List<String> parts(IndexField field, CharSequence text, int at)
      throws QueryException {
    int start = 0;
    boolean subdomains =
        field.type() == FieldType.HOST && text.toString().startsWith(ANY_SUBDOMAIN);
    List<String> parts = new ArrayList<>();
    for (int i = subdomains ? 1 : 0; i < text.length(); i++) {
      if (escaped(text, i)) {
        continue;
      }
      if (text.charAt(i) == '?') {
        throw new QueryException(
            at, "'?' is not supported; write '*', or '\\?' for the character itself");
      }
      if (text.charAt(i) == '*') {
        parts.add(text.subSequence(start, i).toString());
        start = i + 1;
      }
    }
    parts.add(text.subSequence(start, text.length()).toString());
    checkStars(field, parts, subdomains, at);
    return parts;
  }

  private static void checkStars(IndexField field, List<String> parts, boolean subdomains, int at)
      throws QueryException {
    if (parts.size() > 1 && (parts.getFirst().isEmpty() || subdomains)) {
      String also =
          field.type() == FieldType.HOST ? "; for all hosts of a domain write *.example.org" : "";
      throw new QueryException(at, "a value cannot start with '*'" + also);
    }
    if (parts.size() - 1 > MOST_WILDCARDS) {
      throw new QueryException(at, "at most %d '*' in one value".formatted(MOST_WILDCARDS));
    }
  }

  private static boolean open(CharSequence end) {
    return end.length() == 1 && wildcard(end, 0);
  }

  private static boolean wildcard(CharSequence text, int i) {
    return text.charAt(i) == '*' && !escaped(text, i);
  }

  private static boolean escaped(CharSequence text, int i) {
    return text instanceof UnescapedCharSequence marked && marked.wasEscaped(i);
  }

  private static String list(IndexField field) {
    return String.join(", ", field.words());
  }
}
