package io.unveil.analyzer.flow;

import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * {@code expected.txt} of a golden case, one claim a line.
 *
 * @param flows flows that are there and must be found
 * @param missed flows that are there and are not found: known limits
 * @param mistaken flows that are not there and are found: known limits
 * @param edges calls that the engine must resolve
 * @param noEdges calls that it must not resolve
 * @param comments lines beginning with {@code #}, kept in place at the top
 */
record Expectation(
    TreeSet<String> flows,
    TreeSet<String> missed,
    TreeSet<String> mistaken,
    TreeSet<String> edges,
    TreeSet<String> noEdges,
    List<String> comments) {
  private static final String METHOD = "L[^ ]+;->[^ ]+\\([^ ]*\\)[^ ]+";
  private static final Pattern FLOW =
      Pattern.compile(
          "[a-z-]+ %s in %s -> [a-z-]+ %s in %s".formatted(METHOD, METHOD, METHOD, METHOD));
  private static final Pattern EDGE = Pattern.compile("(?:Android|" + METHOD + ") -> " + METHOD);

  Expectation() {
    this(
        new TreeSet<>(),
        new TreeSet<>(),
        new TreeSet<>(),
        new TreeSet<>(),
        new TreeSet<>(),
        new java.util.ArrayList<>());
  }

  static Expectation parse(String name, List<String> lines) {
    Expectation expectation = new Expectation();
    for (String line : lines) {
      if (!expectation.add(line)) {
        throw new IllegalArgumentException(
            name
                + ": not \"[limit] flow KIND CALL in METHOD -> KIND CALL in METHOD\", \"limit"
                + " no-flow …\", \"edge METHOD|Android -> METHOD\" or \"no-edge …\": "
                + line);
      }
    }
    return expectation;
  }

  private boolean add(String line) {
    if (line.startsWith("#") || line.isBlank()) {
      return comments.add(line);
    }
    return claim(line, "flow ", FLOW, flows)
        || claim(line, "limit flow ", FLOW, missed)
        || claim(line, "limit no-flow ", FLOW, mistaken)
        || claim(line, "edge ", EDGE, edges)
        || claim(line, "no-edge ", EDGE, noEdges);
  }

  private static boolean claim(String line, String word, Pattern syntax, TreeSet<String> claims) {
    String rest = line.startsWith(word) ? line.substring(word.length()) : "";
    return syntax.matcher(rest).matches() && claims.add(rest);
  }

  /** {@return what the engine finds when nothing has changed} */
  TreeSet<String> found() {
    TreeSet<String> found = new TreeSet<>(flows);
    found.addAll(mistaken);
    return found;
  }

  /**
   * {@return the file's text after the engine found {@code found}} Limits that no longer hold go;
   * what is new counts as right, for the author to judge.
   */
  String updated(TreeSet<String> found) {
    TreeSet<String> right = new TreeSet<>(found);
    right.removeAll(mistaken);
    TreeSet<String> stillMissed = new TreeSet<>(missed);
    stillMissed.removeAll(found);
    TreeSet<String> stillMistaken = new TreeSet<>(mistaken);
    stillMistaken.retainAll(found);
    StringBuilder text = new StringBuilder();
    comments.forEach(line -> text.append(line).append('\n'));
    noEdgesAndEdges(text);
    lines(text, "flow ", right);
    lines(text, "limit flow ", stillMissed);
    lines(text, "limit no-flow ", stillMistaken);
    return text.toString();
  }

  private void noEdgesAndEdges(StringBuilder text) {
    lines(text, "edge ", edges);
    lines(text, "no-edge ", noEdges);
  }

  private static void lines(StringBuilder text, String word, TreeSet<String> claims) {
    claims.forEach(claim -> text.append(word).append(claim).append('\n'));
  }
}
