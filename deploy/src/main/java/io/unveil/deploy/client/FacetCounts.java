package io.unveil.deploy.client;

import java.util.List;
import java.util.Objects;

/**
 * How often the values of one field are among the samples that a query finds.
 *
 * @param field name of the field
 * @param total samples that match the query
 * @param other how many different values there are beside {@code values}
 * @param values the most frequent values, most frequent first
 */
public record FacetCounts(String field, long total, long other, List<Value> values) {
  /** Copies the list. */
  public FacetCounts {
    Objects.requireNonNull(field, "field");
    values = List.copyOf(values);
  }

  /**
   * @param value a value of the field
   * @param count samples that have it
   */
  public record Value(String value, long count) {
    /** Checks what must be there. */
    public Value {
      Objects.requireNonNull(value, "value");
    }
  }
}
