package io.unveil.indexer;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.IndexCommit;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.KeepOnlyLastCommitDeletionPolicy;
import org.apache.lucene.index.SnapshotDeletionPolicy;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.IOUtils;
import org.jspecify.annotations.Nullable;

/**
 * One opened Lucene index: from opening until it is closed or fails. After a failed write it still
 * answers reads.
 */
final class OpenIndex implements Closeable {
  private static final System.Logger LOG = System.getLogger(OpenIndex.class.getName());

  private final FSDirectory directory;
  private final IndexWriter writer;
  private final SnapshotDeletionPolicy commits;
  private final SearcherManager searchers;

  private OpenIndex(FSDirectory directory, IndexWriter writer, SearcherManager searchers) {
    this.directory = directory;
    this.writer = writer;
    this.commits = (SnapshotDeletionPolicy) writer.getConfig().getIndexDeletionPolicy();
    this.searchers = searchers;
  }

  static OpenIndex open(IndexFolder folder, IndexSettings settings) throws IOException {
    folder.prepare();
    try {
      return openPrepared(folder, settings);
    } catch (IOException e) {
      if (!IndexFolder.saysDamaged(e)) {
        throw e;
      }
      folder.moveAside(IndexUnavailableException.inOneLine(e));
      return openPrepared(folder, settings);
    }
  }

  private static OpenIndex openPrepared(IndexFolder folder, IndexSettings settings)
      throws IOException {
    FSDirectory directory = FSDirectory.open(folder.lucene());
    IndexWriter writer = null;
    try {
      writer = new IndexWriter(directory, config(settings));
      if (!IndexFormat.isCurrent(commitData(writer))) {
        writer.setLiveCommitData(IndexFormat.commitData(Map.of()).entrySet());
        writer.commit();
      }
      return new OpenIndex(directory, writer, new SearcherManager(writer, null));
    } catch (IOException | RuntimeException e) {
      if (writer != null) {
        rollback(writer);
      }
      IOUtils.closeWhileHandlingException(directory);
      throw e;
    }
  }

  private static IndexWriterConfig config(IndexSettings settings) {
    return new IndexWriterConfig(new TextAnalyzer())
        .setOpenMode(IndexWriterConfig.OpenMode.CREATE_OR_APPEND)
        .setCommitOnClose(false)
        .setIndexDeletionPolicy(new SnapshotDeletionPolicy(new KeepOnlyLastCommitDeletionPolicy()))
        .setRAMBufferSizeMB(settings.bufferMegabytes())
        .setMergeScheduler(new QuietMerges());
  }

  Map<String, String> positions() {
    return IndexFormat.positions(commitData(writer));
  }

  void put(String sha256, Document document) throws IOException {
    writer.updateDocument(key(sha256), document);
  }

  void remove(String sha256) throws IOException {
    writer.deleteDocuments(key(sha256));
  }

  void removeAll() throws IOException {
    writer.deleteAll();
  }

  void positions(Map<String, String> positions) {
    writer.setLiveCommitData(IndexFormat.commitData(positions).entrySet());
  }

  void commit() throws IOException {
    writer.commit();
  }

  /** Copies the last commit into {@code target}, a new folder. */
  IndexSnapshot snapshot(Path target) throws IOException {
    IndexCommit commit = commits.snapshot();
    try {
      return IndexSnapshots.take(commit, directory.getDirectory(), target);
    } finally {
      commits.release(commit);
      writer.deleteUnusedFiles();
    }
  }

  void refresh() throws IOException {
    searchers.maybeRefreshBlocking();
  }

  <T extends @Nullable Object> T search(SearchFunction<T> function) throws IOException {
    IndexSearcher searcher = searchers.acquire();
    try {
      return function.apply(searcher);
    } finally {
      searchers.release(searcher);
    }
  }

  /** {@return the document number of the sample, -1 when there is none} */
  static int find(IndexSearcher searcher, String sha256) throws IOException {
    ScoreDoc[] found = searcher.search(new TermQuery(key(sha256)), 1).scoreDocs;
    return found.length == 0 ? -1 : found[0].doc;
  }

  /** Gives up what is not committed. */
  void rollback() {
    rollback(writer);
  }

  @Override
  public void close() throws IOException {
    rollback();
    IOUtils.close(searchers, directory);
  }

  private static void rollback(IndexWriter writer) {
    try {
      writer.rollback();
    } catch (IOException | RuntimeException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "Closing the index: {0}",
          IndexUnavailableException.inOneLine(e));
    }
  }

  private static Map<String, String> commitData(IndexWriter writer) {
    Map<String, String> data = new LinkedHashMap<>();
    Iterable<Map.Entry<String, String>> live = writer.getLiveCommitData();
    if (live != null) {
      live.forEach(entry -> data.put(entry.getKey(), entry.getValue()));
    }
    return data;
  }

  private static Term key(String sha256) {
    return new Term(IndexField.SHA256.fieldName(), IndexField.term(sha256));
  }

  /** What is done with a searcher. */
  @FunctionalInterface
  interface SearchFunction<T extends @Nullable Object> {
    T apply(IndexSearcher searcher) throws IOException;
  }

  /** A failed merge fails the next write; here it is one line instead of a stack trace. */
  private static final class QuietMerges extends ConcurrentMergeScheduler {
    @Override
    protected void handleMergeException(Throwable cause) {
      LOG.log(
          System.Logger.Level.WARNING,
          "Merging the index: {0}",
          IndexUnavailableException.inOneLine(cause));
    }
  }
}
