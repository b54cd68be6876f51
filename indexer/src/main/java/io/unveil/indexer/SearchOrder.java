package io.unveil.indexer;

import static io.unveil.indexer.QueryException.quoted;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.SortedNumericSortField;
import org.apache.lucene.search.SortedSetSortField;

/**
 * Order of hits: by one field, samples without a value last. Equal ones follow by SHA-256, so that
 * the order is total and pages never overlap.
 *
 * @param keys what is compared, first key first
 */
public record SearchOrder(List<Key> keys) {
  /** Worst first: verdict, strength, newest result. */
  public static final SearchOrder WORST_FIRST =
      new SearchOrder(
          List.of(
              new Key(IndexField.SEVERITY, true),
              new Key(IndexField.STRENGTH, true),
              new Key(IndexField.JUDGED, true)));

  /**
   * @throws IllegalArgumentException when no key is given or a field cannot be sorted by
   */
  public SearchOrder {
    keys = List.copyOf(keys);
    if (keys.isEmpty() || !keys.stream().allMatch(key -> key.field.sortable())) {
      throw new IllegalArgumentException("not an order: " + keys);
    }
  }

  /**
   * One field compared.
   *
   * @param descending largest first
   */
  public record Key(IndexField field, boolean descending) {
    @Override
    public String toString() {
      return (descending ? "-" : "") + field.fieldName();
    }
  }

  /** {@return the order by one field} */
  public static SearchOrder by(IndexField field, boolean descending) {
    return new SearchOrder(List.of(new Key(field, descending)));
  }

  /**
   * {@return the order that {@code text} names: {@code seen}, {@code -seen} for largest first, or
   * nothing for {@link #WORST_FIRST}}
   */
  public static SearchOrder parse(String text) throws QueryException {
    if (text.isBlank()) {
      return WORST_FIRST;
    }
    boolean descending = text.startsWith("-");
    String name = descending ? text.substring(1) : text;
    List<String> sortable =
        Arrays.stream(IndexField.values())
            .filter(IndexField::sortable)
            .map(IndexField::fieldName)
            .toList();
    IndexField field = IndexField.named(name).orElse(null);
    if (field == null || !field.sortable()) {
      throw new QueryException(
          "sort",
          "cannot sort by %s; fields that can be sorted by: %s"
              .formatted(quoted(name), String.join(", ", sortable)));
    }
    return by(field, descending);
  }

  /** {@return the order as {@link #parse} reads it, keys separated by commas} */
  @Override
  public String toString() {
    return String.join(",", keys.stream().map(Key::toString).toList());
  }

  Sort lucene() {
    List<SortField> fields = new ArrayList<>();
    keys.forEach(key -> fields.add(lucene(key)));
    fields.add(lucene(new Key(IndexField.SHA256, false)));
    return new Sort(fields.toArray(SortField[]::new));
  }

  private static SortField lucene(Key key) {
    String name = key.field.fieldName();
    if (key.field.type().isNumeric()) {
      return new SortedNumericSortField(
          name,
          SortField.Type.LONG,
          key.descending,
          org.apache.lucene.search.SortedNumericSelector.Type.MIN,
          key.descending ? Long.MIN_VALUE : Long.MAX_VALUE);
    }
    return new SortedSetSortField(
        name,
        key.descending,
        org.apache.lucene.search.SortedSetSelector.Type.MIN,
        key.descending ? SortField.STRING_FIRST : SortField.STRING_LAST);
  }
}
