package io.unveil.indexer;

import io.unveil.analyzer.report.ReportJson;
import io.unveil.analyzer.report.ResultRank;
import io.unveil.analyzer.report.ScanReport;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.lucene.document.Document;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.util.IOUtils;
import org.jspecify.annotations.Nullable;

/**
 * What is known about every sample, searchable: one document per SHA-256 in a folder of its own.
 *
 * <p>Entries are merged into what is known: a result replaces what it outranks, pending never
 * replaces a result, sightings add up. The positions that come with a batch become durable in the
 * same atomic commit as its documents, so after any crash the stream continues exactly behind the
 * last document; taking a batch twice changes nothing.
 *
 * <p>Safe for many threads. {@link #rank}, {@link #get} and {@link #report} see every batch at
 * once; searches see it after {@link IndexSettings#refreshEvery()}. Do not interrupt a thread in
 * {@link #put}: Java then closes the file that it writes.
 */
public final class ReportIndex implements Closeable {
  private static final long MOST_FRESH_CHARACTERS = 32L << 20;
  private static final int MOST_FRESH_SAMPLES = 4_096;

  private final IndexFolder folder;
  private final IndexSettings settings;
  private final Ticker ticker;
  private final ReentrantLock writing = new ReentrantLock();

  /** Changes that no searcher sees yet. */
  private final Map<String, Fresh> fresh = new ConcurrentHashMap<>();

  private long freshCharacters;
  private long uncommitted;
  private long uncommittedSince;

  private volatile OpenIndex index;
  private volatile Map<String, String> durablePositions;
  private volatile IndexStatus status = new IndexStatus(0, 0, 0, 0, null);
  private volatile boolean closed;

  private ReportIndex(IndexFolder folder, IndexSettings settings, OpenIndex index) {
    this.folder = folder;
    this.settings = settings;
    this.index = index;
    this.durablePositions = index.positions();
    this.ticker = new Ticker(settings.refreshEvery(), this::tick);
  }

  /** The state of a changed sample; null when it was removed. */
  private record Fresh(@Nullable Sample sample) {}

  /** A change that is ready to be written. */
  private record Change(
      String sha256, @Nullable Sample sample, @Nullable Document document, long characters) {}

  /**
   * Opens the index in {@code folder}, or makes an empty one. One that is damaged or was written by
   * another version is moved aside and begun anew, with no positions; {@link #openingNotice()} then
   * says so.
   *
   * @throws IndexUnavailableException when another process has it open, or it cannot be read or
   *     written
   */
  public static ReportIndex open(Path folder, IndexSettings settings) throws IOException {
    IndexFolder locked;
    try {
      locked = IndexFolder.lock(folder);
    } catch (IndexUnavailableException e) {
      throw e;
    } catch (IOException e) {
      throw unavailable(folder, "cannot be opened", e);
    }
    try {
      ReportIndex opened = new ReportIndex(locked, settings, OpenIndex.open(locked, settings));
      opened.ticker.start();
      return opened;
    } catch (IOException | RuntimeException e) {
      IOUtils.closeWhileHandlingException(locked);
      throw unavailable(folder, "cannot be opened", e);
    }
  }

  /** {@return what happened to the former index, when opening could not use it} */
  public Optional<String> openingNotice() {
    return folder.notice();
  }

  /**
   * {@return the positions of the last durable commit, as given to {@link #put}; empty at first}
   */
  public Map<String, String> positions() {
    return durablePositions;
  }

  /**
   * Takes a batch.
   *
   * @param batch in the order of each partition
   * @param positions where to continue after this batch; replaces the former ones
   * @throws IndexUnavailableException when the index cannot be written, for example because the
   *     disk is full. Nothing is taken any more until {@link #reopen()}; what came after {@link
   *     #positions()} must then be put again
   */
  public void put(List<IndexEntry> batch, Map<String, String> positions)
      throws IndexUnavailableException {
    writing.lock();
    try {
      ensureWritable();
      List<Change> changes = merge(batch);
      for (Change change : changes) {
        write(change);
      }
      index.positions(positions);
      if (uncommitted == 0) {
        uncommittedSince = System.nanoTime();
      }
      uncommitted += Math.max(1, batch.size());
      IndexStatus now = status;
      status =
          new IndexStatus(
              now.documents(),
              now.sequence() + 1,
              now.visibleSequence(),
              now.durableSequence(),
              null);
      keepBounds();
    } catch (IOException | AlreadyClosedException e) {
      throw failed(e);
    } finally {
      writing.unlock();
    }
  }

  /** {@return the rank of the sample's current result, empty when it has none} */
  public Optional<ResultRank> rank(String sha256) throws IndexUnavailableException {
    return get(sha256).flatMap(IndexedSample::rank);
  }

  /** {@return what is known about the sample, beside its report} */
  public Optional<IndexedSample> get(String sha256) throws IndexUnavailableException {
    Fresh changed = fresh.get(sha256);
    if (changed != null) {
      return Optional.ofNullable(changed.sample()).map(ReportDocument::shown);
    }
    return Optional.ofNullable(
        search(searcher -> {
          int found = OpenIndex.find(searcher, sha256);
          return found < 0 ? null : ReportDocument.read(searcher.storedFields(), found);
        }));
  }

  /** {@return the report on the sample, also one that says that it failed} */
  public Optional<ScanReport> report(String sha256) throws IndexUnavailableException {
    Fresh changed = fresh.get(sha256);
    if (changed != null) {
      Sample sample = changed.sample();
      return Optional.ofNullable(sample == null ? null : sample.result())
          .map(Sample.Judged::report);
    }
    return Optional.ofNullable(
        search(searcher -> {
          int found = OpenIndex.find(searcher, sha256);
          String json =
              found < 0 ? null : ReportDocument.reportJson(searcher.storedFields(), found);
          return json == null ? null : ReportDocument.parse(json);
        }));
  }

  /** {@return the report on the sample as {@link ReportJson#write(ScanReport)} makes it} */
  public Optional<String> reportJson(String sha256) throws IndexUnavailableException {
    return report(sha256).map(ReportJson::write);
  }

  /** Makes everything searchable that was put before. */
  public void refresh() throws IndexUnavailableException {
    writing.lock();
    try {
      ensureWritable();
      makeVisible();
    } catch (IOException | AlreadyClosedException e) {
      throw failed(e);
    } finally {
      writing.unlock();
    }
  }

  /** Makes everything durable that was put before. */
  public void commit() throws IndexUnavailableException {
    writing.lock();
    try {
      ensureWritable();
      makeDurable();
    } catch (IOException | AlreadyClosedException e) {
      throw failed(e);
    } finally {
      writing.unlock();
    }
  }

  /** Forgets every sample and position, durably. */
  public void clear() throws IndexUnavailableException {
    writing.lock();
    try {
      ensureWritable();
      index.removeAll();
      index.positions(Map.of());
      uncommitted++;
      makeDurable();
      makeVisible();
    } catch (IOException | AlreadyClosedException e) {
      throw failed(e);
    } finally {
      writing.unlock();
    }
  }

  /**
   * Goes on after {@link IndexUnavailableException}, from the last durable commit: {@link
   * #positions()} says where. Does nothing while all is well.
   *
   * @throws IndexUnavailableException when it still cannot be written; try again later
   */
  public void reopen() throws IndexUnavailableException {
    writing.lock();
    try {
      ensureOpen();
      if (status.problem() == null) {
        return;
      }
      OpenIndex former = index;
      former.rollback();
      index = OpenIndex.open(folder, settings);
      fresh.clear();
      freshCharacters = 0;
      uncommitted = 0;
      durablePositions = index.positions();
      long sequence = status.sequence();
      status = new IndexStatus(documents(), sequence, sequence, sequence, null);
      IOUtils.closeWhileHandlingException(former);
    } catch (IOException | AlreadyClosedException e) {
      throw failed(e);
    } finally {
      writing.unlock();
    }
  }

  /** {@return how it is doing} */
  public IndexStatus status() {
    return status;
  }

  /**
   * Makes everything durable and lets the folder go.
   *
   * @throws IndexUnavailableException when the last batches could not be made durable; {@link
   *     #positions()} is then before them
   */
  @Override
  public void close() throws IndexUnavailableException {
    ticker.close();
    writing.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      closeIndex();
    } catch (IOException | AlreadyClosedException e) {
      throw unavailable(folder.path(), "could not be closed; the last batches come again", e);
    } finally {
      writing.unlock();
    }
  }

  /** {@return what {@code function} makes of the samples that are visible now} */
  <T extends @Nullable Object> T search(OpenIndex.SearchFunction<T> function)
      throws IndexUnavailableException {
    OpenIndex current = index;
    try {
      return current.search(function);
    } catch (AlreadyClosedException e) {
      if (!closed && current != index) {
        return search(function);
      }
      throw unavailable(folder.path(), "is closed", e);
    } catch (IOException e) {
      throw unavailable(folder.path(), "cannot be read", e);
    }
  }

  private List<Change> merge(List<IndexEntry> batch) throws IOException {
    Map<String, Optional<Sample>> before = new LinkedHashMap<>();
    Map<String, Optional<Sample>> after = new LinkedHashMap<>();
    for (IndexEntry entry : batch) {
      String sha256 = entry.sha256();
      Optional<Sample> known = after.get(sha256);
      if (known == null) {
        known = Optional.ofNullable(known(sha256));
        before.put(sha256, known);
      }
      after.put(sha256, Optional.ofNullable(Sample.merge(known.orElse(null), entry)));
    }
    return after.entrySet().stream()
        .filter(change -> !change.getValue().equals(before.get(change.getKey())))
        .map(change -> change(change.getKey(), change.getValue().orElse(null)))
        .toList();
  }

  private static Change change(String sha256, @Nullable Sample sample) {
    if (sample == null) {
      return new Change(sha256, null, null, 0);
    }
    ReportDocument.Written written = ReportDocument.write(sample);
    return new Change(sha256, sample, written.document(), written.characters());
  }

  private @Nullable Sample known(String sha256) throws IOException {
    Fresh changed = fresh.get(sha256);
    return changed != null ? changed.sample() : index.search(searcher -> stored(searcher, sha256));
  }

  private static @Nullable Sample stored(IndexSearcher searcher, String sha256) throws IOException {
    int found = OpenIndex.find(searcher, sha256);
    return found < 0 ? null : ReportDocument.readAll(searcher.storedFields(), found);
  }

  private void write(Change change) throws IOException {
    Document document = change.document();
    if (document == null) {
      index.remove(change.sha256());
    } else {
      index.put(change.sha256(), document);
    }
    fresh.put(change.sha256(), new Fresh(change.sample()));
    freshCharacters += change.characters();
  }

  private void keepBounds() throws IOException {
    if (freshCharacters > MOST_FRESH_CHARACTERS || fresh.size() > MOST_FRESH_SAMPLES) {
      makeVisible();
    }
    if (uncommitted >= settings.commitAfter()) {
      makeDurable();
    }
  }

  private void tick() {
    writing.lock();
    try {
      if (closed || status.problem() != null) {
        return;
      }
      if (status.visibleSequence() < status.sequence()) {
        makeVisible();
      }
      if (uncommitted > 0
          && System.nanoTime() - uncommittedSince >= settings.commitEvery().toNanos()) {
        makeDurable();
      }
    } catch (IOException | AlreadyClosedException e) {
      Ticker.report(failed(e));
    } finally {
      writing.unlock();
    }
  }

  private void makeVisible() throws IOException {
    index.refresh();
    fresh.clear();
    freshCharacters = 0;
    IndexStatus now = status;
    status =
        new IndexStatus(documents(), now.sequence(), now.sequence(), now.durableSequence(), null);
  }

  private void makeDurable() throws IOException {
    if (uncommitted == 0) {
      return;
    }
    index.commit();
    uncommitted = 0;
    durablePositions = index.positions();
    IndexStatus now = status;
    status =
        new IndexStatus(
            now.documents(), now.sequence(), now.visibleSequence(), now.sequence(), null);
  }

  private long documents() throws IOException {
    return index.search(searcher -> (long) searcher.getIndexReader().numDocs());
  }

  private void closeIndex() throws IOException {
    boolean healthy = status.problem() == null;
    try {
      if (healthy) {
        makeDurable();
      }
      index.close();
      if (healthy) {
        folder.closedCleanly();
      }
    } finally {
      IOUtils.close(index::rollback, folder);
    }
  }

  private void ensureOpen() throws IndexUnavailableException {
    if (closed) {
      throw unavailable(folder.path(), "is closed", null);
    }
  }

  private void ensureWritable() throws IndexUnavailableException {
    ensureOpen();
    String problem = status.problem();
    if (problem != null) {
      throw new IndexUnavailableException(problem, null);
    }
  }

  /** Nothing that came after the last commit can be trusted to become durable any more. */
  private IndexUnavailableException failed(Exception cause) {
    if (cause instanceof IndexUnavailableException already) {
      return already;
    }
    IndexUnavailableException problem =
        unavailable(
            folder.path(), "cannot be written; make room or mend the disk, then reopen it", cause);
    index.rollback();
    IndexStatus now = status;
    status =
        new IndexStatus(
            now.documents(),
            now.sequence(),
            now.visibleSequence(),
            now.durableSequence(),
            problem.getMessage());
    return problem;
  }

  private static IndexUnavailableException unavailable(
      Path folder, String what, @Nullable Throwable cause) {
    String why = cause == null ? "" : ": " + IndexUnavailableException.inOneLine(cause);
    return new IndexUnavailableException("The index in " + folder + " " + what + why, cause);
  }
}
