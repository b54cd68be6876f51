package io.unveil.indexer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unveil.analyzer.facts.Generation;
import io.unveil.analyzer.report.ScanReport;
import io.unveil.analyzer.report.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportSearchTest {
  private static final Instant NOW = ReportQueryTest.NOW;
  private static final Duration LONG = Duration.ofMinutes(1);

  private ReportIndex index;
  private ReportSearch search;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    index = ReportIndex.open(folder, IndexSettings.DEFAULT);
    search = new ReportSearch(index, LONG);
  }

  @AfterEach
  void close() throws Exception {
    index.close();
  }

  private static ReportQuery query(String text) throws QueryException {
    return ReportQuery.parse(text, NOW);
  }

  private SearchPage find(String text) throws Exception {
    return search.search(query(text), SearchOrder.WORST_FIRST, 1_000, null);
  }

  private void put(List<IndexEntry> entries) throws Exception {
    index.put(entries, Map.of());
    index.refresh();
  }

  private static IndexEntry scanned(String name, Instant judged) {
    return new IndexEntry.Result(Scanned.sample(name).report(), NOW.minusSeconds(60), judged);
  }

  private static String sha256(int number) {
    return "%064x".formatted(number);
  }

  /** A report that differs from its neighbours in what is sorted and counted. */
  private static IndexEntry numbered(int number) {
    ScanReport model = (number % 3 == 0 ? Scanned.spy() : Scanned.notes()).report();
    ScanReport report =
        new ScanReport(
            ScanReport.SCHEMA_VERSION,
            new Generation(1, 1, 1),
            sha256(number),
            1_000 + number % 7,
            "com.example.app" + number % 5,
            "1." + number,
            "App " + number,
            Verdict.values()[number % 5],
            model.reasons(),
            number % 11,
            model.completeness(),
            model.findings(),
            model.launcher(),
            model.permissions(),
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
    return new IndexEntry.Result(report, NOW.minusSeconds(number), NOW.minusSeconds(number % 13));
  }

  private void putNumbered(int count) throws Exception {
    for (int from = 0; from < count; from += 50) {
      put(
          IntStream.range(from, Math.min(count, from + 50))
              .mapToObj(ReportSearchTest::numbered)
              .toList());
    }
  }

  @Test
  void behaviourAndHiddenIcon_findTheSpiesAndNotTheLookAlikes() throws Exception {
    List<String> names =
        List.of(
            "hidden-icon-sms-spy",
            "tampered-archive",
            "open-location-tracker",
            "workmanager-lookalike",
            "alternate-icon",
            "sms-app",
            "honest-notes");
    put(names.stream().map(name -> scanned(name, NOW)).toList());

    assertThat(find("behaviour:sms-exfiltration AND icon:hidden").hits())
        .extracting(IndexedSample::sha256)
        .containsExactlyInAnyOrder(
            Scanned.spy().report().sha256(), Scanned.sample("tampered-archive").report().sha256());
    assertThat(find("*:*").total()).isEqualTo(names.size());
    assertThat(find("code:201 permission:READ_SMS verdict:stalkerware NOT anomaly:*").hits())
        .extracting(IndexedSample::sha256)
        .containsExactly(Scanned.spy().report().sha256());
  }

  @Test
  void hit_isWhatGetSays() throws Exception {
    put(List.of(scanned("hidden-icon-sms-spy", NOW), scanned("honest-notes", NOW)));

    for (IndexedSample hit : find("").hits()) {
      assertThat(index.get(hit.sha256())).contains(hit);
    }
    assertThat(find("label:notes").hits())
        .singleElement()
        .satisfies(hit -> assertThat(hit.verdict()).isEqualTo(Verdict.CLEAN));
  }

  @Test
  void everyFieldExample_runs() throws Exception {
    put(List.of(scanned("hidden-icon-sms-spy", NOW)));

    for (IndexField field : IndexField.values()) {
      assertThat(find(field.example()).partial()).isFalse();
      assertThat(find(field.fieldName() + ":*").total())
          .isEqualTo(1 - find("NOT " + field.fieldName() + ":*").total());
    }
  }

  @Test
  void valuesAndRanges_matchAsTheReportSays() throws Exception {
    putNumbered(60);

    assertThat(find("size:[1003 TO 1005}").total()).isEqualTo(17);
    assertThat(find("size:>1005").total()).isEqualTo(find("size:1006").total());
    assertThat(find("package:com.example.app3").total()).isEqualTo(12);
    assertThat(find("package:com.example.*").total()).isEqualTo(60);
    assertThat(find("package:com*app3").total()).isEqualTo(12);
    assertThat(find("version:1.1*").total()).isEqualTo(11);
    assertThat(find("label:\"app 7\"").total()).isEqualTo(1);
    assertThat(find("label:apq~1").total()).isEqualTo(60);
    assertThat(find("sha256:" + "0".repeat(62) + "1*").total()).isEqualTo(16);
    assertThat(find("judged:[now-2s TO now]").total()).isEqualTo(15);
    assertThat(find("verdict:clean OR NOT package:com.example.app3").total()).isEqualTo(48);
    assertThat(find("(verdict:clean OR size:1000 OR package:com.example.app0)@2").total())
        .isEqualTo(12);
  }

  @Test
  void defaultOrder_isWorstThenNewest_andWithoutAResultLast() throws Exception {
    putNumbered(40);
    put(List.of(new IndexEntry.Pending(Scanned.notes().apk(sha256(99)), NOW)));

    List<IndexedSample> hits = find("").hits();

    assertThat(hits.getLast().sha256()).isEqualTo(sha256(99));
    assertThat(hits.subList(0, 40))
        .isSortedAccordingTo(
            Comparator.<IndexedSample, Verdict>comparing(hit -> hit.verdict())
                .thenComparingInt(IndexedSample::strength)
                .thenComparing(hit -> hit.judgedAt())
                .reversed()
                .thenComparing(IndexedSample::sha256));
  }

  @Test
  void pagesInEveryOrder_giveEachHitOnce() throws Exception {
    putNumbered(101);
    put(List.of(new IndexEntry.Pending(Scanned.notes().apk(sha256(500)), NOW)));

    for (IndexField field : IndexField.values()) {
      for (String sign : field.sortable() ? List.of("", "-") : List.<String>of()) {
        SearchOrder order = SearchOrder.parse(sign + field.fieldName());
        List<String> all = shas(search.search(query(""), order, 1_000, null));
        assertThat(paged(order, 7, () -> {})).as(order.toString()).isEqualTo(all).hasSize(102);
      }
    }
    assertThat(paged(SearchOrder.WORST_FIRST, 1, () -> {})).isEqualTo(shas(find("")));
  }

  private interface Between {
    void pages() throws Exception;
  }

  private List<String> paged(SearchOrder order, int size, Between between) throws Exception {
    List<String> shas = new ArrayList<>();
    @Nullable String cursor = null;
    do {
      SearchPage page = search.search(query(""), order, size, cursor);
      shas.addAll(shas(page));
      cursor = page.next();
      between.pages();
    } while (cursor != null);
    return shas;
  }

  private static List<String> shas(SearchPage page) {
    return page.hits().stream().map(IndexedSample::sha256).toList();
  }

  @Test
  void samplesPutAgainBetweenPages_comeNeitherTwiceNorNever() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("samplesPutAgainBetweenPages seed " + seed);
    Random random = new Random(seed);
    putNumbered(120);
    List<String> before = shas(find(""));

    List<String> paged =
        paged(
            SearchOrder.WORST_FIRST,
            10,
            () ->
                put(
                    random
                        .ints(20, 0, 120)
                        .distinct()
                        .<IndexEntry>mapToObj(i ->
                            new IndexEntry.Seen(
                                sha256(i), 0, "folder", "f" + random.nextInt(), NOW, NOW))
                        .toList()));

    assertThat(paged).as("seed %d", seed).isEqualTo(before);
  }

  @Test
  void cursor_ofAnotherQueryOrOrderOrDamaged_isRefused() throws Exception {
    putNumbered(20);
    String cursor =
        Objects.requireNonNull(search.search(query(""), SearchOrder.WORST_FIRST, 5, null).next());
    SearchOrder bySize = SearchOrder.by(IndexField.SIZE, true);

    assertThatThrownBy(
            () -> search.search(query("icon:hidden"), SearchOrder.WORST_FIRST, 5, cursor))
        .isInstanceOf(QueryException.class)
        .hasMessage("cursor: it belongs to another query or order; start over");
    assertThatThrownBy(() -> search.search(query(""), bySize, 5, cursor))
        .isInstanceOf(QueryException.class);
    Random random = new Random(1);
    for (int i = 0; i < 2_000; i++) {
      char[] broken = cursor.toCharArray();
      broken[random.nextInt(broken.length - 1)] ^= (char) (1 + random.nextInt(255));
      String text = new String(Arrays.copyOf(broken, random.nextInt(broken.length + 1)));
      assertThatThrownBy(() -> search.search(query(""), SearchOrder.WORST_FIRST, 5, text))
          .isInstanceOf(QueryException.class);
    }
  }

  @Test
  void facets_countWhatSearchFinds() throws Exception {
    putNumbered(150);
    List<IndexField> facetable =
        Arrays.stream(IndexField.values()).filter(IndexField::facetable).toList();
    String within = "size:>1001";

    int counted = 0;
    for (int from = 0; from < facetable.size(); from += ReportSearch.MAX_FACETS) {
      List<IndexField> fields =
          facetable.subList(from, Math.min(facetable.size(), from + ReportSearch.MAX_FACETS));
      Facets facets = search.facets(query(within), fields, ReportSearch.MAX_VALUES);
      assertThat(facets.matching()).isEqualTo(find(within).total());
      for (Facets.Field field : facets.fields()) {
        assertThat(field.values()).hasSize(field.distinct());
        for (Facets.Count count : field.values()) {
          String drill = within + " " + field.field().fieldName() + ":\"" + count.value() + "\"";
          assertThat(count.samples()).as(drill).isEqualTo(find(drill).total());
          counted++;
        }
      }
    }
    assertThat(counted).isGreaterThan(40);
  }

  @Test
  void facets_giveTheMostFrequentFirst() throws Exception {
    putNumbered(31);

    Facets.Field field =
        search.facets(query(""), List.of(IndexField.PACKAGE), 2).fields().getFirst();

    assertThat(field.distinct()).isEqualTo(5);
    assertThat(field.values())
        .containsExactly(
            new Facets.Count("com.example.app0", 7), new Facets.Count("com.example.app1", 6));
  }

  @Test
  void passedDeadline_isFlaggedAndNeverAnError() throws Exception {
    putNumbered(60);
    ReportSearch late = new ReportSearch(index, Duration.ofNanos(1));

    for (String text : List.of("", "package:com.*", "size:>1001", "label:apq~1", "icon:hidden")) {
      SearchPage page = late.search(query(text), SearchOrder.WORST_FIRST, 10, null);
      assertThat(page.partial()).as(text).isTrue();
      assertThat(page.totalExact()).isFalse();
      assertThat(
              late.facets(query(text), List.of(IndexField.PACKAGE, IndexField.CODE), 5).partial())
          .isTrue();
    }
  }

  @Test
  void sortByUnsortableField_saysWhatCanBe() {
    assertThatThrownBy(() -> SearchOrder.parse("-label"))
        .isInstanceOf(QueryException.class)
        .hasMessageStartingWith(
            "sort: cannot sort by 'label'; fields that can be sorted by: sha256, ");
  }
}
