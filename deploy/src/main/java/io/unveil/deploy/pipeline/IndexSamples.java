package io.unveil.deploy.pipeline;

import io.unveil.deploy.client.FacetCounts;
import io.unveil.deploy.client.Hit;
import io.unveil.deploy.client.RefusedException;
import io.unveil.deploy.client.SampleView;
import io.unveil.deploy.client.Samples;
import io.unveil.deploy.client.SearchPage;
import io.unveil.deploy.client.ServerTroubleException;
import io.unveil.indexer.Facets;
import io.unveil.indexer.IndexField;
import io.unveil.indexer.IndexUnavailableException;
import io.unveil.indexer.IndexedReport;
import io.unveil.indexer.IndexedSample;
import io.unveil.indexer.QueryException;
import io.unveil.indexer.ReportQuery;
import io.unveil.indexer.ReportSearch;
import io.unveil.indexer.Reports;
import io.unveil.indexer.SearchOrder;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Answers questions from the index in this process. */
final class IndexSamples implements Samples {
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final Reports index;
  private final ReportSearch search;
  private final Closeable owned;

  /**
   * @param owned closed with this; the index itself when nobody else uses it
   */
  IndexSamples(Reports index, Closeable owned) {
    this.index = index;
    this.search = new ReportSearch(index, DEADLINE);
    this.owned = owned;
  }

  @Override
  public SearchPage search(String query, @Nullable String sort, int limit, @Nullable String after)
      throws RefusedException, ServerTroubleException {
    try {
      SearchOrder order = SearchOrder.parse(sort == null ? "" : sort);
      io.unveil.indexer.SearchPage page =
          search.search(ReportQuery.parse(query, Instant.now()), order, limit, after);
      if (page.partial()) {
        throw tooSlow();
      }
      return new SearchPage(
          page.total(),
          page.totalExact(),
          page.next(),
          page.hits().stream().map(IndexSamples::hit).toList());
    } catch (QueryException e) {
      throw refused(e);
    } catch (IndexUnavailableException e) {
      throw trouble(e);
    }
  }

  @Override
  public FacetCounts facets(String query, String field, int top)
      throws RefusedException, ServerTroubleException {
    IndexField counted =
        IndexField.named(field)
            .filter(IndexField::facetable)
            .orElseThrow(() -> new RefusedException(cannotCount(field), null));
    try {
      Facets facets = search.facets(ReportQuery.parse(query, Instant.now()), List.of(counted), top);
      if (facets.partial()) {
        throw tooSlow();
      }
      Facets.Field found = facets.fields().getFirst();
      return new FacetCounts(
          counted.fieldName(),
          facets.matching(),
          found.distinct() - found.values().size(),
          found.values().stream()
              .map(value -> new FacetCounts.Value(value.value(), value.samples()))
              .toList());
    } catch (QueryException e) {
      throw refused(e);
    } catch (IndexUnavailableException e) {
      throw trouble(e);
    }
  }

  @Override
  public Optional<SampleView> sample(String sha256) throws ServerTroubleException {
    try {
      return index.find(sha256).map(IndexSamples::view);
    } catch (IndexUnavailableException e) {
      throw trouble(e);
    }
  }

  @Override
  public void close() {
    try {
      owned.close();
    } catch (IOException e) {
      System.getLogger(IndexSamples.class.getName())
          .log(System.Logger.Level.DEBUG, "closing the index", e);
    }
  }

  private static SampleView view(IndexedReport found) {
    IndexedSample sample = found.sample();
    return new SampleView(
        sample.sha256(),
        word(sample.state()),
        sample.submittedAt(),
        sample.judgedAt(),
        size(sample),
        sample.firstSeen(),
        sample.lastSeen(),
        sample.origins().reversed().stream()
            .map(o -> new SampleView.Seen(o.kind(), o.name(), o.lastSeen()))
            .toList(),
        sample.sandbox(),
        found.report());
  }

  private static Hit hit(IndexedSample sample) {
    boolean judged = sample.verdict() != null;
    return new Hit(
        sample.sha256(),
        word(sample.state()),
        sample.verdict() == null ? null : word(sample.verdict()),
        judged ? sample.strength() : null,
        judged ? sample.complete() : null,
        sample.packageName(),
        sample.versionName(),
        sample.label(),
        sample.behaviours(),
        size(sample),
        sample.firstSeen(),
        sample.lastSeen(),
        sample.judgedAt());
  }

  private static @Nullable Long size(IndexedSample sample) {
    return sample.sizeInBytes() == 0 ? null : Long.valueOf(sample.sizeInBytes());
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static String cannotCount(String field) {
    String countable =
        Arrays.stream(IndexField.values())
            .filter(IndexField::facetable)
            .map(IndexField::fieldName)
            .collect(Collectors.joining(", "));
    return "cannot count by '" + field + "'; fields that can be counted: " + countable;
  }

  private static RefusedException refused(QueryException e) {
    return e.inQuery()
        ? new RefusedException(e.problem(), e.offset())
        : new RefusedException(e.line(), null);
  }

  private static ServerTroubleException tooSlow() {
    return new ServerTroubleException(
        "the search took longer than %d s and was given up; narrow the query"
            .formatted(DEADLINE.toSeconds()));
  }

  private static ServerTroubleException trouble(IndexUnavailableException e) {
    return new ServerTroubleException(String.valueOf(e.getMessage()));
  }
}
