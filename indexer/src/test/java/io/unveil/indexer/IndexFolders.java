package io.unveil.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.lucene.index.CheckIndex;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.store.FSDirectory;

/** What a crash leaves, and whether an index is whole. */
final class IndexFolders {
  /** Nothing happens by itself. */
  static final IndexSettings BY_HAND =
      new IndexSettings(Duration.ofHours(1), Duration.ofHours(1), Integer.MAX_VALUE, 16);

  private IndexFolders() {}

  /** As after the process was killed: what is on disk now, half-written files cut anywhere. */
  static void copyAsAfterKill(Path from, Path to, Random random) throws IOException {
    Files.createDirectories(to.resolve("lucene"));
    Collection<String> committed = committed(from.resolve("lucene"));
    for (Path file : files(from.resolve("lucene"))) {
      Path copy = to.resolve("lucene").resolve(file.getFileName());
      try {
        Files.copy(file, copy);
      } catch (NoSuchFileException e) {
        continue; // Merged away meanwhile.
      }
      if (!committed.contains(file.getFileName().toString()) && Files.size(copy) > 0) {
        try (RandomAccessFile cut = new RandomAccessFile(copy.toFile(), "rw")) {
          cut.setLength(random.nextLong(cut.length() + 1));
        }
      }
    }
    Files.copy(from.resolve("open"), to.resolve("open"));
  }

  static void assertWhole(Path folder) throws IOException {
    try (FSDirectory directory = FSDirectory.open(folder.resolve("lucene"));
        CheckIndex check = new CheckIndex(directory)) {
      check.setLevel(CheckIndex.Level.MIN_LEVEL_FOR_SLOW_CHECKS);
      check.setThreadCount(1);
      assertThat(check.checkIndex().clean).as("CheckIndex of %s", folder).isTrue();
    }
  }

  static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return new ArrayList<>(files.sorted().toList());
    }
  }

  private static Collection<String> committed(Path lucene) throws IOException {
    try (FSDirectory directory = FSDirectory.open(lucene)) {
      return SegmentInfos.readLatestCommit(directory).files(true);
    }
  }
}
