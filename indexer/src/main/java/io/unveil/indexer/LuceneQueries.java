package io.unveil.indexer;

import io.unveil.indexer.QueryClause.All;
import io.unveil.indexer.QueryClause.And;
import io.unveil.indexer.QueryClause.Below;
import io.unveil.indexer.QueryClause.Between;
import io.unveil.indexer.QueryClause.Has;
import io.unveil.indexer.QueryClause.Is;
import io.unveil.indexer.QueryClause.Like;
import io.unveil.indexer.QueryClause.Matches;
import io.unveil.indexer.QueryClause.Not;
import io.unveil.indexer.QueryClause.Or;
import io.unveil.indexer.QueryClause.StartsWith;
import io.unveil.indexer.QueryClause.Words;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.SortedNumericDocValuesField;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.FuzzyQuery;
import org.apache.lucene.search.IndexOrDocValuesQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TermRangeQuery;
import org.apache.lucene.search.WildcardQuery;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.QueryBuilder;

/** Clauses to Lucene's queries, for an index written by the mapping of {@link IndexField}. */
final class LuceneQueries {
  /** From here on a list of values costs less as one set than as clauses. */
  private static final int SET_FROM = 8;

  /** Edits start after the first character, and reach at most so many words of the index. */
  private static final int FUZZY_PREFIX = 1;

  private static final int FUZZY_EXPANSIONS = 64;

  private final Analyzer texts;

  LuceneQueries(Analyzer texts) {
    this.texts = texts;
  }

  /** {@return the query that answers {@code clause}} */
  Query query(QueryClause clause) {
    return switch (clause) {
      case All _ -> MatchAllDocsQuery.INSTANCE;
      case And(List<QueryClause> clauses) -> and(clauses);
      case Or(List<QueryClause> clauses, int least) -> or(clauses, least);
      case Not not -> and(List.of(not));
      case Is(IndexField field, String value) -> new TermQuery(new Term(field.fieldName(), value));
      case StartsWith(IndexField field, String prefix) -> startsWith(field, prefix);
      case Matches(IndexField field, List<String> parts) ->
          new WildcardQuery(new Term(field.fieldName(), pattern(field, parts)));
      case Below(IndexField field, String domain) ->
          new TermQuery(new Term(field.parentsName(), domain));
      case Between(IndexField field, long from, long to) ->
          new IndexOrDocValuesQuery(
              LongPoint.newRangeQuery(field.fieldName(), from, to),
              SortedNumericDocValuesField.newSlowRangeQuery(field.fieldName(), from, to));
      case Words(IndexField field, String words, int slop) -> words(field, words, slop);
      case Like(IndexField field, String word, int edits) ->
          new FuzzyQuery(
              new Term(field.fieldName(), normalized(field, word)),
              edits,
              FUZZY_PREFIX,
              FUZZY_EXPANSIONS,
              true);
      case Has(IndexField field) -> has(field);
    };
  }

  private Query and(List<QueryClause> clauses) {
    BooleanQuery.Builder query = new BooleanQuery.Builder();
    boolean positive = false;
    for (QueryClause clause : clauses) {
      if (clause instanceof Not(QueryClause inner)) {
        query.add(query(inner), Occur.MUST_NOT);
      } else {
        query.add(query(clause), Occur.FILTER);
        positive = true;
      }
    }
    if (!positive) {
      query.add(MatchAllDocsQuery.INSTANCE, Occur.FILTER);
    }
    return query.build();
  }

  private Query or(List<QueryClause> clauses, int least) {
    BooleanQuery.Builder query = new BooleanQuery.Builder();
    query.setMinimumNumberShouldMatch(least);
    Map<IndexField, List<BytesRef>> values = new EnumMap<>(IndexField.class);
    for (QueryClause clause : clauses) {
      if (least == 1 && clause instanceof Is(IndexField field, String value)) {
        values.computeIfAbsent(field, _ -> new ArrayList<>()).add(new BytesRef(value));
      } else {
        query.add(query(clause), Occur.SHOULD);
      }
    }
    values.forEach((field, terms) -> add(query, field, terms));
    return query.build();
  }

  private static void add(BooleanQuery.Builder query, IndexField field, List<BytesRef> terms) {
    if (terms.size() >= SET_FROM) {
      query.add(new TermInSetQuery(field.fieldName(), terms), Occur.SHOULD);
    } else {
      terms.forEach(
          term -> query.add(new TermQuery(new Term(field.fieldName(), term)), Occur.SHOULD));
    }
  }

  private Query startsWith(IndexField field, String prefix) {
    return new PrefixQuery(new Term(field.fieldName(), normalized(field, prefix)));
  }

  private String pattern(IndexField field, List<String> parts) {
    List<String> literals = new ArrayList<>();
    for (String part : parts) {
      literals.add(normalized(field, part).utf8ToString().replaceAll("([*?\\\\])", "\\\\$1"));
    }
    return String.join("*", literals);
  }

  private Query words(IndexField field, String words, int slop) {
    Query query = new QueryBuilder(texts).createPhraseQuery(field.fieldName(), words, slop);
    return query == null ? new MatchNoDocsQuery("no word in " + field.fieldName()) : query;
  }

  private BytesRef normalized(IndexField field, String term) {
    return field.type() == FieldType.TEXT
        ? texts.normalize(field.fieldName(), term)
        : new BytesRef(term);
  }

  /** Numbers have doc values; all other fields have terms. */
  private static Query has(IndexField field) {
    return field.type().isNumeric()
        ? new FieldExistsQuery(field.fieldName())
        : new TermRangeQuery(field.fieldName(), null, null, true, true);
  }
}
