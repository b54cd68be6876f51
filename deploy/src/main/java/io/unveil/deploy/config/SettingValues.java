package io.unveil.deploy.config;

import static java.util.Objects.requireNonNull;

import io.unveil.deploy.config.SettingsFile.Entry;
import io.unveil.ingest.s3.S3Location;
import io.unveil.ingest.s3.S3Settings;
import io.unveil.unpacker.Limits;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Entries by key become typed values, and are checked one by one and against each other. */
final class SettingValues {
  /** What the stream itself decides; a client that said otherwise would lose data. */
  private static final Set<String> OURS =
      Set.of(
          "bootstrap.servers",
          "acks",
          "enable.idempotence",
          "key.serializer",
          "value.serializer",
          "key.deserializer",
          "value.deserializer",
          "enable.auto.commit",
          "auto.offset.reset",
          "group.id",
          "client.id",
          "compression.type",
          "max.request.size",
          "share.acknowledgement.mode");

  private final Map<Setting, Object> values;
  private final Map<String, String> client = new TreeMap<>();
  private Limits limits = Limits.DEFAULT;
  private boolean portGiven;

  private SettingValues(Map<Setting, Object> defaults) {
    this.values = defaults;
  }

  static SettingValues of(Map<String, Entry> file, Map<String, Entry> options)
      throws BadSettingException {
    Map<Setting, Object> values = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      values.put(setting, setting.parse(setting.defaultText(), "default"));
    }
    SettingValues checked = new SettingValues(values);
    // Every entry is checked, also one that an option overrides: a file is right or wrong by
    // itself.
    Map<String, Entry> merged = new LinkedHashMap<>();
    for (Map<String, Entry> source : List.of(file, options)) {
      for (Entry entry : source.values()) {
        checked.take(entry);
        merged.put(entry.key(), entry);
      }
    }
    checked.readClientConfig(merged);
    checked.checkRoles(merged);
    checked.checkBrokers(merged);
    checked.checkCache(merged);
    return checked;
  }

  private void take(Entry entry) throws BadSettingException {
    if (entry.key().startsWith(Setting.CLIENT_PREFIX)) {
      String property = entry.key().substring(Setting.CLIENT_PREFIX.length());
      if (property.isEmpty() || OURS.contains(property)) {
        throw new BadSettingException(
            "%s: %s cannot be set, the stream rests on it; remove it"
                .formatted(entry.where(), SettingsFile.shown(entry.key())));
      }
      client.put(property, entry.value());
      return;
    }
    Optional<LimitSetting> limit = LimitSetting.ofKey(entry.key());
    if (limit.isPresent()) {
      limits = limit.get().change(limits, entry);
      return;
    }
    Optional<Setting> setting = Setting.ofKey(entry.key());
    if (setting.isEmpty()) {
      throw new BadSettingException(
          "%s: unknown key '%s'; %s"
              .formatted(entry.where(), SettingsFile.shown(entry.key()), hint(entry.key())));
    }
    values.put(setting.get(), setting.get().parse(entry.value(), entry.where()));
  }

  private static String hint(String key) {
    List<String> keys = new ArrayList<>(Setting.keys());
    Arrays.stream(LimitSetting.values()).map(LimitSetting::key).forEach(keys::add);
    return Suggestion.of(key, keys)
        .map(near -> "did you mean " + near + "?")
        .orElse("docs/configuration.md lists all keys");
  }

  /** What {@code kafka.client.…} says wins over the file. */
  private void readClientConfig(Map<String, Entry> entries) throws BadSettingException {
    String file = get(Setting.KAFKA_CLIENT_CONFIG, String.class);
    if (!file.isEmpty()) {
      String where = where(entries, Setting.KAFKA_CLIENT_CONFIG);
      for (Map.Entry<String, String> property :
          ClientConfig.read(Path.of(file), where).entrySet()) {
        // Files for Kafka's tools often name the brokers; ours come from kafka.bootstrap.
        if (OURS.contains(property.getKey()) && !property.getKey().equals("bootstrap.servers")) {
          throw new BadSettingException(
              "%s: %s in %s cannot be set, the stream rests on it; remove it"
                  .formatted(where, SettingsFile.shown(property.getKey()), file));
        }
        if (!property.getKey().equals("bootstrap.servers")) {
          client.putIfAbsent(property.getKey(), property.getValue());
        }
      }
    }
  }

  private void checkRoles(Map<String, Entry> entries) throws BadSettingException {
    Set<Role> roles = roles();
    boolean embedded = get(Setting.KAFKA_BOOTSTRAP, String.class).isEmpty();
    if (embedded && !roles.contains(Role.BROKER)) {
      throw new BadSettingException(
          "%s: roles = %s need a broker; name it with kafka.bootstrap, or add the role broker"
              .formatted(where(entries, Setting.ROLES), Role.text(roles)));
    }
    Entry said = entries.get(Setting.ROLES.key());
    if (!embedded && said != null && List.of(said.value().split("\\s*,\\s*")).contains("broker")) {
      throw new BadSettingException(
          "%s: roles = broker runs one, and kafka.bootstrap names others; remove one of the two"
              .formatted(where(entries, Setting.KAFKA_BOOTSTRAP)));
    }
    SortedMap<Integer, Integer> quorum = quorum();
    int node = get(Setting.BROKER_NODE, Integer.class);
    if (!quorum.isEmpty() && !quorum.containsKey(node)) {
      throw new BadSettingException(
          "%s: broker.node = %d is none of the nodes %s in broker.quorum"
              .formatted(where(entries, Setting.BROKER_QUORUM), node, quorum.keySet()));
    }
  }

  /** {@return the roles; no broker beside brokers elsewhere} */
  private Set<Role> roles() {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (Object role : get(Setting.ROLES, Set.class)) {
      roles.add((Role) role);
    }
    if (!get(Setting.KAFKA_BOOTSTRAP, String.class).isEmpty()) {
      roles.remove(Role.BROKER);
    }
    return Collections.unmodifiableSet(roles);
  }

  private SortedMap<Integer, Integer> quorum() {
    SortedMap<Integer, Integer> quorum = new TreeMap<>();
    SortedMap<?, ?> given = get(Setting.BROKER_QUORUM, SortedMap.class);
    given.forEach((node, port) -> quorum.put((Integer) node, (Integer) port));
    return quorum;
  }

  private int brokerPort() {
    int port = get(Setting.KAFKA_PORT, Integer.class);
    boolean alone = roles().equals(EnumSet.of(Role.BROKER));
    // Others are told where it is, so it must be there again after a restart.
    return port == 0 && alone && !portGiven ? Setting.LONE_BROKER_PORT : port;
  }

  private @Nullable Path path(Setting setting) {
    String path = get(setting, String.class);
    return path.isEmpty() ? null : Path.of(path);
  }

  private Settings.@Nullable S3Place place(Setting setting) {
    String place = get(setting, String.class);
    if (place.isEmpty()) {
      return null;
    }
    String endpoint = get(Setting.S3_ENDPOINT, String.class);
    String region = get(Setting.S3_REGION, String.class);
    boolean inPath =
        switch (get(Setting.S3_ADDRESSING, S3Addressing.class)) {
          case AUTO -> !endpoint.isEmpty();
          case PATH -> true;
          case HOST -> false;
        };
    return new Settings.S3Place(
        S3Location.parse(place),
        new S3Settings(
            endpoint.isEmpty() ? null : URI.create(endpoint),
            region.isEmpty() ? null : region,
            inPath,
            path(Setting.S3_CREDENTIALS)));
  }

  /** What may come in must be worked on from a local copy. */
  private void checkCache(Map<String, Entry> entries) throws BadSettingException {
    if (!get(Setting.STORE_URL, String.class).isEmpty()
        && get(Setting.STORE_CACHE, Long.class) < get(Setting.HTTP_MAX_UPLOAD, Long.class)) {
      throw new BadSettingException(
          "%s: store.cache is smaller than http.max-upload, so the largest samples could not be worked on; make it larger"
              .formatted(where(entries, Setting.STORE_CACHE)));
    }
  }

  private void checkBrokers(Map<String, Entry> entries) throws BadSettingException {
    String bootstrap = get(Setting.KAFKA_BOOTSTRAP, String.class);
    portGiven = entries.containsKey(Setting.KAFKA_PORT.key());
    int replication = get(Setting.KAFKA_TOPIC_REPLICATION, Integer.class);
    if (bootstrap.isEmpty() && replication > Math.max(1, quorum().size())) {
      throw new BadSettingException(
          "%s: kafka.topic-replication = %d needs as many brokers; set kafka.bootstrap or remove it"
              .formatted(where(entries, Setting.KAFKA_TOPIC_REPLICATION), replication));
    }
    String protocol = client.getOrDefault("security.protocol", "PLAINTEXT");
    boolean encrypted = protocol.equals("SSL") || protocol.equals("SASL_SSL");
    if (!encrypted && !bootstrap.isEmpty() && !Loopback.all(bootstrap)) {
      throw new BadSettingException(
          "%s: brokers on other machines need security.protocol SSL or SASL_SSL, found %s; set it"
                  .formatted(where(entries, Setting.KAFKA_BOOTSTRAP), SettingsFile.shown(protocol))
              + " in the file that kafka.client-config names, or as "
              + Setting.CLIENT_PREFIX
              + "security.protocol");
    }
  }

  private static String where(Map<String, Entry> entries, Setting setting) {
    Entry entry = entries.get(setting.key());
    return entry == null ? "default" : entry.where();
  }

  Settings settings() {
    return new Settings(
        roles(),
        new Settings.Http(
            get(Setting.HTTP_ADDRESS, InetAddress.class),
            get(Setting.HTTP_PORT, Integer.class),
            get(Setting.HTTP_MAX_UPLOAD, Long.class),
            get(Setting.HTTP_MAX_CONCURRENT_UPLOADS, Integer.class)),
        new Settings.Kafka(
            get(Setting.KAFKA_BOOTSTRAP, String.class),
            brokerPort(),
            get(Setting.BROKER_NODE, Integer.class),
            quorum(),
            get(Setting.KAFKA_TOPIC_PARTITIONS, Integer.class),
            get(Setting.KAFKA_TOPIC_REPLICATION, Integer.class),
            client),
        new Settings.Store(
            path(Setting.STORE_PATH),
            get(Setting.STORE_RESERVE, Long.class),
            place(Setting.STORE_URL),
            get(Setting.STORE_CACHE, Long.class)),
        new Settings.Intake(
            path(Setting.INGEST_WATCH),
            place(Setting.INGEST_S3),
            get(Setting.INGEST_INTERVAL, Duration.class)),
        new Settings.Work(
            get(Setting.WORK_UNPACK_LANES, Integer.class),
            get(Setting.WORK_ANALYZE_LANES, Integer.class),
            get(Setting.WORK_INTERACTIVE_LANES, Integer.class),
            get(Setting.WORK_DEADLINE, Duration.class),
            get(Setting.WORK_ATTEMPTS, Integer.class),
            get(Setting.WORK_SANDBOX, Boolean.class),
            get(Setting.WORK_WORKERS, Integer.class)),
        new Settings.Index(
            get(Setting.INDEX_COMMIT_INTERVAL, Duration.class),
            get(Setting.INDEX_REFRESH_INTERVAL, Duration.class)),
        new Settings.Reconcile(
            get(Setting.RECONCILE_INTERVAL, Duration.class),
            get(Setting.RECONCILE_PATIENCE, Duration.class)),
        new Settings.Log(
            get(Setting.LOG_FORMAT, LogFormat.class), get(Setting.LOG_LEVEL, LogLevel.class)),
        limits);
  }

  private <T> T get(Setting setting, Class<T> type) {
    return type.cast(requireNonNull(values.get(setting)));
  }
}
