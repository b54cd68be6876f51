package io.unveil.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.analyzer.facts.Destination;
import io.unveil.analyzer.facts.Generation;
import io.unveil.analyzer.report.Finding;
import io.unveil.analyzer.report.Finding.Confidence;
import io.unveil.analyzer.report.Finding.Evidence;
import io.unveil.analyzer.report.ScanReport;
import io.unveil.unpacker.UnpackedApk.LoadedBy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.lucene.document.LongField;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReportDocumentTest {
  private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");
  private static final String SHA = "ab".repeat(32);
  private static final String NOTES = "cd".repeat(32);
  private static final Generation MADE = new Generation(3, 2, 1);

  @TempDir Path temp;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "verdict:stalkerware",
        "behaviour:sms-exfiltration",
        "proven:icon-removed-at-runtime",
        "confidence:high",
        "attack:t1636.004",
        "attack:t1636",
        "permission:android.permission.read_sms",
        "permission:read_sms",
        "icon:hidden",
        "destination:url",
        "origin:folder",
        "name:flashlight",
        "name:v2"
      })
  void spy_isFoundAloneBy(String term) throws Exception {
    assertThat(found(term(term))).containsExactly(SHA);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "state:reported",
        "completeness:complete",
        "iconinstalled:visible",
        "installable:true",
        "testkey:false"
      })
  void whatBothAppsAre_findsBoth(String term) throws Exception {
    assertThat(found(term(term))).containsExactlyInAnyOrder(SHA, NOTES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"severity:4", "engine:3", "models:2", "rules:1", "code:101"})
  void spy_isFoundAloneByNumber(String term) throws Exception {
    String[] parts = term.split(":", 2);
    Query query = LongField.newExactQuery(parts[0], Long.parseLong(parts[1]));
    assertThat(found(query)).containsExactly(SHA);
  }

  @Test
  void hostsOfTheSpy_areFoundByTheDomainsAboveThem() throws Exception {
    List<String> hosts =
        Scanned.spy().report().findings().stream()
            .flatMap(finding -> finding.evidence().stream())
            .flatMap(evidence -> evidence.destinations().stream())
            .flatMap(destination -> Hosts.of(destination.value()).stream())
            .toList();
    assertThat(hosts).isNotEmpty();
    String host = hosts.getFirst();
    String domain = host.substring(host.indexOf('.') + 1);

    assertThat(found(term("host:" + host))).containsExactly(SHA);
    assertThat(found(term("host:" + domain))).isEmpty();
    assertThat(found(term("host.parents:" + domain))).containsExactly(SHA);
  }

  @Test
  void hostileValues_areCutCountedAndStillFound() throws Exception {
    List<Destination> many = new ArrayList<>();
    IntStream.range(0, 5_000)
        .forEach(i -> many.add(new Destination("host", "h" + i + ".invalid", false)));
    many.add(new Destination("url", "http://x.invalid/" + "ä".repeat(200_000), false));
    many.add(new Destination("url", "\ud800 \u0000 \u202e ://@:[", false));
    many.add(new Destination("", "", false));
    Evidence evidence =
        new Evidence(
            "s", List.of(), "p", List.of(), many, List.of(), true, "confirmed", LoadedBy.ART);
    Finding finding =
        new Finding(201, "b", Confidence.HIGH, "s", List.of("."), true, List.of(evidence));
    List<String> permissions =
        List.of("x".repeat(100_000), "\ud83d\ude00".repeat(9_000), ".", "a.", "");
    ScanReport hostile = Scanned.spy().report(SHA, MADE, List.of(finding), permissions);

    try (ReportIndex index = ReportIndex.open(temp, IndexFolders.BY_HAND)) {
      index.put(List.of(new IndexEntry.Result(hostile, AT, AT)), Map.of());
      index.refresh();

      assertThat(index.get(SHA).orElseThrow().valuesDropped())
          .isEqualTo(5_001 - FieldValues.MOST_PER_FIELD);
      assertThat(index.report(SHA)).contains(hostile);
      Query first = new TermQuery(new Term("host", "h0.invalid"));
      assertThat((int) index.search(searcher -> searcher.count(first))).isEqualTo(1);
    }
    IndexFolders.assertWhole(temp);
  }

  @Test
  void layersOfTheSandbox_areShown_andOutliveAnotherSighting() throws Exception {
    List<String> layers = List.of("process", "seccomp");
    ScanReport report = Scanned.spy().report(SHA, MADE);

    try (ReportIndex index = ReportIndex.open(temp, IndexFolders.BY_HAND)) {
      index.put(List.of(new IndexEntry.Result(report, AT, AT, layers)), Map.of());
      index.refresh();
      assertThat(index.get(SHA).orElseThrow().sandbox()).isEqualTo(layers);
      index.put(List.of(new IndexEntry.Seen(SHA, 5, "folder", "a.apk", AT, AT)), Map.of());
      index.refresh();

      assertThat(index.get(SHA).orElseThrow().sandbox()).isEqualTo(layers);
      assertThat(index.report(SHA)).contains(report);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://user:pw@Gate.Example.org:8080/a?b@c",
        "gate.example.org",
        "gate.example.org:443",
        "gate.example.org.",
        "https://gate.example.org#x"
      })
  void host_isFoundWithin(String place) {
    assertThat(Hosts.of(place)).contains("gate.example.org");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "*", "http://", "://", "http://*/x", "@", "[", "http://[", "....", ":"})
  void nothingKnownOfTheHost_isNoHost(String place) {
    assertThat(Hosts.of(place)).isEmpty();
  }

  @Test
  void addresses_haveNoParents() {
    assertThat(Hosts.withParents("10.0.0.1")).containsExactly("10.0.0.1");
    assertThat(Hosts.of("http://[2001:DB8::1]:80/")).contains("[2001:db8::1]");
    assertThat(Hosts.withParents("[2001:db8::1]")).containsExactly("[2001:db8::1]");
    assertThat(Hosts.withParents("a.b.c")).containsExactly("a.b.c", "b.c", "c");
  }

  @Test
  void everyField_hasAnExampleOfItself() {
    for (IndexField field : IndexField.values()) {
      assertThat(field.example()).startsWith(field.fieldName() + ":");
      assertThat(field.fieldName()).isEqualTo(field.fieldName().toLowerCase(Locale.ROOT));
      assertThat(IndexField.named(field.fieldName())).contains(field);
      assertThat(field.sortable() && field.multiValued()).isFalse();
      assertThat(field.words().isEmpty()).isEqualTo(field.type() != FieldType.WORD);
    }
  }

  private static List<IndexEntry> entries() {
    return List.of(
        new IndexEntry.Result(Scanned.spy().report(SHA, MADE), AT, AT),
        new IndexEntry.Result(Scanned.notes().report(NOTES, new Generation(9, 9, 9)), AT, AT),
        new IndexEntry.Seen(SHA, 1, "folder", "super_Flashlight-v2.apk", AT, AT));
  }

  private static Query term(String fieldAndTerm) {
    String[] parts = fieldAndTerm.split(":", 2);
    return new TermQuery(new Term(parts[0], parts[1]));
  }

  private List<String> found(Query query) throws Exception {
    try (ReportIndex index = ReportIndex.open(temp, IndexFolders.BY_HAND)) {
      index.put(entries(), Map.of());
      index.refresh();
      return index.search(searcher -> {
        List<String> found = new ArrayList<>();
        for (ScoreDoc hit : searcher.search(query, 10).scoreDocs) {
          found.add(ReportDocument.read(searcher.storedFields(), hit.doc).sha256());
        }
        return found;
      });
    }
  }
}
