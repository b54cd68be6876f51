package io.unveil.indexer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.unveil.analyzer.facts.Generation;
import io.unveil.analyzer.judge.Judge;
import io.unveil.analyzer.report.ReportJson;
import io.unveil.analyzer.report.ResultRank;
import io.unveil.indexer.IndexedSample.KnownOrigin;
import io.unveil.indexer.IndexedSample.State;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportIndexTest {
  private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");
  private static final String SHA = "ab".repeat(32);
  private static final Generation OLD = new Generation(1, 1, 1);
  private static final Generation NEW = new Generation(1, 2, 1);

  @TempDir Path temp;

  @Test
  void put_isReadAtOnceVisibleSoonAndDurableSoon() throws Exception {
    try (ReportIndex index = ReportIndex.open(temp, IndexSettings.DEFAULT)) {
      index.put(List.of(spy(OLD)), Map.of("p", "1"));

      assertThat(index.get(SHA)).map(IndexedSample::state).contains(State.REPORTED);
      assertThat(index.report(SHA)).contains(Scanned.spy().report(SHA, OLD));
      await().until(() -> index.status().visibleSequence() == 1);
      assertThat(index.status().documents()).isEqualTo(1);
      await().until(() -> index.status().durableSequence() == 1);
      assertThat(index.positions()).isEqualTo(Map.of("p", "1"));
      assertThat(index.reportJson(SHA)).contains(ReportJson.write(Scanned.spy().report(SHA, OLD)));
    }
  }

  @Test
  void openedEmpty_hasNoPositionsAndACommit() throws Exception {
    try (ReportIndex index = ReportIndex.open(temp, IndexFolders.BY_HAND)) {
      assertThat(index.positions()).isEmpty();
      assertThat(index.openingNotice()).isEmpty();
    }
    IndexFolders.assertWhole(temp);
  }

  @Test
  void lowerGeneration_neverReplaces() throws Exception {
    try (ReportIndex index = ReportIndex.open(temp, IndexFolders.BY_HAND)) {
      index.put(List.of(spy(NEW)), Map.of());
      index.refresh();
      index.put(
          List.of(
              spy(OLD),
              new IndexEntry.Result(Judge.failed(NEW, SHA, 5, "analyze", "late"), AT, AT)),
          Map.of());

      assertThat(index.rank(SHA)).contains(new ResultRank(NEW, false));
    }
  }

  @Test
  void failedAfterUnpacking_keepsWhatThePackageSays() throws Exception {
    try (ReportIndex index = ReportIndex.open(temp, IndexFolders.BY_HAND)) {
      index.put(List.of(new IndexEntry.Pending(Scanned.spy().apk(SHA), AT)), Map.of());
      index.refresh();
      index.put(
          List.of(new IndexEntry.Result(Judge.failed(OLD, SHA, 5, "analyze", "r"), AT, AT)),
          Map.of());
      index.refresh();

      IndexedSample found = index.get(SHA).orElseThrow();
      assertThat(found.state()).isEqualTo(State.FAILED);
      assertThat(found.failure()).isNotNull();
      assertThat(found.packageName()).isEqualTo(Scanned.spy().report().packageName());
    }
  }

  @Test
  void pendingAfterResult_changesNoResult() throws Exception {
    try (ReportIndex index = ReportIndex.open(temp, IndexFolders.BY_HAND)) {
      index.put(List.of(spy(OLD), new IndexEntry.Pending(Scanned.spy().apk(SHA), AT)), Map.of());

      assertThat(index.get(SHA)).map(IndexedSample::state).contains(State.REPORTED);
    }
  }

  @Test
  void moreOriginsThanAreKept_earliestStayAndTheRestIsCounted() throws Exception {
    try (ReportIndex index = ReportIndex.open(temp, IndexFolders.BY_HAND)) {
      List<IndexEntry> sightings = new ArrayList<>();
      for (int i = 99; i >= 0; i--) {
        sightings.add(seen("file-" + i, AT.plusSeconds(i)));
      }
      index.put(sightings, Map.of());
      index.refresh();

      IndexedSample found = index.get(SHA).orElseThrow();
      assertThat(found.origins()).hasSize(Origins.MOST);
      assertThat(found.origins()).first().isEqualTo(new KnownOrigin("folder", "file-0", AT, AT));
      assertThat(found.originsDropped()).isEqualTo(100 - Origins.MOST);
      assertThat(found.lastSeen()).isEqualTo(AT.plusSeconds(99));
    }
  }

  @Test
  void removed_isGoneAndMayComeBack() throws Exception {
    try (ReportIndex index = ReportIndex.open(temp, IndexFolders.BY_HAND)) {
      index.put(List.of(spy(NEW)), Map.of());
      index.refresh();
      index.put(List.of(new IndexEntry.Removed(SHA)), Map.of());
      assertThat(index.get(SHA)).isEmpty();
      index.refresh();
      assertThat(index.get(SHA)).isEmpty();
      assertThat(index.status().documents()).isZero();

      index.put(List.of(spy(OLD)), Map.of());
      assertThat(index.rank(SHA)).contains(new ResultRank(OLD, false));
    }
  }

  @Test
  void clear_forgetsSamplesAndPositionsDurably() throws Exception {
    try (ReportIndex index = ReportIndex.open(temp, IndexFolders.BY_HAND)) {
      index.put(List.of(spy(OLD)), Map.of("p", "7"));
      index.commit();
      index.clear();

      assertThat(index.get(SHA)).isEmpty();
      assertThat(index.positions()).isEmpty();
    }
    try (ReportIndex again = ReportIndex.open(temp, IndexFolders.BY_HAND)) {
      assertThat(again.positions()).isEmpty();
      assertThat(again.get(SHA)).isEmpty();
    }
  }

  @Test
  void openedTwice_secondIsRefusedInOneLine() throws Exception {
    try (ReportIndex index = ReportIndex.open(temp, IndexFolders.BY_HAND)) {
      assertThatExceptionOfType(IndexUnavailableException.class)
          .isThrownBy(() -> ReportIndex.open(temp, IndexFolders.BY_HAND).close())
          .withMessageContaining("is open in another process")
          .withMessageNotContaining("\n");
      index.put(List.of(spy(OLD)), Map.of());
    }
    ReportIndex.open(temp, IndexFolders.BY_HAND).close();
  }

  @Test
  void closed_refusesInOneLine() throws Exception {
    ReportIndex index = ReportIndex.open(temp, IndexFolders.BY_HAND);
    index.close();
    index.close();

    assertThatExceptionOfType(IndexUnavailableException.class)
        .isThrownBy(() -> index.put(List.of(), Map.of()))
        .withMessageContaining("is closed");
    assertThatExceptionOfType(IndexUnavailableException.class)
        .isThrownBy(() -> index.get(SHA))
        .withMessageContaining("is closed");
  }

  @Test
  void byteChangedAndUncleanStop_isMovedAsideWholeAndRebuilt() throws Exception {
    Path killed = temp.resolve("killed");
    try (ReportIndex index = ReportIndex.open(temp.resolve("live"), IndexFolders.BY_HAND)) {
      index.put(List.of(spy(OLD)), Map.of("p", "1"));
      index.commit();
      IndexFolders.copyAsAfterKill(temp.resolve("live"), killed, new Random(1));
    }
    Path largest = largest(killed.resolve("lucene"));
    flipMiddle(largest);

    try (ReportIndex index = ReportIndex.open(killed, IndexFolders.BY_HAND)) {
      assertThat(index.positions()).isEmpty();
      assertThat(index.get(SHA)).isEmpty();
      assertThat(index.openingNotice().orElseThrow())
          .contains("moved to")
          .contains("unclean stop")
          .doesNotContain("\n");
      index.put(List.of(spy(OLD)), Map.of("p", "1"));
    }
    IndexFolders.assertWhole(killed);
    Path aside =
        IndexFolders.files(killed).stream()
            .filter(file -> file.getFileName().toString().startsWith("aside-"))
            .findFirst()
            .orElseThrow();
    assertThat(aside.resolve(largest.getFileName())).exists();
  }

  @Test
  void otherFormat_isMovedAside() throws Exception {
    try (FSDirectory directory = FSDirectory.open(temp.resolve("lucene"));
        IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
      writer.setLiveCommitData(Map.of("unveil.format", "0-old", "position.p", "9").entrySet());
      writer.commit();
    }

    try (ReportIndex index = ReportIndex.open(temp, IndexFolders.BY_HAND)) {
      assertThat(index.positions()).isEmpty();
      assertThat(index.openingNotice().orElseThrow()).contains("written by another version");
    }
  }

  @Test
  void listOfSegmentsMissing_isMovedAside() throws Exception {
    try (ReportIndex index = ReportIndex.open(temp, IndexFolders.BY_HAND)) {
      index.put(List.of(spy(OLD)), Map.of("p", "1"));
    }
    for (Path file : IndexFolders.files(temp.resolve("lucene"))) {
      if (file.getFileName().toString().startsWith("segments")) {
        Files.delete(file);
      }
    }

    try (ReportIndex index = ReportIndex.open(temp, IndexFolders.BY_HAND)) {
      assertThat(index.positions()).isEmpty();
      assertThat(index.openingNotice()).isPresent();
    }
  }

  @Test
  void readersWhileWriting_alwaysSeeWholeSamples() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    try (ReportIndex index = ReportIndex.open(temp, IndexSettings.DEFAULT);
        ExecutorService readers = Executors.newFixedThreadPool(2)) {
      index.put(List.of(spy(OLD)), Map.of());
      Future<Integer> reads =
          readers.submit(() -> {
            int count = 0;
            while (!done.get()) {
              assertThat(index.rank(SHA)).isPresent();
              assertThat(index.report(SHA)).isPresent();
              count++;
            }
            return count;
          });
      for (int i = 0; i < 60; i++) {
        index.put(List.of(spy(new Generation(1, 2, i))), Map.of("p", "" + i));
        if (i % 5 == 0) {
          index.refresh();
        }
      }
      done.set(true);
      assertThat(reads.get()).isPositive();
      assertThat(index.rank(SHA)).contains(new ResultRank(new Generation(1, 2, 59), false));
    }
  }

  private static IndexEntry spy(Generation generation) {
    return new IndexEntry.Result(Scanned.spy().report(SHA, generation), AT, AT.plusSeconds(1));
  }

  private static IndexEntry seen(String name, Instant at) {
    return new IndexEntry.Seen(SHA, 10, "folder", name, at, at);
  }

  private static Path largest(Path folder) throws Exception {
    Path largest = folder;
    long size = -1;
    for (Path file : IndexFolders.files(folder)) {
      if (Files.size(file) > size) {
        largest = file;
        size = Files.size(file);
      }
    }
    return largest;
  }

  private static void flipMiddle(Path file) throws Exception {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      long middle = bytes.length() / 2;
      bytes.seek(middle);
      int old = bytes.read();
      bytes.seek(middle);
      bytes.write(~old);
    }
  }
}
