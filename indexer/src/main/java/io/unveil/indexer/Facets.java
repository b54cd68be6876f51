package io.unveil.indexer;

import java.util.List;

/**
 * How many of the samples that match a query have which values.
 *
 * @param matching samples counted
 * @param fields one for each field asked for, in that order
 * @param partial true when the deadline passed: counts are lower bounds
 */
public record Facets(long matching, List<Field> fields, boolean partial) {
  /** Copies the list. */
  public Facets {
    fields = List.copyOf(fields);
  }

  /**
   * Values of one field.
   *
   * @param values the most frequent ones, ties in order of the value
   * @param distinct how many values there are in all
   */
  public record Field(IndexField field, List<Count> values, int distinct) {
    /** Copies the list. */
    public Field {
      values = List.copyOf(values);
    }
  }

  /**
   * @param value as most reports spell it, upper and lower case being the same; cut after 512
   *     characters, with an ellipsis
   * @param samples matching samples that have it
   */
  public record Count(String value, long samples) {}
}
