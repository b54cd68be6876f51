package io.unveil.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.analyzer.facts.Generation;
import io.unveil.analyzer.report.ScanReport;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What samples and senders write must neither stop the index nor make it answer wrongly. */
final class HostileTextTest {
  private static final Instant NOW = ReportQueryTest.NOW;
  private static final String HALF_PAIR = "a\ud83d";

  private ReportIndex index;
  private ReportSearch search;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    index = ReportIndex.open(folder, IndexFolders.BY_HAND);
    search = new ReportSearch(index, Duration.ofMinutes(1));
  }

  @AfterEach
  void close() throws Exception {
    index.close();
  }

  private static String sha256(int number) {
    return "%064x".formatted(number);
  }

  private static ScanReport report(
      int number, @Nullable String packageName, @Nullable String label, List<String> permissions) {
    ScanReport model = Scanned.notes().report();
    return new ScanReport(
        ScanReport.SCHEMA_VERSION,
        new Generation(1, 1, 1),
        sha256(number),
        1_000,
        packageName,
        label,
        label,
        model.verdict(),
        model.reasons(),
        model.strength(),
        model.completeness(),
        model.findings(),
        model.launcher(),
        permissions,
        model.signing(),
        model.installable(),
        model.resources(),
        model.bundle(),
        model.nested(),
        model.anomalyCount(),
        model.anomalies(),
        model.coverage(),
        model.blindSpots(),
        null);
  }

  private void put(ScanReport... reports) throws Exception {
    index.put(
        List.of(reports).stream()
            .map(report -> (IndexEntry) new IndexEntry.Result(report, NOW, NOW))
            .toList(),
        Map.of());
    index.refresh();
  }

  private List<String> found(String query) throws Exception {
    return find(query, SearchOrder.by(IndexField.SHA256, false), 1_000, null).hits().stream()
        .map(IndexedSample::sha256)
        .toList();
  }

  private SearchPage find(String query, SearchOrder order, int size, @Nullable String cursor)
      throws Exception {
    return search.search(ReportQuery.parse(query, NOW), order, size, cursor);
  }

  private Facets.Field facet(IndexField field) throws Exception {
    return search.facets(ReportQuery.parse("", NOW), List.of(field), 10).fields().getFirst();
  }

  @Test
  void halfSurrogatePair_isStoredAndReadBack() throws Exception {
    ScanReport report = report(1, HALF_PAIR, HALF_PAIR, List.of(HALF_PAIR));
    put(report);
    index.put(List.of(new IndexEntry.Seen(sha256(1), 1, "http", "\udc00.apk", NOW, NOW)), Map.of());
    index.refresh();

    IndexedSample sample = index.get(sha256(1)).orElseThrow();
    assertThat(sample.label()).isEqualTo(HALF_PAIR);
    assertThat(sample.origins().getFirst().name()).isEqualTo("\udc00.apk");
    assertThat(index.report(sha256(1))).contains(report);
  }

  @Test
  void phrase_doesNotGoFromOneValueIntoTheNext() throws Exception {
    put(report(1, "p", "l", List.of()));
    index.put(
        List.of(
            new IndexEntry.Seen(sha256(1), 1, "folder", "red alpha.apk", NOW, NOW),
            new IndexEntry.Seen(sha256(1), 1, "folder", "beta blue.apk", NOW, NOW)),
        Map.of());
    index.refresh();

    assertThat(found("name:\"beta blue\"")).hasSize(1);
    assertThat(found("name:\"red apk\"~1")).hasSize(1);
    assertThat(found("name:\"apk red\"")).isEmpty();
    assertThat(found("name:\"blue red\"~100")).isEmpty();
    assertThat(found("name:\"alpha beta\"~100")).isEmpty();
  }

  @Test
  void wildcardWithinAWordWithAccents_finds() throws Exception {
    put(report(1, "p", "Téléphoné", List.of()));

    assertThat(found("label:tél*ph*né")).hasSize(1);
    assertThat(found("label:TEL*NE")).hasSize(1);
    assertThat(found("label:tél*x")).isEmpty();
  }

  @Test
  void charactersThatNobodySees_hideNoWord() throws Exception {
    put(report(1, "p", "S\u200bp\u202ey\ufe0f T\u00adrac\u200dker", List.of()));

    assertThat(found("label:spy")).hasSize(1);
    assertThat(found("label:\"spy tracker\"")).hasSize(1);
    assertThat(found("label:tra*er")).hasSize(1);
    assertThat(found("label:\"s\u200bpy\"")).hasSize(1);
    assertThat(found("label:s\u200bp*")).hasSize(1);
  }

  @Test
  void spellingsThatDifferByCase_areOneValueOfAFacetUnderTheMostFrequentOne() throws Exception {
    put(
        report(1, "com.A", "l", List.of("x.SEND", "X.send")),
        report(2, "com.a", "l", List.of("x.Send")),
        report(3, "COM.a", "l", List.of()));
    put(report(4, "com.a", "l", List.of("x.SEND")));

    Facets.Field packages = facet(IndexField.PACKAGE);
    assertThat(packages.values()).containsExactly(new Facets.Count("com.a", 4));
    assertThat(packages.distinct()).isEqualTo(1);
    assertThat(facet(IndexField.PERMISSION).values())
        .containsExactly(new Facets.Count("x.SEND", 3));
    assertThat(found("package:Com.A")).hasSize(4);
  }

  @Test
  void giantValues_areCutInListsAndFacetsAndWholeInTheReport() throws Exception {
    String giant = "\u0001".repeat(100_000);
    ScanReport report = report(1, giant, giant, List.of(giant));
    put(report);

    String shown = "\u0001".repeat(512) + "…";
    IndexedSample hit = find("", SearchOrder.WORST_FIRST, 10, null).hits().getFirst();
    assertThat(List.of(hit.packageName(), hit.versionName(), hit.label())).containsOnly(shown);
    assertThat(facet(IndexField.PACKAGE).values()).containsExactly(new Facets.Count(shown, 1));
    assertThat(index.report(sha256(1))).contains(report);
  }

  @Test
  void cursorBehindAGiantValue_fitsInARequest() throws Exception {
    put(
        IntStream.range(0, 5)
            .mapToObj(i -> report(i, "\u4e00".repeat(9_000) + i, "l", List.of()))
            .toArray(ScanReport[]::new));
    SearchOrder byPackage = SearchOrder.by(IndexField.PACKAGE, true);

    int shown = 0;
    String cursor = null;
    do {
      SearchPage page = find("", byPackage, 2, cursor);
      shown += page.hits().size();
      cursor = page.next();
      assertThat(cursor == null ? "" : cursor).hasSizeLessThan(4_000);
    } while (cursor != null);
    assertThat(shown).isEqualTo(5);
  }
}
