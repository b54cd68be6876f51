package io.unveil.indexer;

import static io.unveil.indexer.QueryException.quoted;

import io.unveil.indexer.QueryClause.All;
import io.unveil.indexer.QueryClause.And;
import io.unveil.indexer.QueryClause.Has;
import io.unveil.indexer.QueryClause.Not;
import io.unveil.indexer.QueryClause.Or;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.queryparser.flexible.core.nodes.AndQueryNode;
import org.apache.lucene.queryparser.flexible.core.nodes.BooleanQueryNode;
import org.apache.lucene.queryparser.flexible.core.nodes.BoostQueryNode;
import org.apache.lucene.queryparser.flexible.core.nodes.FieldQueryNode;
import org.apache.lucene.queryparser.flexible.core.nodes.FuzzyQueryNode;
import org.apache.lucene.queryparser.flexible.core.nodes.GroupQueryNode;
import org.apache.lucene.queryparser.flexible.core.nodes.ModifierQueryNode;
import org.apache.lucene.queryparser.flexible.core.nodes.ModifierQueryNode.Modifier;
import org.apache.lucene.queryparser.flexible.core.nodes.OrQueryNode;
import org.apache.lucene.queryparser.flexible.core.nodes.QueryNode;
import org.apache.lucene.queryparser.flexible.core.nodes.QuotedFieldQueryNode;
import org.apache.lucene.queryparser.flexible.core.nodes.SlopQueryNode;
import org.apache.lucene.queryparser.flexible.standard.nodes.MinShouldMatchNode;
import org.apache.lucene.queryparser.flexible.standard.nodes.TermRangeQueryNode;

/**
 * Lucene's syntax tree to clauses. Boolean as in logic: {@code a OR NOT b} is everything with a or
 * without b. Recursion is bounded by {@link QueryTokens#MAX_DEPTH}.
 */
final class QueryTree {
  /** The field that Lucene's parser gives to words without one; no field has this name. */
  static final String NO_FIELD = "";

  /** Most places by which the words of a phrase may be moved. */
  static final int MOST_SLOP = 100;

  private static final String EVERYTHING = "*";

  private final QueryValues values;

  QueryTree(QueryValues values) {
    this.values = values;
  }

  /** {@return the meaning of {@code node}} */
  QueryClause clause(QueryNode node) throws QueryException {
    return switch (node) {
      case GroupQueryNode group -> clause(group.getChild());
      case BoostQueryNode boost -> clause(boost.getChild());
      case MinShouldMatchNode least -> atLeast(least);
      case OrQueryNode or -> new Or(alternatives(or), 1);
      case AndQueryNode and -> all(and);
      case BooleanQueryNode juxtaposed -> all(juxtaposed);
      case ModifierQueryNode modified ->
          modified.getModifier() == Modifier.MOD_NOT
              ? new Not(clause(modified.getChild()))
              : clause(modified.getChild());
      case TermRangeQueryNode range -> range(range);
      case SlopQueryNode slop -> phrase((QuotedFieldQueryNode) slop.getChild(), slop.getValue());
      case QuotedFieldQueryNode quoted -> phrase(quoted, 0);
      case FuzzyQueryNode fuzzy -> like(fuzzy);
      case FieldQueryNode word -> word(word);
      default -> throw new QueryException(start(node), "this syntax is not supported");
    };
  }

  private QueryClause all(BooleanQueryNode node) throws QueryException {
    List<QueryClause> clauses = new ArrayList<>();
    for (QueryNode child : node.getChildren()) {
      clauses.add(clause(child));
    }
    return clauses.size() == 1 ? clauses.getFirst() : new And(clauses);
  }

  private List<QueryClause> alternatives(OrQueryNode node) throws QueryException {
    List<QueryClause> clauses = new ArrayList<>();
    for (QueryNode child : node.getChildren()) {
      if (child instanceof ModifierQueryNode required
          && required.getModifier() == Modifier.MOD_REQ) {
        throw new QueryException(
            start(child), "'+' means nothing beside OR; take the clause out of it");
      }
      clauses.add(clause(child));
    }
    return clauses;
  }

  private QueryClause atLeast(MinShouldMatchNode node) throws QueryException {
    QueryNode inner = node.groupQueryNode.getChild();
    while (inner instanceof BoostQueryNode boost) {
      inner = boost.getChild();
    }
    if (!(inner instanceof OrQueryNode or)) {
      throw new QueryException(
          start(inner), "'@' counts alternatives; write them as (a OR b OR c)@2");
    }
    List<QueryClause> clauses = alternatives(or);
    if (node.minShouldMatch < 1 || node.minShouldMatch > clauses.size()) {
      throw new QueryException(
          start(inner),
          "'@%d' must be between 1 and the number of alternatives, %d"
              .formatted(node.minShouldMatch, clauses.size()));
    }
    return new Or(clauses, node.minShouldMatch);
  }

  private QueryClause range(TermRangeQueryNode node) throws QueryException {
    FieldQueryNode lower = node.getLowerBound();
    FieldQueryNode upper = node.getUpperBound();
    String name = lower.getFieldAsString();
    if (name.equals(NO_FIELD)) {
      throw new QueryException(
          lower.getBegin(), "a range needs a field, such as size:[1MB TO 5MB]");
    }
    return values.range(
        QueryFields.named(name, lower.getBegin()),
        new QueryValues.Ends(
            lower.getText(), node.isLowerInclusive(), upper.getText(), node.isUpperInclusive()),
        lower.getBegin(),
        upper.getBegin());
  }

  private QueryClause phrase(QuotedFieldQueryNode node, int slop) throws QueryException {
    if (slop > MOST_SLOP) {
      throw new QueryException(
          node.getBegin(), "at most '~%d' after a phrase".formatted(MOST_SLOP));
    }
    String text = node.getTextAsString();
    if (node.getFieldAsString().equals(NO_FIELD)) {
      return anywhere(
          node,
          field ->
              values.phrase(
                  field, text, field.type() == FieldType.TEXT ? slop : 0, node.getBegin()));
    }
    return values.phrase(field(node), text, slop, node.getBegin());
  }

  private QueryClause like(FuzzyQueryNode node) throws QueryException {
    String text = node.getTextAsString();
    float edits = node.getSimilarity();
    if (node.getFieldAsString().equals(NO_FIELD)) {
      return anywhere(node, field -> values.like(field, text, edits, node.getBegin()));
    }
    return values.like(field(node), text, edits, node.getBegin());
  }

  private QueryClause word(FieldQueryNode node) throws QueryException {
    CharSequence text = node.getText();
    if (!node.getFieldAsString().equals(NO_FIELD) && !node.getFieldAsString().equals(EVERYTHING)) {
      return values.word(field(node), text, node.getBegin());
    }
    QueryClause found = anywhere(node, field -> values.word(field, text, node.getBegin()));
    if (found instanceof Or any && any.clauses().getFirst() instanceof Has) {
      return new All();
    }
    if (node.getFieldAsString().equals(EVERYTHING)) {
      throw new QueryException(
          node.getBegin(), "not every field is searched at once; leave out '*:' or name a field");
    }
    return found;
  }

  /** Any of the fields that are searched when none is named. */
  private static QueryClause anywhere(FieldQueryNode node, InField inField) throws QueryException {
    if (node.getTextAsString().isBlank()) {
      throw new QueryException(node.getBegin(), "nothing to search for");
    }
    List<QueryClause> clauses = new ArrayList<>();
    for (IndexField field : QueryFields.WITHOUT_NAME) {
      clauses.add(inField.clause(field));
    }
    return new Or(clauses, 1);
  }

  private interface InField {
    QueryClause clause(IndexField field) throws QueryException;
  }

  private static IndexField field(FieldQueryNode node) throws QueryException {
    return QueryFields.named(node.getFieldAsString(), node.getBegin());
  }

  /** Where the first word below a node stands. */
  private static int start(QueryNode node) {
    QueryNode at = node;
    while (!(at instanceof FieldQueryNode)
        && at.getChildren() != null
        && !at.getChildren().isEmpty()) {
      at = at.getChildren().getFirst();
    }
    return at instanceof FieldQueryNode word ? word.getBegin() : 0;
  }
}
