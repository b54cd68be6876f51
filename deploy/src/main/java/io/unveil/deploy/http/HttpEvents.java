package io.unveil.deploy.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the HTTP interface does, for metrics. Called from many threads; must not block. */
@FunctionalInterface
public interface HttpEvents {
  /** Tells nobody. */
  HttpEvents NONE = (_, _, _) -> {};

  /**
   * A request was answered.
   *
   * @param endpoint or null when no endpoint matched
   * @param status HTTP status
   * @param took from its headers to its answer
   */
  void answered(@Nullable Endpoint endpoint, int status, Duration took);
}
