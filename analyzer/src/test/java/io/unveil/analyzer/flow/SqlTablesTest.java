package io.unveil.analyzer.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tables that SQL names, and none that it only seems to. */
class SqlTablesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "messages | messages",
        "main.Messages | messages",
        "\"my table\" | my table",
        "a, [b] AS x, `c` y | a b c",
        "a LEFT JOIN b ON a.x = b.x | a b",
        "SELECT x, y FROM a WHERE x IN (SELECT z FROM b), c | a b",
        "SELECT * FROM (SELECT * FROM 'a') | a",
        "WITH r AS (SELECT 1) SELECT * FROM r, main . \"T\" | r t",
        "INSERT OR REPLACE INTO a (b, c) VALUES (1, 2) | a",
        "INSERT INTO a (b) VALUES (1) ON CONFLICT DO UPDATE SET b = 2 | a",
        "UPDATE OR IGNORE a SET b = 1, c = 2 | a",
        "DELETE/**/FROM/* FROM x */a -- FROM y | a",
        "SELECT 1 FROM msg_* WHERE x = * | msg_*",
        "* FROM a | a",
        "PRAGMA user_version | *",
        "SELECT 1 | *"
      })
  void statement_namesItsTables(String sql, String tables) {
    assertThat(SqlTables.of(sql)).isEqualTo(split(tables));
  }

  private static List<String> split(String tables) {
    return tables.equals("my table") ? List.of(tables) : List.of(tables.split(" "));
  }

  @Test
  void anyText_givesSomeName() {
    long seed = new Random().nextLong();
    System.out.println("SqlTablesTest seed " + seed);
    Random random = new Random(seed);
    List<String> pieces =
        List.of(
            "FROM", " ", ",", "(", ")", "\"", "`", "'", "[", "]", ".", "*", "/*", "*/", "--", "a");
    for (int i = 0; i < 5_000; i++) {
      StringBuilder sql = new StringBuilder();
      for (int k = random.nextInt(Atoms.MAX_TEXT / 4); k > 0; k--) {
        sql.append(pieces.get(random.nextInt(pieces.size())));
      }
      assertThat(SqlTables.of(sql.toString())).isNotEmpty().doesNotContainNull();
    }
    assertThat(SqlTables.of("/" + "*".repeat(Atoms.MAX_TEXT))).isNotEmpty();
    assertThat(SqlTables.of("SELECT x FROM a" + ",a".repeat(Atoms.MAX_TEXT / 2)))
        .containsExactly("a");
  }
}
