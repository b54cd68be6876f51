package io.unveil.indexer;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexCommit;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.IOUtils;

/**
 * Copies of an index. Lucene never changes a file that it has written, so a copy beside the index
 * is made of hard links where the file system has them: it takes no time and, until the index has
 * merged its segments, no room. A copy that is to survive the disk must be taken elsewhere, which
 * may be done while the index is used.
 */
final class IndexSnapshots {
  private IndexSnapshots() {}

  /** Puts the files of {@code commit} into {@code target}, which must not exist. */
  static IndexSnapshot take(IndexCommit commit, Path lucene, Path target) throws IOException {
    Path unfinished = target.resolveSibling(target.getFileName() + ".unfinished");
    Files.createDirectories(unfinished);
    long bytes = 0;
    for (String name : commit.getFileNames()) {
      linkOrCopy(lucene.resolve(name), unfinished.resolve(name));
      bytes += Files.size(unfinished.resolve(name));
    }
    publish(unfinished, target);
    return new IndexSnapshot(target, samples(commit), bytes);
  }

  /**
   * Replaces the index in {@code index} with a snapshot; the former one is put aside.
   *
   * @throws IndexUnavailableException when the snapshot is damaged or of another version, or the
   *     index is open
   * @throws NoSuchFileException when there is no snapshot
   */
  static IndexSnapshot restore(Path index, Path snapshot) throws IOException {
    if (!IndexFolder.hasSegments(snapshot)) {
      throw new NoSuchFileException(snapshot.toString());
    }
    try (IndexFolder folder = IndexFolder.lock(index)) {
      String unusable = IndexFolder.unusable(snapshot, true);
      if (unusable != null) {
        throw new IndexUnavailableException(
            "The snapshot in " + snapshot + " cannot be used: " + unusable, null);
      }
      Path fresh = index.resolve("restoring");
      clear(fresh);
      long bytes = copy(files(snapshot), fresh);
      folder.replace(fresh);
      return new IndexSnapshot(index, samples(folder.lucene()), bytes);
    }
  }

  /** Never links: what is written later must not share a fate with the copy. */
  private static long copy(List<Path> files, Path target) throws IOException {
    Files.createDirectories(target);
    long bytes = 0;
    for (Path file : files) {
      Path copy = target.resolve(file.getFileName());
      Files.copy(file, copy, LinkOption.NOFOLLOW_LINKS);
      IOUtils.fsync(copy, false);
      bytes += Files.size(copy);
    }
    IOUtils.fsync(target, true);
    return bytes;
  }

  private static void linkOrCopy(Path file, Path name) throws IOException {
    try {
      Files.createLink(name, file);
    } catch (UnsupportedOperationException | FileSystemException e) {
      Files.copy(file, name, StandardCopyOption.REPLACE_EXISTING);
      IOUtils.fsync(name, false);
    }
  }

  private static void publish(Path unfinished, Path target) throws IOException {
    IOUtils.fsync(unfinished, true);
    Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
    Path above = target.getParent();
    if (above != null) {
      IOUtils.fsync(above, true);
    }
  }

  /** Regular files only; a lock of Lucene's is not part of an index. */
  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .filter(file -> !file.getFileName().toString().endsWith(".lock"))
          .toList();
    }
  }

  /** What a restoration that was cut off has left. */
  private static void clear(Path folder) throws IOException {
    if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      Collection<Path> left = new ArrayList<>(files(folder));
      for (Path file : left) {
        Files.delete(file);
      }
      Files.delete(folder);
    }
  }

  private static long samples(IndexCommit commit) throws IOException {
    try (DirectoryReader reader = DirectoryReader.open(commit)) {
      return reader.numDocs();
    }
  }

  private static long samples(Path lucene) throws IOException {
    try (FSDirectory directory = FSDirectory.open(lucene);
        DirectoryReader reader = DirectoryReader.open(directory)) {
      return reader.numDocs();
    }
  }
}
