package io.unveil.deploy.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.analyzer.judge.Judge;
import io.unveil.deploy.Page;
import io.unveil.deploy.http.Endpoint;
import io.unveil.deploy.http.PipelineStatus;
import io.unveil.indexer.IndexStatus;
import io.unveil.ingest.stream.Priority;
import io.unveil.ingest.stream.StageHealth;
import io.unveil.ingest.stream.StreamEvents.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class MetricsTest {
  private static final String HEAD =
      """
      # Metrics

      Made from `io.unveil.deploy.metrics.Metric`; a test compares the two. `GET /metrics` serves them in Prometheus' text
      format. A series appears with its first event. No tag is ever taken from a sample. A timer `x` has `x_count`, `x_sum`,
      `x_bucket` and `x_max`. Beside them are Micrometer's `jvm_…`, `process_…` and `system_…` for memory, collections,
      threads, processors, uptime and open files.

      | name | type | unit | tags | meaning |
      |---|---|---|---|---|
      """;

  @Test
  void page_isWhatTheListSays() throws Exception {
    StringBuilder page = new StringBuilder(HEAD);
    for (Metric metric : Metric.values()) {
      page.append(
          "| `%s` | %s | %s | %s | %s |\n"
              .formatted(
                  metric.metricName(),
                  metric.type().name().toLowerCase(java.util.Locale.ROOT),
                  metric.unit(),
                  String.join(", ", metric.tags()),
                  metric.meaning()));
    }

    Page.check("docs/metrics.md", page.toString());
  }

  @Test
  void everyMetric_isScrapedUnderItsName() {
    try (Metrics metrics = new Metrics()) {
      StreamMetrics events = new StreamMetrics(metrics);
      events.accepted(Priority.BULK, 1_000, true);
      events.accepted(Priority.INTERACTIVE, 24, false);
      events.worked("unpack", Priority.BULK, Outcome.GIVEN_UP, Duration.ofMillis(30));
      events.attemptFailed("unpack", "evil \u001B reason");
      events.judged(Judge.failed("ab".repeat(32), 1, "unpack", "no APK"), Duration.ofSeconds(2));
      events.indexed(5, Duration.ofMillis(1));
      events.reconciled(2);
      events.answered(Endpoint.SAMPLE, 200, Duration.ofMillis(1));
      events.answered(null, 404, Duration.ofMillis(1));
      metrics.watch(status());

      String page = metrics.scrape();
      for (Metric metric : Metric.values()) {
        String suffix = metric.type() == Metric.Type.TIMER ? "_count" : "";
        assertThat(page.lines())
            .as(metric.metricName())
            .anyMatch(line -> line.matches(metric.metricName() + suffix + "(\\{.*})? .*"));
        for (String tag : metric.tags()) {
          assertThat(page.lines())
              .anyMatch(line ->
                  line.startsWith(metric.metricName() + suffix + "{")
                      && line.contains(tag + "=\""));
        }
      }
      assertThat(page)
          .contains("unveil_samples_accepted_total{added=\"new\",priority=\"bulk\"} 1.0")
          .contains("unveil_lag_records{stage=\"judge\"} NaN")
          .contains("unveil_lag_records{stage=\"unpack\"} 4.0")
          .contains("unveil_part_ready{part=\"index\"} 0.0")
          .contains("jvm_memory_used_bytes")
          .doesNotContain("evil")
          .doesNotContain("ab".repeat(32));
      assertThat(metrics.totals())
          .containsEntry("samples_accepted", 2L)
          .containsEntry("accepted_bytes", 1_024L)
          .containsEntry("reconciled", 2L)
          .containsEntry("results", 1L);
    }
  }

  @Test
  void foreignStageName_isNotATag() {
    try (Metrics metrics = new Metrics()) {
      new StreamMetrics(metrics).attemptFailed("com.evil.app", "x");

      assertThat(metrics.scrape()).contains("stage=\"other\"").doesNotContain("com.evil");
    }
  }

  private static PipelineStatus status() {
    return new PipelineStatus() {
      @Override
      public Sandbox sandbox() {
        return Sandbox.NONE;
      }

      @Override
      public List<StageHealth> parts() {
        return List.of(new StageHealth("broker", true, ""), new StageHealth("index", false, ""));
      }

      @Override
      public Map<String, OptionalLong> lag() {
        return Map.of("unpack", OptionalLong.of(4), "judge", OptionalLong.empty());
      }

      @Override
      public Optional<IndexStatus> index() {
        return Optional.empty();
      }

      @Override
      public Map<String, Long> counters() {
        return Map.of();
      }
    };
  }
}
