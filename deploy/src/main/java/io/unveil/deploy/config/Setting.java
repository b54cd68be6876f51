package io.unveil.deploy.config;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Everything that can be set. Keys are permanent; {@code docs/configuration.md} is made from this
 * list.
 */
public enum Setting {
  /** What this process takes on. */
  ROLES(
      "roles",
      new ValueType.Roles(),
      "all",
      "What this process does of the pipeline. With `kafka.bootstrap`, `all` is everything but the"
          + " broker."),
  /** Where the HTTP interface listens. */
  HTTP_ADDRESS(
      "http.address",
      new ValueType.LoopbackAddress(),
      "127.0.0.1",
      "Where the HTTP interface listens."),
  /** Its port. */
  HTTP_PORT(
      "http.port",
      new ValueType.WholeNumber(0, 65_535),
      "8470",
      "Port of the HTTP interface; 0 takes a free one, which `server.json` names."),
  /** Largest upload. */
  HTTP_MAX_UPLOAD(
      "http.max-upload",
      new ValueType.Size("1 KiB", "4 GiB"),
      "512 MiB",
      "Largest APK that is taken; more is answered with 413."),
  /** Uploads at once. */
  HTTP_MAX_CONCURRENT_UPLOADS(
      "http.max-concurrent-uploads",
      new ValueType.WholeNumber(1, 64),
      "8",
      "Uploads at the same time; more are answered with 429."),
  /** External brokers. */
  KAFKA_BOOTSTRAP(
      "kafka.bootstrap",
      new ValueType.Servers(),
      "",
      "Brokers to use; empty runs the embedded one. Brokers on other machines need"
          + " `security.protocol` SSL or SASL_SSL, see [kafka-security.md](kafka-security.md)."),
  /** Properties of Kafka's clients. */
  KAFKA_CLIENT_CONFIG(
      "kafka.client-config",
      new ValueType.File(),
      "",
      "Properties file for every Kafka client, in the form of Kafka's own tools: protocol, SASL"
          + " mechanism, credentials, trust store. `kafka.client.…` wins over it. Only its owner"
          + " should be able to read it."),
  /** Port of the embedded broker. */
  KAFKA_PORT(
      "kafka.port",
      new ValueType.WholeNumber(0, 65_535),
      "0",
      "Loopback port of the embedded broker; 0 takes a free one, but for a process that is only a"
          + " broker: that listens on 9092."),
  /** This node among brokers. */
  BROKER_NODE(
      "broker.node",
      new ValueType.WholeNumber(1, 1_000),
      "1",
      "Which node of `broker.quorum` this process is."),
  /** Brokers that decide together. */
  BROKER_QUORUM(
      "broker.quorum",
      new ValueType.Voters(),
      "",
      "Nodes that form one cluster on this machine, with the ports of their controllers; the same"
          + " for each of them. Three nodes survive the death of one. Empty: one node alone."),
  /** Partitions of new topics. */
  KAFKA_TOPIC_PARTITIONS(
      "kafka.topic-partitions",
      new ValueType.WholeNumber(1, 1_000),
      "6",
      "Partitions of topics that are made; those that exist must have as many or more. The four"
          + " topics of work are made with one, so that every lane reaches every record."),
  /** Copies of new topics. */
  KAFKA_TOPIC_REPLICATION(
      "kafka.topic-replication",
      new ValueType.WholeNumber(0, 9),
      "0",
      "Copies of each partition of topics that are made; 0 leaves it to the brokers. The embedded"
          + " broker is a single one and takes 0 or 1."),
  /** Where samples are. */
  STORE_PATH(
      "store.path",
      new ValueType.Folder(),
      "",
      "Folder of the samples, which processes may share; empty: `store` in the data folder. With"
          + " `store.url`, folder of the local copies; empty: `store-cache` in the data folder."),
  /** Space that stays free. */
  STORE_RESERVE(
      "store.reserve",
      new ValueType.Size("0 B", "1024 GiB"),
      "2 GiB",
      "Space that the store leaves free on its disk; an upload that needs it is answered with"
          + " 507."),
  /** Samples in a bucket. */
  STORE_URL(
      "store.url",
      new ValueType.S3Place(),
      "",
      "Bucket and prefix of the samples, which processes on several machines may share; empty keeps"
          + " them in a folder."),
  /** Room for local copies. */
  STORE_CACHE(
      "store.cache",
      new ValueType.Size("1 MiB", "1024 GiB"),
      "10 GiB",
      "Most that local copies of samples in a bucket take; those read longest ago go first. Must"
          + " hold what is worked on at the same time."),
  /** Where S3 is. */
  S3_ENDPOINT(
      "s3.endpoint",
      new ValueType.S3Endpoint(),
      "",
      "S3 service of `store.url` and `ingest.s3`; empty: Amazon's."),
  /** Its region. */
  S3_REGION(
      "s3.region",
      new ValueType.Region(),
      "",
      "Region of the buckets; empty: what `AWS_REGION`, the AWS profile or the instance says."),
  /** Where the bucket's name goes. */
  S3_ADDRESSING(
      "s3.addressing",
      new ValueType.Choice<>(S3Addressing.class),
      "auto",
      "Whether a bucket is named in the path or in the host's name; auto: path with `s3.endpoint`,"
          + " host without."),
  /** Credentials. */
  S3_CREDENTIALS(
      "s3.credentials",
      new ValueType.File(),
      "",
      "File in the form of `~/.aws/credentials`, of which the profile `default` is used and which"
          + " is read again when it changes; empty: environment, AWS profile, container or"
          + " instance, in this order. Only its owner should be able to read it."),
  /** A watched folder. */
  INGEST_WATCH(
      "ingest.watch",
      new ValueType.Folder(),
      "",
      "Folder whose regular files are taken as samples once they are unchanged for 2 s. Nothing in"
          + " it is moved or changed; links, folders in it, and names that begin with a dot or end"
          + " with .part or .tmp are not followed or read."),
  /** A watched prefix. */
  INGEST_S3(
      "ingest.s3",
      new ValueType.S3Place(),
      "",
      "Bucket and prefix whose objects are taken as samples, again when their ETag changes. Nothing"
          + " there is moved or changed."),
  /** Time between looks. */
  INGEST_INTERVAL(
      "ingest.interval",
      new ValueType.Span("100 ms", "1 d"),
      "5 s",
      "How often `ingest.watch` and `ingest.s3` are looked at."),
  /** Samples unpacked at once. */
  WORK_UNPACK_LANES(
      "work.unpack-lanes",
      new ValueType.Lanes(256, 2),
      "auto",
      "Bulk samples unpacked at the same time. A lane waits for disk and broker more than it"
          + " works."),
  /** Samples analysed at once. */
  WORK_ANALYZE_LANES(
      "work.analyze-lanes",
      new ValueType.Lanes(256, 2),
      "auto",
      "Bulk samples analysed at the same time; each may take some hundred megabytes of"
          + " `UNVEIL_HEAP`."),
  /** Lanes for those who wait. */
  WORK_INTERACTIVE_LANES(
      "work.interactive-lanes",
      new ValueType.Lanes(256, 1),
      "auto",
      "Lanes at each of the two stages that take only interactive submissions, beside those above,"
          + " which take only bulk."),
  /** Longest work on one sample. */
  WORK_DEADLINE(
      "work.deadline",
      new ValueType.Span("1 s", "1 h"),
      "5 min",
      "Longest time for one attempt at one sample in one stage; then the attempt has failed."),
  /** Attempts at one sample. */
  WORK_ATTEMPTS(
      "work.attempts",
      new ValueType.WholeNumber(1, 10),
      "3",
      "Attempts at one sample in one stage; then it ends as failed."),
  /** Whether samples are read in processes without rights. */
  WORK_SANDBOX(
      "work.sandbox",
      new ValueType.Switch(),
      "true",
      "Whether samples are unpacked and analysed in worker processes that have given up their"
          + " rights and are killed at the deadline. Without, the server itself reads them: for"
          + " samples that you trust."),
  /** Such processes at once. */
  WORK_WORKERS(
      "work.workers",
      new ValueType.Lanes(256, 1),
      "auto",
      "Worker processes at once for bulk samples, and as many again for interactive ones; each"
          + " takes at most 1280 MiB, mostly far less. Lanes wait for one."),
  /** Time between commits. */
  INDEX_COMMIT_INTERVAL(
      "index.commit-interval",
      new ValueType.Span("100 ms", "10 min"),
      "3 s",
      "Longest time until an indexed result is on disk; after a crash the rest is read again."),
  /** Time between refreshes. */
  INDEX_REFRESH_INTERVAL(
      "index.refresh-interval",
      new ValueType.Span("10 ms", "1 min"),
      "500 ms",
      "Longest time until an indexed result is found by searches."),
  /** Time between reconciliations. */
  RECONCILE_INTERVAL(
      "reconcile.interval",
      new ValueType.Span("1 s", "7 d"),
      "30 s",
      "How often stored samples without a result are looked for."),
  /** Time to wait for a result. */
  RECONCILE_PATIENCE(
      "reconcile.patience",
      new ValueType.Span("1 s", "30 d"),
      "15 min",
      "How long a stored sample may be without a result before it is put into the queue again."),
  /** Form of log lines. */
  LOG_FORMAT(
      "log.format",
      new ValueType.Choice<>(LogFormat.class),
      "text",
      "Form of the lines on standard error: text for people, json for collectors."),
  /** Least weight of log lines. */
  LOG_LEVEL(
      "log.level",
      new ValueType.Choice<>(LogLevel.class),
      "info",
      "From which weight on is logged. Only debug shows stack traces, and what libraries say below"
          + " warn.");

  /** Where a process listens that is only a broker. */
  static final int LONE_BROKER_PORT = 9_092;

  /** Keys that start so are handed to every Kafka client, without the prefix. */
  public static final String CLIENT_PREFIX = "kafka.client.";

  private final String key;

  // Its records hold only texts, numbers and classes.
  @SuppressWarnings("ImmutableEnumChecker")
  private final ValueType<?> type;

  private final String defaultText;
  private final String meaning;

  Setting(String key, ValueType<?> type, String defaultText, String meaning) {
    this.key = key;
    this.type = type;
    this.defaultText = defaultText;
    this.meaning = meaning;
  }

  /** {@return the key in a file and after {@code --set}} */
  public String key() {
    return key;
  }

  /** {@return the default, as one would write it} */
  public String defaultText() {
    return defaultText;
  }

  /** {@return type, unit and range} */
  public String range() {
    return type.range();
  }

  /** {@return what it does, in one or two sentences} */
  public String meaning() {
    return meaning;
  }

  /** {@return the first version with this key} */
  public String since() {
    return "0.1.0";
  }

  /** {@return the setting with this key} */
  static Optional<Setting> ofKey(String key) {
    return Arrays.stream(values()).filter(setting -> setting.key.equals(key)).findFirst();
  }

  /** {@return all keys, in order} */
  static List<String> keys() {
    return Arrays.stream(values()).map(Setting::key).toList();
  }

  /**
   * {@return the value of {@code text}}
   *
   * @throws BadSettingException when it is not allowed, naming key, value and range
   */
  Object parse(String text, String where) throws BadSettingException {
    try {
      return type.parse(text);
    } catch (IllegalArgumentException e) {
      throw new BadSettingException(
          "%s: %s = '%s' is not allowed; allowed: %s"
              .formatted(where, key, SettingsFile.shown(text), type.range()));
    }
  }
}
