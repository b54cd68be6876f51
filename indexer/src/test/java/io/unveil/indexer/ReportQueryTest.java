package io.unveil.indexer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.TermInSetQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ReportQueryTest {
  static final Instant NOW = Instant.parse("2026-03-15T12:00:00Z");

  private static final String ALPHABET =
      "ab19 \t\n:=<>()[]{}\"'\\/*?~^@+-!&|.#“é\u0000\u202e\ud83d\ude00\ud800";

  private static String meaning(String query) {
    try {
      return "= " + ReportQuery.parse(query, NOW);
    } catch (QueryException e) {
      return "! " + e.line();
    }
  }

  /** Pairs of lines: the query, and what it means or why it cannot be run. */
  private static List<String> golden() {
    try (InputStream in = ReportQueryTest.class.getResourceAsStream("queries.txt")) {
      assertThat(in).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> queries() {
    List<String> lines = golden();
    return IntStream.range(0, lines.size() / 2).mapToObj(i -> lines.get(2 * i)).toList();
  }

  @Test
  void goldenQueries_meanWhatTheFileSays() {
    String actual =
        queries().stream().map(q -> q + "\n  " + meaning(q) + "\n").collect(Collectors.joining());

    assertThat(actual.lines()).containsExactlyElementsOf(golden());
    assertThat(queries()).hasSizeGreaterThan(100);
  }

  @ParameterizedTest
  @EnumSource(IndexField.class)
  void exampleOfEveryField_isAQueryOnThatField(IndexField field) throws QueryException {
    assertThat(ReportQuery.parse(field.example(), NOW).toString()).startsWith(field.fieldName());
  }

  @Test
  void error_hasOffsetAndColumn() {
    assertThatThrownBy(() -> ReportQuery.parse("icon:hidden behavior:x", NOW))
        .isInstanceOfSatisfying(
            QueryException.class,
            e -> {
              assertThat(e.offset()).isEqualTo(12);
              assertThat(e.column()).isEqualTo(13);
              assertThat(e.problem())
                  .isEqualTo("unknown field 'behavior'; did you mean 'behaviour'?");
              assertThat(e.line()).isEqualTo("query, column 13: " + e.problem());
            });
  }

  @Test
  void valueThatMovesTheCursor_isEscapedAndShortened() {
    assertThat(meaning("verdict:\"a\u001b[2J\nb\u202e" + "x".repeat(500) + "\""))
        .startsWith("! query, column 10: 'a\\u001B[2J\\u000Ab\\u202Ex")
        .contains("…'")
        .hasSizeLessThan(250);
  }

  @Test
  void deepParentheses_areRefusedBeforeTheParserRecurses() {
    assertThat(meaning("(".repeat(30_000) + "a" + ")".repeat(30_000)))
        .isEqualTo("! query, column 33: parentheses are nested more than 32 deep");
    assertThat(meaning("(".repeat(32) + "icon:hidden" + ")".repeat(32))).isEqualTo("= icon:hidden");
  }

  @Test
  void longQuery_isRefused() {
    assertThat(meaning("a".repeat(ReportQuery.MAX_LENGTH + 1)))
        .contains("has 65537 characters, at most 65536 are read");
  }

  @Test
  void clausesAreCounted_alsoThoseOfWordsWithoutField() {
    assertThat(meaning(numbered("package:p", 1_024))).startsWith("= ");
    assertThat(meaning(numbered("size:", 512))).startsWith("= ");
    assertThat(meaning(numbered("package:p", 1_025))).contains("more than 1024 clauses");
    assertThat(meaning(numbered("NOT package:p", 1_024))).contains("it becomes 1025 clauses");
    assertThat(meaning(numbered("word", 200))).contains("it becomes 1200 clauses");
  }

  private static String numbered(String clause, int count) {
    return IntStream.range(0, count).mapToObj(i -> clause + i).collect(Collectors.joining(" "));
  }

  @Test
  void listOfDigests_isOneSet() throws QueryException {
    String digests =
        IntStream.range(0, 900).mapToObj("%064x"::formatted).collect(Collectors.joining(" OR "));

    ReportQuery query = ReportQuery.parse("sha256:(" + digests + ")", NOW);

    assertThat(query.lucene()).isInstanceOf(BooleanQuery.class);
    assertThat(((BooleanQuery) query.lucene()).clauses())
        .singleElement()
        .satisfies(clause -> assertThat(clause.query()).isInstanceOf(TermInSetQuery.class));
  }

  @Test
  void anyText_isAQueryOrOneLineThatSaysWhere() {
    long seed = new Random().nextLong();
    System.out.println("anyText_isAQueryOrOneLineThatSaysWhere seed " + seed);
    Random random = new Random(seed);
    List<String> seeds = queries();
    for (int i = 0; i < 30_000; i++) {
      String query = random.nextInt(4) == 0 ? noise(random) : mutated(random, seeds);
      String meaning = meaning(query);
      if (meaning.startsWith("! ")) {
        assertThat(meaning.lines()).as("seed %d: %s", seed, query).hasSize(1);
        assertThat(meaning).matches("! query, column \\d+: .+");
        assertThat(meaning.chars()).as(query).noneMatch(Character::isISOControl);
      }
    }
  }

  private static String noise(Random random) {
    return random
        .ints(random.nextInt(40), 0, ALPHABET.length())
        .mapToObj(i -> ALPHABET.substring(i, i + 1))
        .collect(Collectors.joining());
  }

  /** Parts of good and bad queries, cut and joined at random places. */
  private static String mutated(Random random, List<String> seeds) {
    StringBuilder query = new StringBuilder(seeds.get(random.nextInt(seeds.size())));
    for (int changes = random.nextInt(6); changes >= 0; changes--) {
      int at = random.nextInt(query.length() + 1);
      switch (random.nextInt(4)) {
        case 0 -> query.insert(at, ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        case 1 -> query.delete(at, Math.min(query.length(), at + 1 + random.nextInt(3)));
        case 2 -> query.insert(at, seeds.get(random.nextInt(seeds.size())));
        default ->
            query.insert(
                at,
                List.of(" AND ", " OR ", " NOT ", " TO ", "9999999999999999999")
                    .get(random.nextInt(5)));
      }
    }
    return query.toString();
  }
}
