package io.unveil.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.analyzer.facts.Generation;
import io.unveil.analyzer.judge.Judge;
import io.unveil.analyzer.report.ScanReport;
import io.unveil.indexer.IndexedSample.State;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.TermQuery;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random entries, random crashes: the index is always what the model says. */
final class ReplaySweepTest {
  private static final int RUNS = 8;
  private static final int ENTRIES = 160;
  private static final int SAMPLES = 9;
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final String[] FIXTURES = {
    "hidden-icon-sms-spy", "honest-notes", "open-location-tracker", "tampered-archive"
  };

  @TempDir Path temp;

  @Test
  void entriesAndCrashesInAnyOrder_indexIsWhatTheModelSays() throws Exception {
    long base = Long.getLong("test.seed", System.nanoTime());
    for (int run = 0; run < RUNS; run++) {
      long seed = base + run;
      System.out.println("replay sweep: -Dtest.seed=" + seed);
      sweep(new Random(seed), temp.resolve("run-" + run));
    }
  }

  private static void sweep(Random random, Path home) throws Exception {
    List<IndexEntry> log = log(random);
    int crashes = 0;
    Path folder = home.resolve("0");
    ReportIndex index = ReportIndex.open(folder, IndexFolders.BY_HAND);
    int next = 0;
    while (next < log.size()) {
      int end = Math.min(log.size(), next + 1 + random.nextInt(12));
      index.put(log.subList(next, end), position(end));
      next = end;
      switch (random.nextInt(10)) {
        case 0, 1 -> index.refresh();
        case 2, 3 -> index.commit();
        case 4 -> {
          index.close();
          index = ReportIndex.open(folder, IndexFolders.BY_HAND);
          assertThat(index.positions()).isEqualTo(position(next));
        }
        case 5, 6 -> {
          Path left = home.resolve(Integer.toString(++crashes));
          IndexFolders.copyAsAfterKill(folder, left, random);
          index.close();
          folder = left;
          index = ReportIndex.open(folder, IndexFolders.BY_HAND);
          assertThat(index.openingNotice()).isEmpty();
          next = offset(index.positions());
          assertAgrees(index, log.subList(0, next));
        }
        default -> assertThat(index.status().problem()).isNull();
      }
    }
    assertAgrees(index, log);
    index.refresh();
    assertAgrees(index, log);
    index.close();
    IndexFolders.assertWhole(folder);
  }

  private static Map<String, String> position(int end) {
    return Map.of("apk.results-0", Integer.toString(end), "topic-id", "x7");
  }

  private static int offset(Map<String, String> positions) {
    return Integer.parseInt(positions.getOrDefault("apk.results-0", "0"));
  }

  private static List<IndexEntry> log(Random random) {
    List<IndexEntry> log = new ArrayList<>();
    for (int i = 0; i < ENTRIES; i++) {
      String sha256 = "%064x".formatted(random.nextInt(SAMPLES) + 1);
      Scanned scanned = Scanned.sample(FIXTURES[random.nextInt(FIXTURES.length)]);
      Instant at = START.plusSeconds(random.nextInt(100_000));
      Generation generation = new Generation(1, 1 + random.nextInt(2), random.nextInt(3));
      log.add(
          switch (random.nextInt(12)) {
            case 0, 1 ->
                new IndexEntry.Result(scanned.report(sha256, generation), at, at.plusSeconds(9));
            case 2 ->
                new IndexEntry.Result(
                    Judge.failed(generation, sha256, 77, "analyze", "run " + i),
                    at,
                    at.plusSeconds(9));
            case 3, 4, 5 -> new IndexEntry.Pending(scanned.apk(sha256), at);
            case 6 -> new IndexEntry.Removed(sha256);
            default ->
                new IndexEntry.Seen(
                    sha256,
                    55,
                    random.nextBoolean() ? "http" : "folder",
                    "name-" + random.nextInt(100) + ".apk",
                    at.minusSeconds(5),
                    at);
          });
    }
    return log;
  }

  private static void assertAgrees(ReportIndex index, List<IndexEntry> log) throws IOException {
    Map<String, Expected> expected = new TreeMap<>();
    for (IndexEntry entry : log) {
      if (entry instanceof IndexEntry.Removed) {
        expected.remove(entry.sha256());
      } else {
        expected.computeIfAbsent(entry.sha256(), _ -> new Expected()).take(entry);
      }
    }
    for (int i = 1; i <= SAMPLES; i++) {
      String sha256 = "%064x".formatted(i);
      Expected sample = expected.get(sha256);
      assertThat(index.get(sha256).isPresent()).isEqualTo(sample != null);
      if (sample != null) {
        sample.check(index.get(sha256).orElseThrow());
        assertThat(index.report(sha256).orElse(null)).isEqualTo(sample.report);
      }
    }
    index.refresh();
    assertThat(index.status().documents()).isEqualTo(expected.size());
    for (String sha256 : expected.keySet()) {
      int count = index.search(s -> s.count(new TermQuery(new Term("sha256", sha256))));
      assertThat(count).as("documents of %s", sha256).isEqualTo(1);
    }
  }

  /** The meaning of the entries once more, without regard to how the index does it. */
  private static final class Expected {
    private @Nullable ScanReport report;
    private @Nullable Instant judgedAt;
    private final Map<String, Instant> firstFrom = new HashMap<>();
    private final Map<String, Instant> lastFrom = new HashMap<>();
    private Instant first = Instant.MAX;
    private Instant last = Instant.MIN;

    void take(IndexEntry entry) {
      switch (entry) {
        case IndexEntry.Result result -> {
          seen(result.submittedAt(), result.submittedAt());
          if (report == null || order(result.report()) >= order(report)) {
            report = result.report();
            judgedAt = result.judgedAt();
          }
        }
        case IndexEntry.Pending pending -> seen(pending.submittedAt(), pending.submittedAt());
        case IndexEntry.Seen from -> {
          seen(from.firstStored(), from.seenAt());
          String key = from.kind() + " " + from.name();
          firstFrom.merge(key, from.seenAt(), (a, b) -> a.isBefore(b) ? a : b);
          lastFrom.merge(key, from.seenAt(), (a, b) -> a.isAfter(b) ? a : b);
        }
        case IndexEntry.Removed _ -> throw new IllegalStateException("nothing is left");
      }
    }

    void check(IndexedSample found) {
      State state =
          report == null ? State.PENDING : report.failure() == null ? State.REPORTED : State.FAILED;
      assertThat(found.state()).isEqualTo(state);
      assertThat(found.verdict()).isEqualTo(report == null ? null : report.verdict());
      assertThat(found.generation()).isEqualTo(report == null ? null : report.generation());
      assertThat(found.judgedAt()).isEqualTo(judgedAt);
      assertThat(found.firstSeen()).isEqualTo(first);
      assertThat(found.lastSeen()).isEqualTo(last);
      Map<String, Instant> firstKept = new HashMap<>();
      Map<String, Instant> lastKept = new HashMap<>();
      for (IndexedSample.KnownOrigin origin : found.origins()) {
        firstKept.put(origin.kind() + " " + origin.name(), origin.firstSeen());
        lastKept.put(origin.kind() + " " + origin.name(), origin.lastSeen());
      }
      assertThat(firstKept).isEqualTo(firstFrom);
      assertThat(lastKept).isEqualTo(lastFrom);
      assertThat(found.originsDropped()).isZero();
    }

    private void seen(Instant from, Instant to) {
      first = from.isBefore(first) ? from : first;
      last = to.isAfter(last) ? to : last;
    }

    private static int order(ScanReport report) {
      Generation made = report.generation();
      int answered = report.failure() == null ? 1 : 0;
      return made.engine() * 1000 + made.models() * 100 + made.rules() * 10 + answered;
    }
  }
}
