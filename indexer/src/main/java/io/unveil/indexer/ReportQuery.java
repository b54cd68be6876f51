package io.unveil.indexer;

import static io.unveil.indexer.QueryException.quoted;

import java.time.Instant;
import org.apache.lucene.index.Term;
import org.apache.lucene.queryparser.flexible.core.QueryNodeParseException;
import org.apache.lucene.queryparser.flexible.core.nodes.QueryNode;
import org.apache.lucene.queryparser.flexible.standard.parser.ParseException;
import org.apache.lucene.queryparser.flexible.standard.parser.StandardSyntaxParser;
import org.apache.lucene.queryparser.flexible.standard.parser.StandardSyntaxParserConstants;
import org.apache.lucene.queryparser.flexible.standard.parser.Token;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;

/**
 * A question to the index in Lucene's syntax, typed by {@link IndexField}: {@code
 * verdict:stalkerware behaviour:sms-exfiltration NOT icon:visible size:[1MB TO 5MB]}. All clauses
 * must match unless OR says otherwise. The syntax is in {@code docs/search.md}. Immutable; times
 * such as {@code now-7d} are fixed when it is read.
 */
public final class ReportQuery {
  /** Longest query, in UTF-16 units. */
  public static final int MAX_LENGTH = QueryTokens.MAX_LENGTH;

  /** Most clauses, also after words without a field became one clause for each field searched. */
  public static final int MAX_CLAUSES = QueryTokens.MAX_CLAUSES;

  private final String text;
  private final QueryClause clause;
  private final Query lucene;

  private ReportQuery(String text, QueryClause clause, Query lucene) {
    this.text = text;
    this.clause = clause;
    this.lucene = lucene;
  }

  /**
   * {@return what {@code text} asks; everything when it is blank}
   *
   * @param now what {@code now} means in it
   * @throws QueryException when it cannot be run, with what to write instead
   */
  public static ReportQuery parse(String text, Instant now) throws QueryException {
    QueryClause clause =
        text.isBlank()
            ? new QueryClause.All()
            : new QueryTree(new QueryValues(now)).clause(tree(QueryTokens.checked(text)));
    return new ReportQuery(text, clause, lucene(clause));
  }

  /** {@return the query as it was written} */
  public String text() {
    return text;
  }

  /** {@return what it means, in one line: fields resolved, times in milliseconds since 1970} */
  @Override
  public String toString() {
    return clause.toString();
  }

  Query lucene() {
    return lucene;
  }

  private static QueryNode tree(String text) throws QueryException {
    try {
      return new StandardSyntaxParser().parse(text, QueryTree.NO_FIELD);
    } catch (ParseException wrong) {
      throw unexpected(text, wrong.currentToken);
    } catch (QueryNodeParseException | RuntimeException wrong) {
      // Lucene's parser reads numbers without checks: what is left of that is a syntax error too.
      throw new QueryException(0, "cannot be read as a query in Lucene's syntax");
    }
  }

  private static QueryException unexpected(String text, Token last) {
    if (last == null || last.next == null) {
      return new QueryException(0, "a '\\u' is not followed by four hex digits");
    }
    Token next = last.next;
    String after = last.image == null || last.image.isEmpty() ? "" : " after " + quoted(last.image);
    return next.kind == StandardSyntaxParserConstants.EOF
        ? new QueryException(text.length(), "the query ends too early" + after)
        : new QueryException(next.beginColumn, "unexpected " + quoted(next.image) + after);
  }

  private static Query lucene(QueryClause clause) throws QueryException {
    ClauseCount count = new ClauseCount();
    try (TextAnalyzer texts = new TextAnalyzer()) {
      Query lucene = new LuceneQueries(texts).query(clause);
      lucene.visit(count);
      if (count.clauses <= MAX_CLAUSES) {
        return lucene;
      }
    } catch (IndexSearcher.TooManyClauses tooMany) {
      count.clauses = MAX_CLAUSES + 1;
    }
    throw new QueryException(
        0,
        "it becomes %d clauses or more, at most %d are run; name fields or split the query"
            .formatted(count.clauses, MAX_CLAUSES));
  }

  /** As Lucene's searcher counts them before it refuses. */
  private static final class ClauseCount extends QueryVisitor {
    private int clauses;

    @Override
    public void consumeTerms(Query query, Term... terms) {
      clauses += terms.length;
    }

    @Override
    public void visitLeaf(Query query) {
      clauses++;
    }

    @Override
    public void consumeTermsMatching(
        Query query,
        String field,
        java.util.function.Supplier<org.apache.lucene.util.automaton.ByteRunAutomaton> automaton) {
      clauses++;
    }

    @Override
    public QueryVisitor getSubVisitor(Occur occur, Query parent) {
      return this;
    }
  }
}
