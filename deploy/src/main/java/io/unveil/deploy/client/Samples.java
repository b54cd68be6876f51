package io.unveil.deploy.client;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Answers questions about samples: a running server, or its index when none runs. */
public interface Samples extends AutoCloseable {
  /** Most hits in one page. */
  int MAX_PAGE = 1000;

  /**
   * Finds samples.
   *
   * @param query in the query language; empty finds everything
   * @param sort name of an order, or null for the default one
   * @param limit hits in this page, 1 to {@value #MAX_PAGE}
   * @param after {@link SearchPage#next} of the page before, or null for the first
   * @throws RefusedException when query or sort are wrong
   * @throws ServerTroubleException when there is no answer
   */
  SearchPage search(String query, @Nullable String sort, int limit, @Nullable String after)
      throws RefusedException, ServerTroubleException, InterruptedException;

  /**
   * Counts the samples that a query finds by the values of a field.
   *
   * @param field name of a field that can be counted
   * @param top how many values, most frequent first
   * @throws RefusedException when query or field are wrong
   * @throws ServerTroubleException when there is no answer
   */
  FacetCounts facets(String query, String field, int top)
      throws RefusedException, ServerTroubleException, InterruptedException;

  /**
   * {@return what is known about one sample, empty when it is unknown}
   *
   * @param sha256 64 lower-case hex digits
   * @throws ServerTroubleException when there is no answer
   */
  Optional<SampleView> sample(String sha256) throws ServerTroubleException, InterruptedException;

  /**
   * {@return the SHA-256 of samples that begin with {@code prefix}, at most {@code limit}}
   *
   * @param prefix 1 to 64 lower-case hex digits
   * @throws ServerTroubleException when there is no answer
   */
  default List<String> withPrefix(String prefix, int limit)
      throws ServerTroubleException, InterruptedException {
    try {
      return search("sha256:" + prefix + "*", null, limit, null).hits().stream()
          .map(Hit::sha256)
          .toList();
    } catch (RefusedException e) {
      throw new ServerTroubleException("looking for " + prefix + " failed: " + e.getMessage());
    }
  }

  @Override
  void close();
}
