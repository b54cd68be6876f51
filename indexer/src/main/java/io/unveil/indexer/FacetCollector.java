package io.unveil.indexer;

import io.unveil.indexer.Facets.Count;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SortedNumericDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;
import org.jspecify.annotations.Nullable;

/**
 * Counts values of several fields in one pass over the matching documents. Within a segment by
 * ordinal, then by value: needs no map of ordinals across segments, which would have to be made
 * anew each time the index is refreshed.
 */
final class FacetCollector extends SimpleCollector {
  private static final Comparator<Count> MOST_FIRST =
      Comparator.comparingLong(Count::samples).reversed().thenComparing(Count::value);

  private final List<Tally> tallies;
  private long matching;

  FacetCollector(List<IndexField> fields) {
    this.tallies =
        fields.stream()
            .map(field -> field.type().isNumeric() ? new Numbers(field) : new Words(field))
            .toList();
  }

  @Override
  protected void doSetNextReader(LeafReaderContext context) throws IOException {
    for (Tally tally : tallies) {
      tally.open(context.reader());
    }
  }

  @Override
  public void collect(int doc) throws IOException {
    matching++;
    for (Tally tally : tallies) {
      tally.count(doc);
    }
  }

  @Override
  public ScoreMode scoreMode() {
    return ScoreMode.COMPLETE_NO_SCORES;
  }

  @Override
  public void finish() throws IOException {
    for (Tally tally : tallies) {
      tally.close();
    }
  }

  /**
   * {@return what was counted}
   *
   * @param top most values of a field
   * @param partial whether the deadline stopped it, perhaps within a segment
   */
  Facets facets(int top, boolean partial) throws IOException {
    if (partial) {
      finish();
    }
    return new Facets(matching, tallies.stream().map(tally -> field(tally, top)).toList(), partial);
  }

  private static Facets.Field field(Tally tally, int top) {
    Map<String, Spellings> byTerm = new HashMap<>();
    tally.counts.forEach((value, samples) ->
        byTerm
            .computeIfAbsent(IndexField.term(value), _ -> new Spellings())
            .add(new Count(value, samples)));
    PriorityQueue<Count> best = new PriorityQueue<>(MOST_FIRST.reversed());
    byTerm
        .values()
        .forEach(spellings -> {
          best.add(spellings.together());
          if (best.size() > top) {
            best.poll();
          }
        });
    List<Count> values = new ArrayList<>(best);
    values.sort(MOST_FIRST);
    return new Facets.Field(tally.field, values, byTerm.size());
  }

  /** Upper and lower case are one value, as for searches; it is given as most samples spell it. */
  private static final class Spellings {
    private @Nullable Count first;
    private long samples;

    void add(Count spelling) {
      samples += spelling.samples();
      if (first == null || MOST_FIRST.compare(spelling, first) < 0) {
        first = spelling;
      }
    }

    Count together() {
      return new Count(first == null ? "" : first.value(), samples);
    }
  }

  private abstract static class Tally {
    final IndexField field;
    final Map<String, Long> counts = new HashMap<>();

    Tally(IndexField field) {
      this.field = field;
    }

    abstract void open(LeafReader segment) throws IOException;

    abstract void count(int doc) throws IOException;

    /** Ends a segment; does nothing the second time. */
    abstract void close() throws IOException;

    final void add(String value, long samples) {
      counts.merge(value, samples, Long::sum);
    }
  }

  private static final class Words extends Tally {
    private SortedSetDocValues values = DocValues.emptySortedSet();
    private int[] byOrdinal = {};

    Words(IndexField field) {
      super(field);
    }

    @Override
    void open(LeafReader segment) throws IOException {
      values = DocValues.getSortedSet(segment, field.fieldName());
      byOrdinal = new int[Math.toIntExact(values.getValueCount())];
    }

    @Override
    void count(int doc) throws IOException {
      if (values.advanceExact(doc)) {
        for (int i = values.docValueCount(); i > 0; i--) {
          byOrdinal[(int) values.nextOrd()]++;
        }
      }
    }

    @Override
    void close() throws IOException {
      for (int ordinal = 0; ordinal < byOrdinal.length; ordinal++) {
        if (byOrdinal[ordinal] > 0) {
          add(values.lookupOrd(ordinal).utf8ToString(), byOrdinal[ordinal]);
        }
      }
      byOrdinal = new int[0];
    }
  }

  private static final class Numbers extends Tally {
    private final Map<Long, Long> byNumber = new HashMap<>();
    private SortedNumericDocValues values = DocValues.emptySortedNumeric();

    Numbers(IndexField field) {
      super(field);
    }

    @Override
    void open(LeafReader segment) throws IOException {
      values = DocValues.getSortedNumeric(segment, field.fieldName());
    }

    @Override
    void count(int doc) throws IOException {
      if (values.advanceExact(doc)) {
        for (int i = values.docValueCount(); i > 0; i--) {
          byNumber.merge(values.nextValue(), 1L, Long::sum);
        }
      }
    }

    @Override
    void close() {
      byNumber.forEach((number, samples) -> add(Long.toString(number), samples));
      byNumber.clear();
    }
  }
}
