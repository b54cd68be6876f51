package io.unveil.indexer;

/** A query, order or cursor that cannot be used: what is wrong, and where in its text. */
public final class QueryException extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST_ECHO = 60;

  private final int offset;
  private final boolean inQuery;
  private final String problem;

  /**
   * @param offset where, in UTF-16 units from the start of the query, 0 or more
   * @param problem what is wrong and what to write instead; no line breaks, values of the query
   *     only by {@link #quoted}
   */
  QueryException(int offset, String problem) {
    super("query, column " + (offset + 1) + ": " + problem);
    this.offset = offset;
    this.inQuery = true;
    this.problem = problem;
  }

  /**
   * @param what what cannot be used beside the query itself, such as {@code sort}
   * @param problem as above
   */
  QueryException(String what, String problem) {
    super(what + ": " + problem);
    this.offset = 0;
    this.inQuery = false;
    this.problem = problem;
  }

  /** {@return whether the query itself is wrong; else its order or cursor, which have no place} */
  public boolean inQuery() {
    return inQuery;
  }

  /** {@return where, in UTF-16 units from the start of the query, from 0} */
  public int offset() {
    return offset;
  }

  /** {@return where, counted from 1} */
  public int column() {
    return offset + 1;
  }

  /** {@return what is wrong and what to write instead, without the place} */
  public String problem() {
    return problem;
  }

  /**
   * {@return the place and the problem as exactly one line that is safe to print, such as {@code
   * query, column 11: unknown field 'behavior'; did you mean 'behaviour'?}}
   */
  public String line() {
    return String.valueOf(getMessage());
  }

  /** {@return text of the query for a message: in quotes, short, nothing that moves a cursor} */
  static String quoted(String text) {
    StringBuilder out = new StringBuilder("'");
    int shown = 0;
    for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
      if (shown++ == LONGEST_ECHO) {
        out.append('…');
        break;
      }
      int point = text.codePointAt(at);
      if (dangerous(point)) {
        out.append("\\u").append("%04X".formatted(point));
      } else {
        out.appendCodePoint(point);
      }
    }
    return out.append('\'').toString();
  }

  private static boolean dangerous(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }
}
