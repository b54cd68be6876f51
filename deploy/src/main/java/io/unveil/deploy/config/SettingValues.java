package io.unveil.deploy.config;

import static java.util.Objects.requireNonNull;

import io.unveil.deploy.config.SettingsFile.Entry;
import io.unveil.unpacker.Limits;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

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
    checked.checkBrokers(merged);
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

  private void checkBrokers(Map<String, Entry> entries) throws BadSettingException {
    String bootstrap = get(Setting.KAFKA_BOOTSTRAP, String.class);
    int replication = get(Setting.KAFKA_TOPIC_REPLICATION, Integer.class);
    if (bootstrap.isEmpty() && replication > 1) {
      throw new BadSettingException(
          "%s: kafka.topic-replication = %d needs as many brokers; set kafka.bootstrap or remove it"
              .formatted(where(entries, Setting.KAFKA_TOPIC_REPLICATION), replication));
    }
    String protocol = client.getOrDefault("security.protocol", "PLAINTEXT");
    boolean encrypted = protocol.equals("SSL") || protocol.equals("SASL_SSL");
    if (!encrypted && !bootstrap.isEmpty() && !Loopback.all(bootstrap)) {
      throw new BadSettingException(
          "%s: brokers on other machines need %ssecurity.protocol = SSL or SASL_SSL"
              .formatted(where(entries, Setting.KAFKA_BOOTSTRAP), Setting.CLIENT_PREFIX));
    }
  }

  private static String where(Map<String, Entry> entries, Setting setting) {
    Entry entry = entries.get(setting.key());
    return entry == null ? "default" : entry.where();
  }

  Settings settings() {
    return new Settings(
        new Settings.Http(
            get(Setting.HTTP_ADDRESS, InetAddress.class),
            get(Setting.HTTP_PORT, Integer.class),
            get(Setting.HTTP_MAX_UPLOAD, Long.class),
            get(Setting.HTTP_MAX_CONCURRENT_UPLOADS, Integer.class)),
        new Settings.Kafka(
            get(Setting.KAFKA_BOOTSTRAP, String.class),
            get(Setting.KAFKA_PORT, Integer.class),
            get(Setting.KAFKA_TOPIC_PARTITIONS, Integer.class),
            get(Setting.KAFKA_TOPIC_REPLICATION, Integer.class),
            client),
        new Settings.Store(get(Setting.STORE_RESERVE, Long.class)),
        new Settings.Work(
            get(Setting.WORK_UNPACK_LANES, Integer.class),
            get(Setting.WORK_ANALYZE_LANES, Integer.class),
            get(Setting.WORK_INTERACTIVE_LANES, Integer.class),
            get(Setting.WORK_DEADLINE, Duration.class),
            get(Setting.WORK_ATTEMPTS, Integer.class)),
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
