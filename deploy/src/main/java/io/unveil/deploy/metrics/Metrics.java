package io.unveil.deploy.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.unveil.deploy.http.PipelineStatus;
import io.unveil.ingest.stream.StageHealth;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The registry of one process: {@link Metric}s and the basics of the JVM. */
public final class Metrics implements AutoCloseable {
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(5),
    Duration.ofMillis(25),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5),
    Duration.ofSeconds(30),
    Duration.ofMinutes(5)
  };

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collector = new JvmGcMetrics();

  /** Starts counting. */
  public Metrics() {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    collector.bindTo(registry);
  }

  /** {@return all metrics in Prometheus' text format} */
  public String scrape() {
    return registry.scrape();
  }

  /** {@return the sums of all counters without tags, for {@code /api/v1/status}} */
  public Map<String, Long> totals() {
    Map<String, Long> totals = new TreeMap<>();
    for (Metric metric : Metric.values()) {
      if (metric.type() == Metric.Type.COUNTER) {
        double sum = 0;
        for (Meter meter : registry.find(meterName(metric)).meters()) {
          sum += meter instanceof Counter counter ? counter.count() : 0;
        }
        totals.put(
            metric.metricName().replaceFirst("^unveil_", "").replaceFirst("_total$", ""),
            (long) sum);
      }
    }
    return totals;
  }

  /** Shows lag and readiness of the stages and parts that {@code status} names now. */
  public void watch(PipelineStatus status) {
    for (String stage : status.lag().keySet()) {
      gauge(Metric.LAG, stage, () -> lag(status, stage));
    }
    for (StageHealth part : status.parts()) {
      gauge(Metric.PART_READY, part.name(), () -> ready(status, part.name()));
    }
  }

  @Override
  public void close() {
    collector.close();
    registry.close();
  }

  void count(Metric metric, double amount, String... tagValues) {
    Counter.builder(meterName(metric))
        .description(metric.meaning())
        .tags(tags(metric, tagValues))
        .register(registry)
        .increment(amount);
  }

  void time(Metric metric, Duration took, String... tagValues) {
    Timer.builder(meterName(metric))
        .description(metric.meaning())
        .tags(tags(metric, tagValues))
        .serviceLevelObjectives(BUCKETS)
        .register(registry)
        .record(took);
  }

  private void gauge(Metric metric, String tagValue, Supplier<Number> value) {
    Gauge.builder(meterName(metric), value)
        .description(metric.meaning())
        .tags(tags(metric, tagValue))
        .register(registry);
  }

  private static double lag(PipelineStatus status, String stage) {
    OptionalLong waiting = status.lag().getOrDefault(stage, OptionalLong.empty());
    return waiting.isPresent() ? waiting.getAsLong() : Double.NaN;
  }

  private static double ready(PipelineStatus status, String name) {
    return status.parts().stream().anyMatch(part -> part.name().equals(name) && part.ready())
        ? 1
        : 0;
  }

  private static Tags tags(Metric metric, String... values) {
    if (values.length != metric.tags().size()) {
      throw new IllegalArgumentException(metric + " has the tags " + metric.tags());
    }
    Tags tags = Tags.empty();
    for (int i = 0; i < values.length; i++) {
      tags = tags.and(metric.tags().get(i), values[i]);
    }
    return tags;
  }

  /** The registry appends unit and type itself. */
  private static String meterName(Metric metric) {
    return metric.metricName().replaceFirst("_(total|seconds)$", "");
  }
}
