package io.unveil.indexer;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A query with its meaning decided: fields known, values typed, times absolute. Knows nothing of
 * the index that answers it.
 */
sealed interface QueryClause {

  /** Every sample. */
  record All() implements QueryClause {
    @Override
    public String toString() {
      return "*:*";
    }
  }

  /** What all clauses match. */
  record And(List<QueryClause> clauses) implements QueryClause {
    public And {
      clauses = List.copyOf(clauses);
    }

    @Override
    public String toString() {
      return joined(clauses, " AND ");
    }
  }

  /**
   * What enough of the clauses match.
   *
   * @param least how many, 1 or more
   */
  record Or(List<QueryClause> clauses, int least) implements QueryClause {
    public Or {
      clauses = List.copyOf(clauses);
    }

    @Override
    public String toString() {
      return joined(clauses, " OR ") + (least == 1 ? "" : "@" + least);
    }
  }

  /** What the clause does not match. */
  record Not(QueryClause clause) implements QueryClause {
    @Override
    public String toString() {
      return "NOT " + clause;
    }
  }

  /** A value equal to {@code value}, which is in the form that is indexed. */
  record Is(IndexField field, String value) implements QueryClause {
    @Override
    public String toString() {
      return field.fieldName() + ":" + value.replace("*", "\\*");
    }
  }

  /** A value that starts so. */
  record StartsWith(IndexField field, String prefix) implements QueryClause {
    @Override
    public String toString() {
      return field.fieldName() + ":" + prefix + "*";
    }
  }

  /**
   * A value made of these parts with anything between them.
   *
   * @param parts literal parts, two or more; the first is not empty, the last may be
   */
  record Matches(IndexField field, List<String> parts) implements QueryClause {
    public Matches {
      parts = List.copyOf(parts);
    }

    @Override
    public String toString() {
      return field.fieldName() + ":" + String.join("*", parts);
    }
  }

  /** A host at or below a domain. */
  record Below(IndexField field, String domain) implements QueryClause {
    @Override
    public String toString() {
      return field.fieldName() + ":*." + domain;
    }
  }

  /** A number or an instant in milliseconds since 1970, both ends inclusive. */
  record Between(IndexField field, long from, long to) implements QueryClause {
    @Override
    public String toString() {
      return from == to
          ? field.fieldName() + ":" + from
          : field.fieldName()
              + ":["
              + (from == Long.MIN_VALUE ? "*" : from)
              + " TO "
              + (to == Long.MAX_VALUE ? "*" : to)
              + "]";
    }
  }

  /**
   * Words in this order.
   *
   * @param slop how many places words may be moved in all
   */
  record Words(IndexField field, String words, int slop) implements QueryClause {
    @Override
    public String toString() {
      return field.fieldName() + ":\"" + words + "\"" + (slop == 0 ? "" : "~" + slop);
    }
  }

  /** A word within so many edits. */
  record Like(IndexField field, String word, int edits) implements QueryClause {
    @Override
    public String toString() {
      return field.fieldName() + ":" + word + "~" + edits;
    }
  }

  /** Any value at all. */
  record Has(IndexField field) implements QueryClause {
    @Override
    public String toString() {
      return field.fieldName() + ":*";
    }
  }

  private static String joined(List<QueryClause> clauses, String operator) {
    return clauses.stream().map(String::valueOf).collect(Collectors.joining(operator, "(", ")"));
  }
}
