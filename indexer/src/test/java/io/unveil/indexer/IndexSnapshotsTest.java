package io.unveil.indexer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unveil.analyzer.facts.Generation;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IndexSnapshotsTest {
  private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");
  private static final Generation GENERATION = new Generation(1, 1, 1);

  @TempDir Path temp;

  private static String sha(int number) {
    return "%064x".formatted(number);
  }

  private static IndexEntry entry(int number) {
    return new IndexEntry.Result(Scanned.spy().report(sha(number), GENERATION), AT, AT);
  }

  private static void fill(ReportIndex index, int from, int to) throws IOException {
    for (int i = from; i < to; i++) {
      index.put(List.of(entry(i)), Map.of("p", String.valueOf(i + 1)));
      if (i % 7 == 0) {
        index.commit();
      }
    }
  }

  @Test
  void snapshotWhileItGoesOn_restoresThatStateAndItsPositions() throws Exception {
    Path index = temp.resolve("index");
    IndexSnapshot snapshot;
    try (ReportIndex open = ReportIndex.open(index, IndexFolders.BY_HAND)) {
      fill(open, 0, 20);
      snapshot = open.snapshot();
      // Merges and deletions of what the snapshot consists of.
      fill(open, 0, 100);
      assertThat(open.status().problem()).isNull();
    }
    assertThat(snapshot.samples()).isEqualTo(20);
    assertThat(snapshot.bytes()).isPositive();
    assertThat(snapshot.folder()).startsWith(index.resolve("snapshots"));

    IndexSnapshot restored = ReportIndex.restore(index, snapshot.folder());

    assertThat(restored.samples()).isEqualTo(20);
    try (ReportIndex open = ReportIndex.open(index, IndexFolders.BY_HAND)) {
      assertThat(open.openingNotice()).isEmpty();
      assertThat(open.positions()).isEqualTo(Map.of("p", "20"));
      assertThat(open.get(sha(19))).isPresent();
      assertThat(open.get(sha(20))).isEmpty();
      fill(open, 20, 30);
      open.commit();
    }
    assertThat(ReportIndex.restore(temp.resolve("other"), snapshot.folder()).samples())
        .as("the snapshot is untouched by what was written since")
        .isEqualTo(20);
    try (Stream<Path> aside = Files.list(index)) {
      assertThat(aside).anyMatch(path -> path.getFileName().toString().startsWith("aside-"));
    }
  }

  @Test
  void damagedSnapshot_isRefused_andTheIndexStays() throws Exception {
    Path index = temp.resolve("index");
    IndexSnapshot snapshot;
    try (ReportIndex open = ReportIndex.open(index, IndexFolders.BY_HAND)) {
      fill(open, 0, 5);
      snapshot = open.snapshot();
      fill(open, 5, 10);
    }
    Path copy = temp.resolve("copy");
    Files.createDirectories(copy);
    try (Stream<Path> files = Files.list(snapshot.folder())) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    Path damaged = largest(copy);
    try (RandomAccessFile file = new RandomAccessFile(damaged.toFile(), "rw")) {
      file.seek(file.length() / 2);
      int was = file.read();
      file.seek(file.length() / 2);
      file.write(was ^ 0x55);
    }

    assertThatThrownBy(() -> ReportIndex.restore(index, copy))
        .isInstanceOf(IndexUnavailableException.class)
        .hasMessageContaining(copy.toString())
        .hasMessageContaining("cannot be used");

    try (ReportIndex open = ReportIndex.open(index, IndexFolders.BY_HAND)) {
      assertThat(open.get(sha(9))).isPresent();
    }
  }

  @Test
  void openIndex_orNoSnapshot_isRefused() throws Exception {
    Path index = temp.resolve("index");
    try (ReportIndex open = ReportIndex.open(index, IndexFolders.BY_HAND)) {
      fill(open, 0, 3);
      Path snapshot = open.snapshot().folder();
      assertThatThrownBy(() -> ReportIndex.restore(index, snapshot))
          .isInstanceOf(IndexUnavailableException.class)
          .hasMessageContaining("open in another process");
      assertThat(open.get(sha(2))).isPresent();
    }
    assertThatThrownBy(() -> ReportIndex.restore(index, temp.resolve("nothing")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void restorationThatWasCutOff_isDoneAgain() throws Exception {
    Path index = temp.resolve("index");
    IndexSnapshot snapshot;
    try (ReportIndex open = ReportIndex.open(index, IndexFolders.BY_HAND)) {
      fill(open, 0, 3);
      snapshot = open.snapshot();
    }
    Files.createDirectories(index.resolve("restoring"));
    Files.writeString(index.resolve("restoring").resolve("_0.cfs"), "half");

    assertThat(ReportIndex.restore(index, snapshot.folder()).samples()).isEqualTo(3);
    IndexFolders.assertWhole(index);
  }

  private static Path largest(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .max((a, b) -> Long.compare(a.toFile().length(), b.toFile().length()))
          .orElseThrow();
    }
  }
}
