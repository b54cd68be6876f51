package io.unveil.indexer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexNotFoundException;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.IOUtils;
import org.jspecify.annotations.Nullable;

/**
 * An index as it was when it last became durable before it was opened. Takes no lock and changes no
 * file, so that it gets in the way of nobody who writes the same index, and works where nothing may
 * be written.
 */
public final class CommittedReports extends Reports {
  private static final String REBUILD = "; a server that is started on it rebuilds it";

  private final Path folder;
  private final FSDirectory directory;
  private final IndexSearcher searcher;

  private CommittedReports(Path folder, FSDirectory directory, DirectoryReader reader) {
    this.folder = folder;
    this.directory = directory;
    this.searcher = new IndexSearcher(reader);
  }

  /**
   * Opens the index in {@code folder}.
   *
   * @throws NoSuchFileException when there is none
   * @throws IndexUnavailableException when it is damaged or was written by another version
   */
  public static CommittedReports open(Path folder)
      throws IndexUnavailableException, NoSuchFileException {
    Path lucene = IndexFolder.lucene(folder);
    // Lucene would make the folder.
    if (!Files.isDirectory(lucene)) {
      throw new NoSuchFileException(folder.toString());
    }
    FSDirectory directory = null;
    DirectoryReader reader = null;
    try {
      directory = FSDirectory.open(lucene);
      reader = DirectoryReader.open(directory);
      if (!IndexFormat.isCurrent(reader.getIndexCommit().getUserData())) {
        throw unavailable(folder, "was written by another version" + REBUILD, null);
      }
      return new CommittedReports(folder, directory, reader);
    } catch (IOException e) {
      IOUtils.closeWhileHandlingException(reader, directory);
      throw problem(folder, lucene, e);
    }
  }

  private static IndexUnavailableException problem(Path folder, Path lucene, IOException e)
      throws NoSuchFileException {
    if (e instanceof IndexUnavailableException already) {
      return already;
    }
    if (e instanceof IndexNotFoundException && !IndexFolder.hasSegments(lucene)) {
      throw new NoSuchFileException(folder.toString());
    }
    return unavailable(folder, "cannot be opened" + (IndexFolder.saysDamaged(e) ? REBUILD : ""), e);
  }

  @Override
  <T extends @Nullable Object> T search(OpenIndex.SearchFunction<T> function)
      throws IndexUnavailableException {
    try {
      return function.apply(searcher);
    } catch (AlreadyClosedException e) {
      throw unavailable(folder, "is closed", e);
    } catch (IOException e) {
      throw unavailable(folder, "cannot be read", e);
    }
  }

  @Override
  @Nullable Change unseen(String sha256) {
    return null;
  }

  @Override
  public void close() throws IndexUnavailableException {
    try {
      IOUtils.close(searcher.getIndexReader(), directory);
    } catch (IOException e) {
      throw unavailable(folder, "could not be closed", e);
    }
  }
}
