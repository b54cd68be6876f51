package io.unveil.indexer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.LongField;
import org.apache.lucene.document.SortedSetDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.util.BytesRef;

/** Values by field on their way into one document, each once, bounded in number and length. */
final class FieldValues {
  /** Real reports have tens of hosts and permissions; hostile ones have as many as they like. */
  static final int MOST_PER_FIELD = 1_024;

  private final Map<IndexField, Set<String>> texts = new EnumMap<>(IndexField.class);
  private final Map<IndexField, Set<Long>> numbers = new EnumMap<>(IndexField.class);
  private long dropped;

  /** {@return values that were left out because their field was full} */
  long dropped() {
    return dropped;
  }

  FieldValues add(IndexField field, String value) {
    if (!value.isEmpty()) {
      keep(texts.computeIfAbsent(field, _ -> new LinkedHashSet<>()), TermBound.cut(value));
    }
    return this;
  }

  FieldValues addAll(IndexField field, Collection<String> values) {
    values.forEach(value -> add(field, value));
    return this;
  }

  FieldValues add(IndexField field, long value) {
    keep(numbers.computeIfAbsent(field, _ -> new LinkedHashSet<>()), value);
    return this;
  }

  Document document() {
    Document document = new Document();
    texts.forEach((field, values) -> {
      values.forEach(value -> index(document, field, value));
      if (field.facetable() || field.sortable()) {
        spellings(values)
            .forEach(value ->
                document.add(new SortedSetDocValuesField(field.fieldName(), new BytesRef(value))));
      }
    });
    numbers.forEach((field, values) ->
        values.forEach(value -> document.add(new LongField(field.fieldName(), value, Store.NO))));
    return document;
  }

  private <T> void keep(Set<T> values, T value) {
    if (values.size() < MOST_PER_FIELD) {
      values.add(value);
    } else if (!values.contains(value)) {
      dropped++;
    }
  }

  private static void index(Document document, IndexField field, String value) {
    if (field.type() == FieldType.TEXT) {
      document.add(new TextField(field.fieldName(), value, Store.NO));
    } else {
      for (String term : new HashSet<>(terms(field, value))) {
        document.add(new StringField(field.fieldName(), term, Store.NO));
      }
    }
    if (field.type() == FieldType.HOST) {
      for (String name : Hosts.withParents(IndexField.term(value))) {
        document.add(new StringField(field.parentsName(), name, Store.NO));
      }
    }
  }

  /** One spelling of each value that searches tell apart, so that a sample counts once for each. */
  private static Collection<String> spellings(Collection<String> values) {
    Map<String, String> byTerm = new LinkedHashMap<>();
    for (String value : values) {
      String shown = TermBound.shown(value);
      byTerm.putIfAbsent(IndexField.term(shown), shown);
    }
    return byTerm.values();
  }

  /** Some values are also found by a part of them. */
  private static List<String> terms(IndexField field, String value) {
    List<String> terms = new ArrayList<>(2);
    String term = IndexField.term(value);
    terms.add(term);
    int dot = term.lastIndexOf('.');
    switch (field) {
      case PERMISSION, API, TRIGGER -> terms.add(term.substring(dot + 1));
      case ATTACK -> terms.add(dot > 0 ? term.substring(0, dot) : term);
      default -> {
        // Found by the whole value only.
      }
    }
    terms.removeIf(String::isEmpty);
    return terms;
  }
}
