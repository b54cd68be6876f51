package io.unveil.indexer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CommittedReportsTest {
  private static final Instant NOW = ReportQueryTest.NOW;

  @TempDir Path temp;

  private static void put(ReportIndex index, Scanned sample) throws IOException {
    index.put(List.of(new IndexEntry.Result(sample.report(), NOW, NOW)), Map.of());
  }

  private static SearchPage everything(Reports reports) throws Exception {
    return new ReportSearch(reports, Duration.ofMinutes(1))
        .search(ReportQuery.parse("", NOW), SearchOrder.WORST_FIRST, 10, null);
  }

  private static Map<String, String> files(Path folder) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.toList()) {
        files.put(
            folder.relativize(file).toString(),
            Files.getLastModifiedTime(file)
                + (Files.isRegularFile(file) ? " " + Files.size(file) : ""));
      }
    }
    return files;
  }

  @Test
  void whileAnotherWrites_showsWhatWasDurableAndIsNotInTheWay() throws Exception {
    try (ReportIndex index = ReportIndex.open(temp, IndexFolders.BY_HAND)) {
      put(index, Scanned.spy());
      index.commit();
      put(index, Scanned.notes());
      index.refresh();

      try (CommittedReports reports = CommittedReports.open(temp)) {
        put(index, Scanned.sample("sms-app"));
        index.commit();

        assertThat(everything(reports).total()).isEqualTo(1);
        assertThat(reports.find(Scanned.spy().report().sha256()))
            .isEqualTo(index.find(Scanned.spy().report().sha256()))
            .get()
            .satisfies(found -> assertThat(found.report()).isEqualTo(Scanned.spy().report()));
        assertThat(reports.get(Scanned.notes().report().sha256())).isEmpty();
      }
    }
  }

  @Test
  void openWhenAWriterStarts_doesNotStopIt() throws Exception {
    try (ReportIndex index = ReportIndex.open(temp, IndexFolders.BY_HAND)) {
      put(index, Scanned.spy());
    }
    try (CommittedReports reports = CommittedReports.open(temp);
        ReportIndex index = ReportIndex.open(temp, IndexFolders.BY_HAND)) {
      assertThat(index.openingNotice()).isEmpty();
      put(index, Scanned.notes());
      assertThat(everything(reports).total()).isEqualTo(1);
    }
  }

  @Test
  void opened_changesNoFile() throws Exception {
    try (ReportIndex index = ReportIndex.open(temp, IndexFolders.BY_HAND)) {
      put(index, Scanned.spy());
    }
    Map<String, String> before = files(temp);

    try (CommittedReports reports = CommittedReports.open(temp)) {
      assertThat(everything(reports).total()).isEqualTo(1);
    }

    assertThat(files(temp)).isEqualTo(before);
  }

  @Test
  void noIndex_saysSoAndMakesNone() throws Exception {
    Path empty = Files.createDirectories(temp.resolve("empty/lucene"));

    for (Path folder : List.of(temp.resolve("absent"), temp, temp.resolve("empty"))) {
      assertThatThrownBy(() -> CommittedReports.open(folder))
          .isInstanceOf(NoSuchFileException.class);
    }
    assertThat(files(temp)).containsOnlyKeys("", "empty", "empty/lucene");
    assertThat(empty).isEmptyDirectory();
  }

  @Test
  void damaged_isRefusedInOneLineAndLeftAsItIs() throws Exception {
    try (ReportIndex index = ReportIndex.open(temp, IndexFolders.BY_HAND)) {
      put(index, Scanned.spy());
    }
    try (Stream<Path> list = Files.list(temp.resolve("lucene"))) {
      Path segments =
          list.filter(file -> file.getFileName().toString().startsWith("segments"))
              .findFirst()
              .orElseThrow();
      Files.write(segments, new byte[] {1, 2, 3});
    }
    Map<String, String> before = files(temp);

    assertThatThrownBy(() -> CommittedReports.open(temp))
        .isInstanceOf(IndexUnavailableException.class)
        .hasMessageStartingWith("The index in " + temp + " cannot be opened")
        .hasMessageContaining("rebuilds it")
        .message()
        .hasLineCount(1);
    assertThat(files(temp)).isEqualTo(before);
  }

  @Test
  void closed_refusesInOneLine() throws Exception {
    try (ReportIndex index = ReportIndex.open(temp, IndexFolders.BY_HAND)) {
      put(index, Scanned.spy());
    }
    CommittedReports reports = CommittedReports.open(temp);
    reports.close();

    assertThatThrownBy(() -> reports.get("ab".repeat(32)))
        .isInstanceOf(IndexUnavailableException.class)
        .hasMessageContaining("is closed");
  }
}
