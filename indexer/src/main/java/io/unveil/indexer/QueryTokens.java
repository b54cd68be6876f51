package io.unveil.indexer;

import static io.unveil.indexer.QueryException.quoted;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.queryparser.charstream.FastCharStream;
import org.apache.lucene.queryparser.flexible.standard.parser.StandardSyntaxParserConstants;
import org.apache.lucene.queryparser.flexible.standard.parser.StandardSyntaxParserTokenManager;
import org.apache.lucene.queryparser.flexible.standard.parser.Token;
import org.apache.lucene.queryparser.flexible.standard.parser.TokenMgrError;

/**
 * Lucene's own tokens of a query, checked before Lucene's parser sees it: the parser recurses by
 * parentheses, accepts what is refused here, and its errors do not say where.
 */
final class QueryTokens {
  /** Longest query, in UTF-16 units: a list of some 900 hashes. */
  static final int MAX_LENGTH = 65_536;

  /** Most clauses of a query, as in Lucene's boolean queries. */
  static final int MAX_CLAUSES = 1_024;

  /** Deepest parentheses; bounds the recursion of parser and translation. */
  static final int MAX_DEPTH = 32;

  /**
   * Numbers after {@code ~}, {@code ^} and {@code @} are short, so that parsing cannot overflow.
   */
  private static final int MAX_DIGITS = 6;

  private static final String AT = "@";

  private final List<Token> tokens;
  private final StringBuilder parsed;
  private int depth;
  private int clauses;

  private QueryTokens(String text, List<Token> tokens) {
    this.tokens = tokens;
    this.parsed = new StringBuilder(text);
  }

  /**
   * {@return the text for Lucene's parser, of the same length: {@code size:>5} without its colon}
   */
  static String checked(String text) throws QueryException {
    if (text.length() > MAX_LENGTH) {
      throw new QueryException(
          MAX_LENGTH,
          "the query has %d characters, at most %d are read; split it"
              .formatted(text.length(), MAX_LENGTH));
    }
    QueryTokens query = new QueryTokens(text, tokens(text));
    for (int i = 0; i < query.tokens.size(); i++) {
      query.check(i);
    }
    if (query.depth > 0) {
      throw new QueryException(text.length(), "a '(' is never closed");
    }
    return query.parsed.toString();
  }

  private static List<Token> tokens(String text) throws QueryException {
    List<Token> tokens = new ArrayList<>();
    var source = new StandardSyntaxParserTokenManager(new FastCharStream(new StringReader(text)));
    int end = 0;
    try {
      for (Token token = source.getNextToken();
          token.kind != StandardSyntaxParserConstants.EOF;
          token = source.getNextToken()) {
        if (token.kind == StandardSyntaxParserConstants.FN_PREFIX) {
          throw new QueryException(token.beginColumn, "interval functions (fn:) are not supported");
        }
        tokens.add(token);
        end = token.endColumn;
      }
    } catch (TokenMgrError unreadable) {
      throw unreadable(text, end, tokens);
    }
    return tokens;
  }

  /** Lucene's lexer gives up at few characters; each has its own reason. */
  private static QueryException unreadable(String text, int end, List<Token> before) {
    int at = end;
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    if (at >= text.length()) {
      return new QueryException(text.length(), "the query ends in the middle of a clause");
    }
    String problem =
        switch (text.charAt(at)) {
          case '"' -> "the quotation mark is never closed";
          case '/' -> "regular expressions are refused; put a value that has '/' in quotes";
          case '\\' -> "nothing follows the '\\'";
          case ']', '}' ->
              before.isEmpty() || !isRangeStart(before.getLast())
                  ? quoted(text.substring(at, at + 1)) + " without '['"
                  : "the range is empty; write [FROM TO UNTIL]";
          default -> "cannot read " + quoted(text.substring(at, at + 1)) + " here";
        };
    return new QueryException(at, problem);
  }

  private void check(int i) throws QueryException {
    Token token = tokens.get(i);
    switch (token.kind) {
      case StandardSyntaxParserConstants.LPAREN -> open(token);
      case StandardSyntaxParserConstants.RPAREN -> close(token);
      case StandardSyntaxParserConstants.REGEXPTERM ->
          throw new QueryException(
              token.beginColumn,
              "regular expressions are refused; put a value that has '/' in quotes");
      case StandardSyntaxParserConstants.OP_COLON, StandardSyntaxParserConstants.OP_EQUAL ->
          operator(i);
      case StandardSyntaxParserConstants.TERM -> term(i);
      case StandardSyntaxParserConstants.NUMBER -> number(i);
      case StandardSyntaxParserConstants.QUOTED,
          StandardSyntaxParserConstants.RANGEIN_START,
          StandardSyntaxParserConstants.RANGEEX_START ->
          clause(token);
      default -> {
        if (isSuffix(token)) {
          suffix(i);
        }
      }
    }
  }

  private void open(Token token) throws QueryException {
    if (++depth > MAX_DEPTH) {
      throw new QueryException(
          token.beginColumn, "parentheses are nested more than " + MAX_DEPTH + " deep");
    }
  }

  private void close(Token token) throws QueryException {
    if (--depth < 0) {
      throw new QueryException(token.beginColumn, "')' without '('");
    }
  }

  /** The colon before a comparison is usual elsewhere but not in Lucene's grammar: it goes. */
  private void operator(int i) throws QueryException {
    Token token = tokens.get(i);
    if (kind(i - 1) == StandardSyntaxParserConstants.NUMBER) {
      throw new QueryException(
          tokens.get(i - 1).beginColumn,
          "a field name is a word; put a value that has ':' in quotes");
    }
    if (kind(i - 1) != StandardSyntaxParserConstants.TERM) {
      throw new QueryException(
          token.beginColumn, quoted(token.image) + " without a field before it");
    }
    if (isComparison(kind(i + 1))) {
      parsed.setCharAt(token.beginColumn, ' ');
    }
  }

  private void term(int i) throws QueryException {
    Token token = tokens.get(i);
    if (isFieldOperator(kind(i + 1))) {
      if (isFieldOperator(kind(i - 1))) {
        throw new QueryException(
            tokens.get(i + 1).beginColumn,
            "put a value that has %s in quotes".formatted(quoted(tokens.get(i + 1).image)));
      }
      field(token, kind(i + 2));
      return;
    }
    boolean ofField = isFieldOperator(kind(i - 1));
    if (!ofField
        && (token.image.equals("and") || token.image.equals("or") || token.image.equals("not"))) {
      throw new QueryException(
          token.beginColumn,
          "operators are written in capitals (AND, OR, NOT); put %s in double quotes to search for the word"
              .formatted(quoted(token.image)));
    }
    if (token.image.charAt(0) == '“' || token.image.charAt(0) == '”') {
      throw new QueryException(
          token.beginColumn, "typographic quotation mark; write the plain one (\")");
    }
    clause(token);
  }

  /** {@code *:*} is Lucene's way to say everything. */
  private static void field(Token name, int next) throws QueryException {
    if (!name.image.equals("*") || next != StandardSyntaxParserConstants.TERM) {
      QueryFields.named(name.image, name.beginColumn);
    }
  }

  private void number(int i) throws QueryException {
    boolean ofSuffix = i > 0 && isSuffix(tokens.get(i - 1));
    boolean fuzzyOrBoost = ofSuffix && tokens.get(i).beginColumn == tokens.get(i - 1).endColumn;
    if (!fuzzyOrBoost) {
      clause(tokens.get(i));
    }
  }

  private void clause(Token token) throws QueryException {
    if (++clauses > MAX_CLAUSES) {
      throw new QueryException(
          token.beginColumn, "more than %d clauses; split the query".formatted(MAX_CLAUSES));
    }
  }

  /**
   * {@code ~} may stand alone after a word; all else needs a number, {@code ^} may have a point.
   */
  private void suffix(int i) throws QueryException {
    Token token = tokens.get(i);
    boolean numbered = kind(i + 1) == StandardSyntaxParserConstants.NUMBER;
    boolean fuzzy =
        token.kind == StandardSyntaxParserConstants.TILDE
            && kind(i - 1) != StandardSyntaxParserConstants.QUOTED;
    if (!numbered && fuzzy) {
      return;
    }
    if (token.image.equals(AT) && kind(i - 1) != StandardSyntaxParserConstants.RPAREN) {
      throw new QueryException(token.beginColumn, "put a value that has '@' in quotes");
    }
    String digits = numbered ? tokens.get(i + 1).image : "";
    boolean point = token.kind == StandardSyntaxParserConstants.CARAT;
    if (!numbered || digits.length() > MAX_DIGITS || (!point && digits.contains("."))) {
      throw new QueryException(
          token.endColumn,
          "a %s of at most %d digits is expected after %s"
              .formatted(point ? "number" : "whole number", MAX_DIGITS, quoted(token.image)));
    }
  }

  private int kind(int i) {
    return i < 0 || i >= tokens.size() ? StandardSyntaxParserConstants.EOF : tokens.get(i).kind;
  }

  private static boolean isSuffix(Token token) {
    return token.kind == StandardSyntaxParserConstants.TILDE
        || token.kind == StandardSyntaxParserConstants.CARAT
        || token.image.equals(AT);
  }

  private static boolean isRangeStart(Token token) {
    return token.kind == StandardSyntaxParserConstants.RANGEIN_START
        || token.kind == StandardSyntaxParserConstants.RANGEEX_START;
  }

  private static boolean isFieldOperator(int kind) {
    return kind == StandardSyntaxParserConstants.OP_COLON
        || kind == StandardSyntaxParserConstants.OP_EQUAL
        || isComparison(kind);
  }

  private static boolean isComparison(int kind) {
    return kind >= StandardSyntaxParserConstants.OP_LESSTHAN
        && kind <= StandardSyntaxParserConstants.OP_MORETHANEQ;
  }
}
