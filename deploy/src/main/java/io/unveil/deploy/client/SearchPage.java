package io.unveil.deploy.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of what a query found.
 *
 * @param total samples that match
 * @param totalExact false when there are at least {@code total}
 * @param next where the next page begins, null after the last one
 * @param hits this page
 */
public record SearchPage(long total, boolean totalExact, @Nullable String next, List<Hit> hits) {
  /** Copies the list. */
  public SearchPage {
    hits = List.copyOf(hits);
  }
}
