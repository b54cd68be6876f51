package io.unveil.indexer;

import static io.unveil.indexer.QueryException.quoted;

import io.unveil.analyzer.model.Suggest;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** Names of fields in queries. */
final class QueryFields {
  /**
   * Where a word without a field is looked for: what names a sample to a person, and what it was
   * found to do. Never in every field: a word would match for reasons that nobody sees.
   */
  static final List<IndexField> WITHOUT_NAME =
      List.of(
          IndexField.LABEL,
          IndexField.PACKAGE,
          IndexField.HOST,
          IndexField.SIGNER,
          IndexField.BEHAVIOUR,
          IndexField.ORIGIN_NAME);

  private QueryFields() {}

  /**
   * {@return the field of that name}
   *
   * @param offset where the name stands, for the error
   */
  static IndexField named(String name, int offset) throws QueryException {
    IndexField field = IndexField.named(name).orElse(null);
    if (field == null) {
      List<String> names = Arrays.stream(IndexField.values()).map(IndexField::fieldName).toList();
      throw new QueryException(
          offset, "unknown field " + quoted(name) + suggestion(name, names, names.size()));
    }
    return field;
  }

  /** {@return {@code ; did you mean 'x'?}, else the known words when few, else where they are} */
  static String suggestion(String word, Collection<String> known, int total) {
    String nearest = Suggest.nearest(word, known);
    if (nearest != null) {
      return "; did you mean '" + nearest + "'?";
    }
    return total > 12
        ? "; docs/search.md lists them"
        : "; it is one of " + String.join(", ", known);
  }
}
