package io.unveil.indexer;

import io.unveil.analyzer.report.ResultRank;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.util.IOUtils;
import org.apache.lucene.util.ThreadInterruptedException;
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
public final class ReportIndex extends Reports {
  private final IndexFolder folder;
  private final IndexSettings settings;
  private final Ticker ticker;

  /** Fair: or a busy writer would keep the ticker from refreshing and committing. */
  private final ReentrantLock writing = new ReentrantLock(true);

  private final FreshChanges fresh = new FreshChanges();

  private long uncommitted;
  private long uncommittedSince;

  private volatile OpenIndex index;
  private volatile Map<String, String> durablePositions;
  private volatile IndexStatus status = IndexStatus.START;
  private volatile boolean closed;

  private ReportIndex(IndexFolder folder, IndexSettings settings, OpenIndex index) {
    this.folder = folder;
    this.settings = settings;
    this.index = index;
    this.durablePositions = index.positions();
    this.ticker = new Ticker(settings.refreshEvery(), this::tick);
  }

  /** Something that writes. */
  @FunctionalInterface
  private interface Write {
    void run() throws IOException;
  }

  /**
   * Opens the index in {@code folder}, or makes an empty one. One that is damaged or was written by
   * another version is moved aside and begun anew, with no positions; {@link #openingNotice()} then
   * says so.
   *
   * @throws IndexUnavailableException when another process has it open, or it cannot be read or
   *     written
   */
  public static ReportIndex open(Path folder, IndexSettings settings)
      throws IndexUnavailableException {
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
      opened.status = IndexStatus.START.allVisible(opened.documents());
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
    exclusively(() -> take(batch, positions));
  }

  /** {@return the rank of the sample's current result, empty when it has none} */
  public Optional<ResultRank> rank(String sha256) throws IndexUnavailableException {
    return get(sha256).flatMap(IndexedSample::rank);
  }

  /** Makes everything searchable that was put before. */
  public void refresh() throws IndexUnavailableException {
    exclusively(this::makeVisible);
  }

  /** Makes everything durable that was put before. */
  public void commit() throws IndexUnavailableException {
    exclusively(this::makeDurable);
  }

  /** Forgets every sample and position, durably. */
  public void clear() throws IndexUnavailableException {
    exclusively(() -> {
      index.removeAll();
      index.positions(Map.of());
      uncommitted++;
      makeDurable();
      makeVisible();
    });
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
      uncommitted = 0;
      durablePositions = index.positions();
      status = status.goingOn(documents());
      IOUtils.closeWhileHandlingException(former);
    } catch (IOException | AlreadyClosedException | ThreadInterruptedException e) {
      throw failed(e);
    } finally {
      writing.unlock();
    }
  }

  /**
   * Makes everything durable that was put before, and a copy of it in the folder {@code snapshots}
   * beside the index. Nobody deletes the copy.
   *
   * @throws IndexUnavailableException when the copy cannot be made; the index goes on
   */
  public IndexSnapshot snapshot() throws IndexUnavailableException {
    writing.lock();
    try {
      commit();
      return index.snapshot(folder.snapshot());
    } catch (IndexUnavailableException e) {
      throw e;
    } catch (IOException e) {
      throw unavailable(folder.path(), "could not be copied", e);
    } finally {
      writing.unlock();
    }
  }

  /**
   * Replaces the index in {@code folder}, which nobody may have open, with a copy of {@code
   * snapshot}; the former one is put aside. The stream continues behind the snapshot.
   *
   * @param snapshot as {@link #snapshot} made it, or a copy of that
   * @throws NoSuchFileException when there is no snapshot
   * @throws IndexUnavailableException when the snapshot is damaged or of another version, the index
   *     is open, or it cannot be written
   */
  public static IndexSnapshot restore(Path folder, Path snapshot)
      throws IndexUnavailableException, NoSuchFileException {
    try {
      return IndexSnapshots.restore(folder, snapshot);
    } catch (IndexUnavailableException | NoSuchFileException e) {
      throw e;
    } catch (IOException e) {
      throw unavailable(folder, "cannot be replaced", e);
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
    } catch (IOException | AlreadyClosedException | ThreadInterruptedException e) {
      throw unavailable(folder.path(), "could not be closed; the last batches come again", e);
    } finally {
      writing.unlock();
    }
  }

  @Override
  @Nullable Change unseen(String sha256) {
    return fresh.find(sha256);
  }

  @Override
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

  private @Nullable Sample known(String sha256) throws IOException {
    Change changed = fresh.find(sha256);
    if (changed != null) {
      Change.After after = changed.after();
      return after == null ? null : after.sample();
    }
    return index.search(searcher -> {
      int found = OpenIndex.find(searcher, sha256);
      return found < 0 ? null : ReportDocument.readAll(searcher.storedFields(), found);
    });
  }

  private void take(List<IndexEntry> batch, Map<String, String> positions) throws IOException {
    List<Change> changes = Change.of(batch, this::known);
    if (changes.isEmpty() && positions.equals(index.positions())) {
      return;
    }
    for (Change change : changes) {
      write(change);
    }
    index.positions(positions);
    if (uncommitted == 0) {
      uncommittedSince = System.nanoTime();
    }
    uncommitted += Math.max(1, batch.size());
    status = status.oneMore();
    if (fresh.full()) {
      makeVisible();
    }
    if (uncommitted >= settings.commitAfter()) {
      makeDurable();
    }
  }

  private void write(Change change) throws IOException {
    Change.After after = change.after();
    if (after == null) {
      index.remove(change.sha256());
    } else {
      index.put(change.sha256(), after.document());
    }
    fresh.add(change);
  }

  /** Every write goes through here: one at a time, and none after one that failed. */
  private void exclusively(Write write) throws IndexUnavailableException {
    writing.lock();
    try {
      ensureWritable();
      write.run();
    } catch (IOException | AlreadyClosedException | ThreadInterruptedException e) {
      throw failed(e);
    } finally {
      writing.unlock();
    }
  }

  private void tick() {
    if (closed || status.problem() != null) {
      return;
    }
    try {
      exclusively(() -> {
        if (status.visibleSequence() < status.sequence()) {
          makeVisible();
        }
        long waited = System.nanoTime() - uncommittedSince;
        if (uncommitted > 0 && waited >= settings.commitEvery().toNanos()) {
          makeDurable();
        }
      });
    } catch (IndexUnavailableException e) {
      Ticker.report(e);
    }
  }

  private void makeVisible() throws IOException {
    index.refresh();
    fresh.clear();
    status = status.allVisible(documents());
  }

  private void makeDurable() throws IOException {
    if (uncommitted > 0) {
      index.commit();
      uncommitted = 0;
      durablePositions = index.positions();
      status = status.allDurable();
    }
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
    status = status.stopped(String.valueOf(problem.getMessage()));
    return problem;
  }
}
