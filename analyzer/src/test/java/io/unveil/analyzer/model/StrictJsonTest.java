package io.unveil.analyzer.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StrictJsonTest {
  private static final String GOOD =
      """
      {"name": "sms", "port": 7, "deep": true, "size": "very-large", "kinds": ["a"],
       "limits": {"x": 1}, "parts": [{"word": "w"}]}
      """;

  enum Size {
    SMALL,
    VERY_LARGE
  }

  record Part(String word) {
    Part {
      if (word.isBlank()) {
        throw new IllegalArgumentException("a word must not be blank");
      }
    }
  }

  record Entry(
      String name,
      int port,
      boolean deep,
      Size size,
      List<String> kinds,
      Map<String, Integer> limits,
      List<Part> parts,
      @Nullable String note,
      @Nullable Part extra) {}

  @Test
  void everythingThere_isRead() throws BadDataException {
    Entry entry = read(GOOD);

    assertThat(entry)
        .isEqualTo(
            new Entry(
                "sms",
                7,
                true,
                Size.VERY_LARGE,
                List.of("a"),
                Map.of("x", 1),
                List.of(new Part("w")),
                null,
                null));
  }

  @Test
  void optionalPartsGiven_areRead() throws BadDataException {
    Entry entry =
        read(GOOD.replace("\"port\"", "\"note\": \"n\", \"extra\": {\"word\": \"e\"}, \"port\""));

    assertThat(entry.note()).isEqualTo("n");
    assertThat(entry.extra()).isEqualTo(new Part("e"));
  }

  @ParameterizedTest(name = "{2}: {3}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"port\":|\"prot\":|/prot|unknown key \"prot\" (did you mean \"port\"?)",
        "\"word\": \"w\"|\"wrod\": \"w\"|/parts/0/wrod|unknown key \"wrod\" (did you mean"
            + " \"word\"?)",
        "\"port\": 7,||``|missing key \"port\"",
        "\"word\": \"w\"||/parts/0|missing key \"word\"",
        "\"port\": 7|\"port\": \"7\"|/port|wrong type: expected a whole number of 32 bits",
        "\"port\": 7|\"port\": 7.5|/port|wrong type: expected a whole number of 32 bits",
        "\"port\": 7|\"port\": null|/port|null is not allowed here",
        "\"name\": \"sms\"|\"name\": 7|/name|wrong type: expected a string",
        "\"name\": \"sms\"|\"name\": null|/name|null is not allowed here",
        "\"deep\": true|\"deep\": \"true\"|/deep|wrong type: expected true or false",
        "very-large|verry-large|/size|unknown word \"verry-large\" (did you mean \"very-large\"?)",
        "very-large|qqqq|/size|unknown word \"qqqq\" (known: small, very-large)",
        "\"very-large\"|1|/size|wrong type: expected a string",
        "[\"a\"]|\"a\"|/kinds|wrong type: expected a list",
        "\"port\": 7|\"port\": 3000000000|/port|wrong type: expected a whole number of 32 bits",
        "\"parts\":|\"extra\": {}, \"parts\":|/extra|missing key \"word\"",
        "[\"a\"]|[null]|/kinds/0|null is not allowed here",
        "[\"a\"]|[[\"a\"]]|/kinds/0|wrong type: expected a string",
        "{\"x\": 1}|[]|/limits|wrong type: expected an object",
        "{\"x\": 1}|{\"a/b~c\": \"y\"}|/limits/a~1b~0c|wrong type: expected a whole number of 32"
            + " bits",
        "\"word\": \"w\"|\"word\": \" \"|/parts/0|a word must not be blank",
      })
  void wrongDocument_failsWithFilePointerAndRemedy(
      String from, @Nullable String to, String pointer, String reason) {
    String wrong = GOOD.replace(from, to == null ? "" : to);
    assertThat(wrong).isNotEqualTo(GOOD);

    assertThat(failure(wrong)).isEqualTo("rules/sms.json#" + pointer + ": " + reason);
  }

  @Test
  void duplicateKey_failsWithTheKeysName() {
    assertThat(failure(GOOD.replace("\"port\": 7", "\"port\": 7, \"port\": 8")))
        .startsWith("rules/sms.json#/port: ")
        .contains("line 1, column", "Duplicate", "port");
  }

  @Test
  void comment_fails() {
    assertThat(failure("// c\n" + GOOD)).contains("line 1, column");
  }

  @Test
  void truncatedDocument_failsWithItsLine() {
    assertThat(failure("{\n\"name\": \"s")).contains("line 2");
  }

  @Test
  void trailingText_fails() {
    assertThat(failure(GOOD + "{}")).startsWith("rules/sms.json#: ");
  }

  @Test
  void nullDocument_fails() {
    assertThat(failure("null")).isEqualTo("rules/sms.json#: null is not allowed here");
  }

  @Test
  void nesting_isBounded() {
    assertThat(failure("[".repeat(100_000))).startsWith("rules/sms.json#");
  }

  @ParameterizedTest
  @CsvSource({"HttpBdy,HttpBody", "httpbody,HttpBody", "sockt,Socket", "Scoket,Socket", "zzz,"})
  void nearest_findsOnlyNearWords(String word, @Nullable String expected) {
    assertThat(Suggest.nearest(word, List.of("Socket", "HttpBody"))).isEqualTo(expected);
  }

  @Test
  void unknownWord_namesTheNearest() {
    BadDataException e =
        BadDataException.unknown(
            "rules/sms.json", "/2/sinks/0", "kind", "HttpBdy", List.of("HttpBody", "Socket"));

    assertThat(e)
        .hasMessage(
            "rules/sms.json#/2/sinks/0: unknown kind \"HttpBdy\" (did you mean \"HttpBody\"?)");
  }

  private static Entry read(String json) throws BadDataException {
    return StrictJson.read("rules/sms.json", json.getBytes(UTF_8), Entry.class);
  }

  private static String failure(String json) {
    BadDataException e = catchThrowableOfType(BadDataException.class, () -> read(json));
    return String.valueOf(e.getMessage());
  }
}
