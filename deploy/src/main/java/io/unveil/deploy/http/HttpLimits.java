package io.unveil.deploy.http;

import java.time.Duration;

/**
 * What a client may take.
 *
 * @param maxUploadBytes largest upload
 * @param maxConcurrentUploads uploads at once
 * @param maxConcurrentSearches searches and counts at once
 * @param maxConnections connections at once; more wait to be accepted
 * @param maxHeaderBytes request line and headers together
 * @param idle after which a silent connection is closed, also in the middle of a request
 * @param minBytesPerSecond slower uploads are given up; counts only the time spent waiting for the
 *     client, after the first {@code idle}
 */
public record HttpLimits(
    long maxUploadBytes,
    int maxConcurrentUploads,
    int maxConcurrentSearches,
    int maxConnections,
    int maxHeaderBytes,
    Duration idle,
    long minBytesPerSecond) {
  /** The longest query, 65,536 characters, each escaped as three, and the rest of a request. */
  private static final int HEADER_BYTES = 256 << 10;

  /** Each takes a processor for up to its deadline; the threads that are left answer the rest. */
  private static final int SEARCHES = 8;

  /** {@return the limits with the given two, which are settings} */
  public static HttpLimits of(long maxUploadBytes, int maxConcurrentUploads) {
    return new HttpLimits(
        maxUploadBytes,
        maxConcurrentUploads,
        SEARCHES,
        256,
        HEADER_BYTES,
        Duration.ofSeconds(30),
        1 << 10);
  }
}
