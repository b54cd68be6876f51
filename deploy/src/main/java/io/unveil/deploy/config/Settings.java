package io.unveil.deploy.config;

import io.unveil.ingest.s3.S3Location;
import io.unveil.ingest.s3.S3Settings;
import io.unveil.unpacker.Limits;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All settings, checked. Meaning and ranges are those of {@link Setting}.
 *
 * @param roles what this process does of the pipeline
 * @param http the HTTP interface
 * @param kafka the brokers
 * @param store where APKs are kept
 * @param intake where samples are taken from
 * @param work the work stages
 * @param index the index
 * @param reconcile looking for samples without a result
 * @param log the log
 * @param limits bounds on what one sample may make us do
 */
public record Settings(
    Set<Role> roles,
    Http http,
    Kafka kafka,
    Store store,
    Intake intake,
    Work work,
    Index index,
    Reconcile reconcile,
    Log log,
    Limits limits) {
  /**
   * Reads a file and options, which override it; what neither says has its default.
   *
   * @param file or null for none
   * @param options each {@code key=value}
   * @throws BadSettingException at the first thing that is wrong, in one line
   */
  public static Settings load(@Nullable Path file, List<String> options)
      throws BadSettingException {
    return SettingValues.of(
            file == null ? Map.of() : SettingsFile.read(file),
            SettingsFile.options("--set", options))
        .settings();
  }

  /** {@return every default} */
  public static Settings defaults() {
    try {
      return load(null, List.of());
    } catch (BadSettingException e) {
      throw new AssertionError("a default is not allowed", e);
    }
  }

  /**
   * @param address a loopback address
   * @param port 0 for a free one
   * @param maxUploadBytes largest APK
   * @param maxConcurrentUploads uploads at once
   */
  public record Http(
      InetAddress address, int port, long maxUploadBytes, int maxConcurrentUploads) {}

  /**
   * @param bootstrap brokers, or empty for the embedded one
   * @param port loopback port of the embedded broker, 0 for a free one
   * @param node of {@code quorum} that the embedded broker is
   * @param quorum loopback port of each node's controller by its id; empty for one node alone
   * @param topicPartitions partitions of new topics
   * @param topicReplication copies of new topics, 0 for the brokers' default
   * @param client properties for every Kafka client; may hold secrets, so they are not shown
   */
  public record Kafka(
      String bootstrap,
      int port,
      int node,
      SortedMap<Integer, Integer> quorum,
      int topicPartitions,
      int topicReplication,
      Map<String, String> client) {
    /** Copies the maps. */
    public Kafka {
      quorum = Collections.unmodifiableSortedMap(new TreeMap<>(quorum));
      client = Map.copyOf(client);
    }

    /** {@return whether the broker runs in this process} */
    public boolean embedded() {
      return bootstrap.isEmpty();
    }

    /** {@return whether what clients say to the brokers is encrypted} */
    public boolean encrypted() {
      String protocol = client.getOrDefault("security.protocol", "PLAINTEXT");
      return protocol.equals("SSL") || protocol.equals("SASL_SSL");
    }

    @Override
    public String toString() {
      return "Kafka[bootstrap=%s, port=%d, node=%d, quorum=%s, topicPartitions=%d, topicReplication=%d,"
              .formatted(bootstrap, port, node, quorum, topicPartitions, topicReplication)
          + " client="
          + client.keySet()
          + "]";
    }
  }

  /**
   * @param path folder of the samples or of their copies, or null for the one in the data folder
   * @param reserveBytes what stays free on the disk
   * @param bucket where the samples are, or null for a folder
   * @param cacheBytes most that copies of samples in a bucket take
   */
  public record Store(
      @Nullable Path path, long reserveBytes, @Nullable S3Place bucket, long cacheBytes) {}

  /**
   * A place in an S3 service.
   *
   * @param location bucket and prefix
   * @param service how to reach it
   */
  public record S3Place(S3Location location, S3Settings service) {}

  /**
   * @param folder that is watched, or null
   * @param prefix that is watched, or null
   * @param interval from one look to the next
   */
  public record Intake(@Nullable Path folder, @Nullable S3Place prefix, Duration interval) {}

  /**
   * @param unpackLanes bulk samples unpacked at once
   * @param analyzeLanes bulk samples analysed at once
   * @param interactiveLanes interactive samples unpacked, and analysed, at once
   * @param deadline of one attempt
   * @param attempts at one sample
   * @param sandbox whether samples are read in processes without rights
   * @param workers such processes at once for bulk samples, and as many for interactive ones
   */
  public record Work(
      int unpackLanes,
      int analyzeLanes,
      int interactiveLanes,
      Duration deadline,
      int attempts,
      boolean sandbox,
      int workers) {}

  /**
   * @param commitInterval until on disk
   * @param refreshInterval until found
   */
  public record Index(Duration commitInterval, Duration refreshInterval) {}

  /**
   * @param interval how often
   * @param patience how long a sample may be without a result
   */
  public record Reconcile(Duration interval, Duration patience) {}

  /**
   * @param format of the lines
   * @param level least weight
   */
  public record Log(LogFormat format, LogLevel level) {}
}
