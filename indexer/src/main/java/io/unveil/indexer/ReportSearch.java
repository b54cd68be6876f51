package io.unveil.indexer;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.ExitableDirectoryReader;
import org.apache.lucene.index.ExitableDirectoryReader.ExitingReaderException;
import org.apache.lucene.index.QueryTimeout;
import org.apache.lucene.index.QueryTimeoutImpl;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.search.Collector;
import org.apache.lucene.search.CollectorManager;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopFieldCollector;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.search.TopFieldDocs;
import org.apache.lucene.search.TotalHits;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions from one state of the index each: what was put and refreshed before the call.
 * Every question has a deadline; what was found until then is given, marked as partial. Safe for
 * use by many threads.
 */
public final class ReportSearch {
  /** Most hits of one page. */
  public static final int MAX_PAGE = 1_000;

  /** Up to here the number of hits is exact. */
  public static final int EXACT_TOTAL = 100_000;

  /** Most values given for one field. */
  public static final int MAX_VALUES = 1_000;

  /** Most fields counted at once. */
  public static final int MAX_FACETS = 16;

  private final Reports index;
  private final Duration deadline;

  /**
   * @param index stays with the caller
   * @param deadline longest time for one question; what was found until then is given
   */
  public ReportSearch(Reports index, Duration deadline) {
    this.index = index;
    this.deadline = deadline;
  }

  /**
   * {@return one page of what matches}
   *
   * @param size most hits, 1 to {@link #MAX_PAGE}
   * @param cursor {@link SearchPage#next()} of the page before, null for the first
   * @throws QueryException when the cursor is not of this query and order
   * @throws IndexUnavailableException when the index is closed or cannot be read
   * @throws IllegalArgumentException when {@code size} is out of range
   */
  public SearchPage search(ReportQuery query, SearchOrder order, int size, @Nullable String cursor)
      throws IndexUnavailableException, QueryException {
    if (size < 1 || size > MAX_PAGE) {
      throw new IllegalArgumentException("page size " + size + " is not in 1.." + MAX_PAGE);
    }
    @Nullable Object @Nullable [] after =
        cursor == null ? null : SearchCursor.read(cursor, query, order);
    return index.search(current -> page(current, query, order, size, after));
  }

  /**
   * {@return how often values occur in all that matches}
   *
   * @param fields facetable fields, at most {@link #MAX_FACETS}
   * @param top most values of each, 1 to {@link #MAX_VALUES}
   * @throws IndexUnavailableException when the index is closed or cannot be read
   * @throws IllegalArgumentException when a field is not facetable or a number out of range
   */
  public Facets facets(ReportQuery query, List<IndexField> fields, int top)
      throws IndexUnavailableException {
    if (top < 1 || top > MAX_VALUES || fields.size() > MAX_FACETS) {
      throw new IllegalArgumentException(top + " values of " + fields.size() + " fields");
    }
    for (IndexField field : fields) {
      if (!field.facetable()) {
        throw new IllegalArgumentException(field.fieldName() + " has no facets");
      }
    }
    return index.search(current -> count(current, query, fields, top));
  }

  private Facets count(IndexSearcher current, ReportQuery query, List<IndexField> fields, int top)
      throws IOException {
    Kept<FacetCollector> counting = new Kept<>(() -> new FacetCollector(fields));
    boolean partial = run(current, query, counting);
    return counting.only().facets(top, partial);
  }

  private SearchPage page(
      IndexSearcher current,
      ReportQuery query,
      SearchOrder order,
      int size,
      @Nullable Object @Nullable [] after)
      throws IOException {
    // One more than asked for: it tells whether there is a next page.
    TopFieldCollectorManager sorting =
        new TopFieldCollectorManager(
            order.lucene(), size + 1, after == null ? null : place(current, after), EXACT_TOTAL);
    Kept<TopFieldCollector> collecting = new Kept<>(sorting::newCollector);
    boolean partial = run(current, query, collecting);
    TopFieldDocs found = collecting.only().topDocs();
    int shown = Math.min(size, found.scoreDocs.length);
    List<IndexedSample> hits = new ArrayList<>(shown);
    StoredFields stored = current.storedFields();
    for (ScoreDoc hit : List.of(found.scoreDocs).subList(0, shown)) {
      hits.add(ReportDocument.read(stored, hit.doc));
    }
    boolean exact = found.totalHits.relation() == TotalHits.Relation.EQUAL_TO && !partial;
    String next =
        found.scoreDocs.length > size
            ? SearchCursor.after((FieldDoc) found.scoreDocs[size - 1], query, order)
            : null;
    return new SearchPage(found.totalHits.value(), exact, hits, next, partial);
  }

  /** The highest document: a hit that compares equal was shown before, wherever it is now. */
  private static FieldDoc place(IndexSearcher current, @Nullable Object[] values) {
    int highest = Math.max(0, current.getIndexReader().maxDoc() - 1);
    return new FieldDoc(highest, Float.NaN, values);
  }

  /**
   * Runs a query to its end or the deadline. Two guards: the searcher's own between documents, and
   * the reader's while terms are enumerated.
   *
   * @return whether the deadline stopped it
   */
  private <C extends Collector> boolean run(
      IndexSearcher current, ReportQuery query, Kept<C> collecting) throws IOException {
    QueryTimeout timeout = new QueryTimeoutImpl(deadline.toMillis());
    IndexSearcher limited =
        new IndexSearcher(
            ExitableDirectoryReader.wrap((DirectoryReader) current.getIndexReader(), timeout));
    limited.setTimeout(timeout);
    try {
      limited.search(new ConstantScoreQuery(query.lucene()), collecting);
      return limited.timedOut();
    } catch (ExitingReaderException late) {
      return true;
    }
  }

  /** Keeps the collector, because a search that is stopped gives nothing back. */
  private static final class Kept<C extends Collector> implements CollectorManager<C, C> {
    private final Making<C> making;
    private @Nullable C only;

    Kept(Making<C> making) {
      this.making = making;
    }

    private interface Making<C> {
      C make() throws IOException;
    }

    @Override
    public C newCollector() throws IOException {
      if (only != null) {
        throw new IllegalStateException("a searcher without an executor collects in one piece");
      }
      C made = making.make();
      only = made;
      return made;
    }

    @Override
    public C reduce(Collection<C> collectors) throws IOException {
      return only();
    }

    C only() throws IOException {
      return only == null ? newCollector() : only;
    }
  }
}
