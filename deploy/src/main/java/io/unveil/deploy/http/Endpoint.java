package io.unveil.deploy.http;

/** Everything that is served. Paths are permanent; {@code docs/http.md} lists the same. */
public enum Endpoint {
  /** Takes one APK. */
  SUBMIT("POST", "/api/v1/samples", "submit one APK: the body is its bytes"),
  /** One sample. */
  SAMPLE("GET", "/api/v1/samples/{sha256}", "one sample: state, report, where it was seen"),
  /** Remove one sample. */
  PURGE("DELETE", "/api/v1/samples/{sha256}", "remove one sample everywhere"),
  /** Put back what failed. */
  REPLAY("POST", "/api/v1/replay", "put what a stage gave up back into the stream"),
  /** Search. */
  SEARCH("GET", "/api/v1/search", "find samples"),
  /** Facets. */
  FACETS("GET", "/api/v1/facets", "count samples by a field"),
  /** Copy the index. */
  SNAPSHOT("POST", "/api/v1/index/snapshots", "copy the index into a folder beside it"),
  /** State of the pipeline. */
  STATUS("GET", "/api/v1/status", "parts, lag and counters of the pipeline"),
  /** Liveness. */
  LIVE("GET", "/health/live", "the process answers"),
  /** Readiness. */
  READY("GET", "/health/ready", "all parts are up"),
  /** Metrics. */
  METRICS("GET", "/metrics", "metrics, see `docs/metrics.md`");

  private final String method;
  private final String path;
  private final String meaning;

  Endpoint(String method, String path, String meaning) {
    this.method = method;
    this.path = path;
    this.meaning = meaning;
  }

  /** {@return HTTP method} */
  public String method() {
    return method;
  }

  /** {@return path; names in braces stand for one segment} */
  public String path() {
    return path;
  }

  /** {@return what it does} */
  public String meaning() {
    return meaning;
  }
}
