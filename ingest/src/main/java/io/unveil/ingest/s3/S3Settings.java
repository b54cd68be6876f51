package io.unveil.ingest.s3;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How to reach an S3 service.
 *
 * @param endpoint {@code https://host[:port]}, or {@code http} on a literal loopback address; null
 *     for Amazon's own
 * @param region or null for what the environment and the profile of the process say
 * @param pathStyle whether the bucket stands in the path and not in the host's name, as most
 *     services other than Amazon's want it
 * @param credentials file in the form of {@code ~/.aws/credentials}, of which the profile {@code
 *     default} is used and which is read again when it changes; null for the library's chain:
 *     environment, profile, container, instance
 */
public record S3Settings(
    @Nullable URI endpoint,
    @Nullable String region,
    boolean pathStyle,
    @Nullable Path credentials) {
  /** Refuses what would send secrets or samples in the clear to another machine. */
  public S3Settings {
    if (endpoint != null && !isSafe(endpoint)) {
      throw new IllegalArgumentException("an endpoint is https, or http on loopback");
    }
  }

  private static boolean isSafe(URI endpoint) {
    String host = endpoint.getHost();
    if (host == null
        || endpoint.getRawUserInfo() != null
        || endpoint.getRawQuery() != null
        || endpoint.getRawFragment() != null
        || !endpoint.getRawPath().matches("/?")) {
      return false;
    }
    return "https".equals(endpoint.getScheme())
        || ("http".equals(endpoint.getScheme()) && isLoopback(host));
  }

  private static boolean isLoopback(String host) {
    try {
      return host.equals("localhost")
          || InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", "")).isLoopbackAddress();
    } catch (IllegalArgumentException _) {
      return false;
    }
  }
}
