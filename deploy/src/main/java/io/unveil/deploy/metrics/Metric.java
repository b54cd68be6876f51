package io.unveil.deploy.metrics;

import java.util.List;

/**
 * Every metric of Unveil itself. Names are permanent; {@code docs/metrics.md} is made from this.
 */
public enum Metric {
  /** Submissions. */
  SAMPLES_ACCEPTED(
      "unveil_samples_accepted_total",
      Type.COUNTER,
      "submissions",
      List.of("priority", "added"),
      "submissions taken durably; `added` is `new`, or `known` for bytes that were stored before"),
  /** Bytes of submissions. */
  BYTES_ACCEPTED(
      "unveil_accepted_bytes_total",
      Type.COUNTER,
      "bytes",
      List.of("priority"),
      "size of the submissions taken"),
  /** Work on deliveries. */
  WORK(
      "unveil_work_seconds",
      Type.TIMER,
      "seconds",
      List.of("stage", "priority", "outcome"),
      "work on one delivery, from delivery to acknowledgement"),
  /** Failed attempts. */
  ATTEMPTS_FAILED(
      "unveil_attempts_failed_total",
      Type.COUNTER,
      "attempts",
      List.of("stage"),
      "attempts at a sample that failed; more may have followed"),
  /** Results. */
  RESULTS(
      "unveil_results_total",
      Type.COUNTER,
      "results",
      List.of("verdict", "failed"),
      "results that the judge published; what failed before it is in `unveil_work_seconds`, outcome"
          + " `malformed` or `given-up`"),
  /** Time to a result. */
  RESULT_AGE(
      "unveil_result_age_seconds",
      Type.TIMER,
      "seconds",
      List.of(),
      "from submission to its result"),
  /** Indexed records. */
  RECORDS_INDEXED(
      "unveil_records_indexed_total",
      Type.COUNTER,
      "records",
      List.of(),
      "records that the index took"),
  /** Index batches. */
  INDEX_BATCH(
      "unveil_index_batch_seconds",
      Type.TIMER,
      "seconds",
      List.of(),
      "time to hand one batch to the index"),
  /** Reconciled samples. */
  RECONCILED(
      "unveil_reconciled_total",
      Type.COUNTER,
      "samples",
      List.of(),
      "stored samples without a result that were put into the queue again"),
  /** Waiting records. */
  LAG(
      "unveil_lag_records",
      Type.GAUGE,
      "records",
      List.of("stage"),
      "records that wait; NaN while unknown"),
  /** Readiness. */
  PART_READY(
      "unveil_part_ready",
      Type.GAUGE,
      "1 or 0",
      List.of("part"),
      "whether a part does its work now"),
  /** HTTP. */
  HTTP(
      "unveil_http_seconds",
      Type.TIMER,
      "seconds",
      List.of("endpoint", "status"),
      "requests, from their headers to the answer; `endpoint` is `none` when no path matched");

  /** How a metric behaves. */
  public enum Type {
    /** Only grows. */
    COUNTER,
    /** Goes up and down. */
    GAUGE,
    /** A histogram of times: {@code _count}, {@code _sum}, {@code _bucket}, and {@code _max}. */
    TIMER
  }

  private final String metricName;
  private final Type type;
  private final String unit;

  // List.of cannot be changed.
  @SuppressWarnings("ImmutableEnumChecker")
  private final List<String> tags;

  private final String meaning;

  Metric(String metricName, Type type, String unit, List<String> tags, String meaning) {
    this.metricName = metricName;
    this.type = type;
    this.unit = unit;
    this.tags = tags;
    this.meaning = meaning;
  }

  /** {@return the name in Prometheus} */
  public String metricName() {
    return metricName;
  }

  /** {@return how it behaves} */
  public Type type() {
    return type;
  }

  /** {@return what its numbers count} */
  public String unit() {
    return unit;
  }

  /** {@return names of its tags, in order} */
  public List<String> tags() {
    return tags;
  }

  /** {@return what it says} */
  public String meaning() {
    return meaning;
  }
}
