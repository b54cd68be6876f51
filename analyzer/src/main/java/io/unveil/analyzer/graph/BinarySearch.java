package io.unveil.analyzer.graph;

import java.util.function.IntUnaryOperator;

/** Binary search in sections of a table that are not arrays. */
final class BinarySearch {
  private BinarySearch() {}

  /**
   * {@return a position from {@code low} to {@code high}, both included, whose {@code order} is 0,
   * or -1}
   *
   * @param order negative before what is looked for, positive after it; rises with the position
   */
  static int find(int low, int high, IntUnaryOperator order) {
    int from = low;
    int to = high;
    while (from <= to) {
      int middle = (from + to) >>> 1;
      int found = order.applyAsInt(middle);
      if (found == 0) {
        return middle;
      }
      if (found < 0) {
        from = middle + 1;
      } else {
        to = middle - 1;
      }
    }
    return -1;
  }
}
