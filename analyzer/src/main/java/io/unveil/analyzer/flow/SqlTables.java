package io.unveil.analyzer.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tables that SQL names, however they are written: quoted in one of SQLite's four ways, with a
 * schema, in a list, joined, between comments. All patterns are possessive, so that hostile text
 * costs its length.
 */
final class SqlTables {
  private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.DOTALL;

  private static final Pattern COMMENT =
      Pattern.compile("/\\*[^*]*+(?:\\*(?!/)[^*]*+)*+(?:\\*/)?+|--[^\\n]*+", FLAGS);

  /** What a statement begins with; anything else is what stands behind {@code FROM}. */
  private static final Pattern STATEMENT =
      Pattern.compile(
          "\\A[\\s(]*+(?:\\*|(?:SELECT|INSERT|REPLACE|UPDATE|DELETE|WITH|CREATE|DROP|ALTER|PRAGMA|EXPLAIN"
              + "|ATTACH|DETACH|VALUES|BEGIN|COMMIT|END|ROLLBACK|SAVEPOINT|RELEASE|VACUUM|REINDEX|ANALYZE)"
              + "\\s)",
          FLAGS);

  private static final Pattern BEFORE =
      Pattern.compile("\\b(?:FROM|JOIN|INTO|UPDATE(?:\\s++OR\\s++\\w++)?+)(?=\\W)[\\s(]*+", FLAGS);

  private static final String PART = "(?:\"[^\"]*+\"|`[^`]*+`|'[^']*+'|\\[[^\\]]*+\\]|[\\w$*]++)";

  /** The schema does not matter: an app's databases are not told apart either. */
  private static final Pattern NAME =
      Pattern.compile("(?:" + PART + "\\s*+\\.\\s*+)?(" + PART + ")", FLAGS);

  /** Another table follows, perhaps after a name for this one. */
  private static final Pattern NEXT =
      Pattern.compile("(?:\\s++AS\\b)?+\\s*+(?:" + PART + ")?+\\s*+,[\\s(]*+", FLAGS);

  /** Words that stand where a table could. */
  private static final Set<String> NO_TABLES = Set.of("select", "values", "with", "set");

  private SqlTables() {}

  /** {@return names of the tables, in lower case; {@code *} when none is named} */
  static List<String> of(String text) {
    String sql = COMMENT.matcher(text).replaceAll(" ").strip();
    List<String> tables = new ArrayList<>();
    if (!STATEMENT.matcher(sql).lookingAt()) {
      addList(sql, 0, tables);
    }
    Matcher before = BEFORE.matcher(sql);
    while (before.find()) {
      addList(sql, before.end(), tables);
    }
    return tables.isEmpty() ? List.of("*") : tables.stream().distinct().toList();
  }

  private static void addList(String sql, int from, List<String> tables) {
    Matcher name = NAME.matcher(sql);
    Matcher next = NEXT.matcher(sql);
    int at = from;
    while (name.region(at, sql.length()).lookingAt()) {
      String table = plain(name.group(1));
      if (!NO_TABLES.contains(table)) {
        tables.add(table);
      }
      if (!next.region(name.end(), sql.length()).lookingAt()) {
        return;
      }
      at = next.end();
    }
  }

  private static String plain(String name) {
    boolean quoted = "\"`'[".indexOf(name.charAt(0)) >= 0;
    return (quoted ? name.substring(1, name.length() - 1) : name).toLowerCase(Locale.ROOT);
  }
}
