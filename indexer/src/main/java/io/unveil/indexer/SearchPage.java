package io.unveil.indexer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some hits of a query.
 *
 * @param total samples that match, on all pages
 * @param totalExact false when {@code total} is only a lower bound: counting stops at {@link
 *     ReportSearch#EXACT_TOTAL}, and at the deadline
 * @param hits the samples of this page in order
 * @param next cursor of the page after, null on the last page
 * @param partial true when the deadline passed: hits may be missing and out of order
 */
public record SearchPage(
    long total,
    boolean totalExact,
    List<IndexedSample> hits,
    @Nullable String next,
    boolean partial) {
  /** Copies the list. */
  public SearchPage {
    hits = List.copyOf(hits);
  }
}
