package io.unveil.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The last section of the page is generated; {@code -Dgolden.update=true} rewrites it. */
final class SearchFieldsPageTest {
  private static final String HEADING = "## Fields\n";
  private static final String HEAD =
      HEADING
          + """

          Made from `IndexField`; a test compares the two. The name is an API: never reused for another meaning.
          *many*: a sample may have several values. *facet*: values can be counted. *sort*: hits can be sorted by it.
          *personal*: values may name a person and are redacted in shared formats.

          """;
  private static final String TYPES_HEAD = "| type | meaning |\n|---|---|\n";
  private static final String FIELDS_HEAD =
      "\n| field | type | | meaning | example |\n|---|---|---|---|---|\n";

  @Test
  void page_isWhatTheSchemaSays() throws IOException {
    Path page =
        Path.of(System.getProperty("unveil.root", "..")).resolve("docs").resolve("search.md");
    String text = Files.exists(page) ? Files.readString(page) : "# Search\n\n" + HEADING;
    int start = text.indexOf(HEADING);
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(page, (start < 0 ? text + "\n" : text.substring(0, start)) + section());
      return;
    }
    assertThat(start < 0 ? "(no such section)" : text.substring(start))
        .as("fields in docs/search.md; rewrite with -Dgolden.update=true")
        .isEqualTo(section());
  }

  private static String section() {
    StringBuilder section = new StringBuilder(HEAD).append(TYPES_HEAD);
    for (FieldType type : FieldType.values()) {
      section.append("| %s | %s |%n".formatted(name(type), type.meaning()));
    }
    section.append(FIELDS_HEAD);
    for (IndexField field : IndexField.values()) {
      String words = field.words().isEmpty() ? "" : ": " + String.join(", ", field.words());
      section.append(
          "| `%s` | %s%s | %s | %s | `%s` |%n"
              .formatted(
                  field.fieldName(),
                  name(field.type()),
                  words,
                  String.join(", ", traits(field)),
                  field.meaning(),
                  field.example()));
    }
    return section.toString();
  }

  private static List<String> traits(IndexField field) {
    List<String> traits = new ArrayList<>();
    if (field.multiValued()) {
      traits.add("many");
    }
    if (field.facetable()) {
      traits.add("facet");
    }
    if (field.sortable()) {
      traits.add("sort");
    }
    if (field.mayIdentifyPerson()) {
      traits.add("personal");
    }
    return traits;
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
