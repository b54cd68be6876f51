package io.unveil.deploy.metrics;

import io.unveil.analyzer.report.ScanReport;
import io.unveil.deploy.http.Endpoint;
import io.unveil.deploy.http.HttpEvents;
import io.unveil.ingest.stream.Priority;
import io.unveil.ingest.stream.StreamEvents;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the stream and the HTTP interface tell, as metrics. */
public final class StreamMetrics implements StreamEvents, HttpEvents {
  private static final Set<String> STAGES = Set.of("unpack", "analyze", "judge", "index");

  private final Metrics metrics;

  /** Counts into {@code metrics}. */
  public StreamMetrics(Metrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public void accepted(Priority priority, long sizeInBytes, boolean added) {
    metrics.count(Metric.SAMPLES_ACCEPTED, 1, word(priority), added ? "new" : "known");
    metrics.count(Metric.BYTES_ACCEPTED, (double) sizeInBytes, word(priority));
  }

  @Override
  public void worked(String stage, Priority priority, Outcome outcome, Duration took) {
    metrics.time(Metric.WORK, took, stage(stage), word(priority), word(outcome));
  }

  @Override
  public void attemptFailed(String stage, String reason) {
    // The reason may quote the sample.
    metrics.count(Metric.ATTEMPTS_FAILED, 1, stage(stage));
  }

  @Override
  public void judged(ScanReport report, Duration sinceSubmission) {
    metrics.count(
        Metric.RESULTS, 1, word(report.verdict()), report.failure() == null ? "no" : "yes");
    metrics.time(Metric.RESULT_AGE, sinceSubmission);
  }

  @Override
  public void indexed(int records, Duration took) {
    metrics.count(Metric.RECORDS_INDEXED, records);
    metrics.time(Metric.INDEX_BATCH, took);
  }

  @Override
  public void reconciled(int samples) {
    metrics.count(Metric.RECONCILED, samples);
  }

  @Override
  public void answered(@Nullable Endpoint endpoint, int status, Duration took) {
    metrics.time(
        Metric.HTTP, took, endpoint == null ? "none" : word(endpoint), String.valueOf(status));
  }

  private static String stage(String stage) {
    return STAGES.contains(stage) ? stage : "other";
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
