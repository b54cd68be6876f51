package io.unveil.deploy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unveil.ingest.s3.S3Location;
import io.unveil.ingest.s3.S3Settings;
import io.unveil.unpacker.Limits;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SettingsTest {
  @TempDir Path folder;

  @Test
  void defaults_areThese() {
    Settings settings = Settings.defaults();
    int processors = Runtime.getRuntime().availableProcessors();

    assertThat(settings.http())
        .isEqualTo(new Settings.Http(InetAddress.ofLiteral("127.0.0.1"), 8470, 512L << 20, 8));
    assertThat(settings.kafka())
        .isEqualTo(new Settings.Kafka("", 0, 1, new TreeMap<>(), 6, 0, Map.of()));
    assertThat(settings.kafka().embedded()).isTrue();
    assertThat(settings.kafka().port()).isZero();
    assertThat(settings.kafka().quorum()).isEmpty();
    assertThat(settings.roles()).containsExactly(Role.values());
    assertThat(settings.store()).isEqualTo(new Settings.Store(null, 2L << 30, null, 10L << 30));
    assertThat(settings.work())
        .isEqualTo(
            new Settings.Work(
                Math.min(256, 2 * processors),
                Math.min(256, 2 * processors),
                Math.min(256, processors),
                Duration.ofMinutes(5),
                3,
                true,
                Math.min(256, processors)));
    assertThat(settings.index())
        .isEqualTo(new Settings.Index(Duration.ofSeconds(3), Duration.ofMillis(500)));
    assertThat(settings.reconcile())
        .isEqualTo(new Settings.Reconcile(Duration.ofSeconds(30), Duration.ofMinutes(15)));
    assertThat(settings.log()).isEqualTo(new Settings.Log(LogFormat.TEXT, LogLevel.INFO));
    assertThat(settings.limits()).isEqualTo(Limits.DEFAULT);
  }

  @Test
  void keys_areThese() {
    assertThat(Setting.keys())
        .containsExactly(
            "roles",
            "http.address",
            "http.port",
            "http.max-upload",
            "http.max-concurrent-uploads",
            "kafka.bootstrap",
            "kafka.client-config",
            "kafka.port",
            "broker.node",
            "broker.quorum",
            "kafka.topic-partitions",
            "kafka.topic-replication",
            "store.path",
            "store.reserve",
            "store.url",
            "store.cache",
            "s3.endpoint",
            "s3.region",
            "s3.addressing",
            "s3.credentials",
            "ingest.watch",
            "ingest.s3",
            "ingest.interval",
            "work.unpack-lanes",
            "work.analyze-lanes",
            "work.interactive-lanes",
            "work.deadline",
            "work.attempts",
            "work.sandbox",
            "work.workers",
            "index.commit-interval",
            "index.refresh-interval",
            "reconcile.interval",
            "reconcile.patience",
            "log.format",
            "log.level");
  }

  @Test
  void everyKey_canBeSet() throws Exception {
    Settings settings =
        load(
            """
            \uFEFF# a comment

            roles = ingest, worker
            http.address = ::1
            http.port=0
              http.max-upload =  1 GiB
            http.max-concurrent-uploads = 64
            kafka.bootstrap = localhost:9092, [::1]:9093
            kafka.port = 1
            broker.node = 2
            broker.quorum = 1@127.0.0.1:19091, 2@localhost:19092
            kafka.topic-partitions = 2
            kafka.topic-replication = 3
            kafka.client.sasl.jaas.config = a = "b" \\n
            store.path = /srv/apks
            store.reserve = 0 B
            work.unpack-lanes = 4
            work.analyze-lanes = 5
            work.interactive-lanes = 6
            work.sandbox = false
            work.workers = 7
            work.deadline = 90 s
            store.url = s3://apks/some/prefix
            store.cache = 2 GiB
            s3.endpoint = http://127.0.0.1:9000
            s3.region = eu-central-1
            s3.credentials = /etc/unveil/s3
            ingest.watch = /srv/incoming
            ingest.s3 = s3://incoming
            ingest.interval = 1 min
            work.attempts = 1
            index.commit-interval = 100 ms
            index.refresh-interval = 1 min
            reconcile.interval = 7 d
            reconcile.patience = 2 h
            log.format = json
            log.level = debug
            limits.max-entries = 7
            limits.max-entry-bytes = 1 MiB
            """);

    S3Settings service =
        new S3Settings(
            URI.create("http://127.0.0.1:9000"), "eu-central-1", true, Path.of("/etc/unveil/s3"));
    assertThat(settings)
        .isEqualTo(
            new Settings(
                Set.of(Role.INGEST, Role.UNPACK, Role.ANALYZE),
                new Settings.Http(InetAddress.ofLiteral("::1"), 0, 1L << 30, 64),
                new Settings.Kafka(
                    "localhost:9092, [::1]:9093",
                    1,
                    2,
                    new TreeMap<>(Map.of(1, 19_091, 2, 19_092)),
                    2,
                    3,
                    Map.of("sasl.jaas.config", "a = \"b\" \\n")),
                new Settings.Store(
                    Path.of("/srv/apks"),
                    0,
                    new Settings.S3Place(new S3Location("apks", "some/prefix/"), service),
                    2L << 30),
                new Settings.Intake(
                    Path.of("/srv/incoming"),
                    new Settings.S3Place(new S3Location("incoming", ""), service),
                    Duration.ofMinutes(1)),
                new Settings.Work(4, 5, 6, Duration.ofSeconds(90), 1, false, 7),
                new Settings.Index(Duration.ofMillis(100), Duration.ofMinutes(1)),
                new Settings.Reconcile(Duration.ofDays(7), Duration.ofHours(2)),
                new Settings.Log(LogFormat.JSON, LogLevel.DEBUG),
                Limits.DEFAULT.with("max-entries", 7).with("max-entry-bytes", 1L << 20)));
  }

  @Test
  void cacheThatHoldsNoLargestUpload_isRefused() {
    assertThatThrownBy(() -> load("store.url = s3://apks\nstore.cache = 100 MiB\n"))
        .isInstanceOf(BadSettingException.class)
        .hasMessageContaining(":2: store.cache is smaller than http.max-upload");
  }

  @Test
  void options_overrideTheFile() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("unveil.properties"), "http.port = 1\nwork.attempts = 2\n");

    Settings settings = Settings.load(file, List.of("http.port=2"));

    assertThat(settings.http().port()).isEqualTo(2);
    assertThat(settings.work().attempts()).isEqualTo(2);
  }

  @Test
  void secrets_areNotShown() throws Exception {
    assertThat(load("kafka.client.ssl.keystore.password = hunter2\n").toString())
        .contains("ssl.keystore.password")
        .doesNotContain("hunter2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "store.url = /srv/apks | :1: store.url = '/srv/apks' is not allowed; allowed: s3://",
        "store.url = s3://b/x | :1: store.url = 's3://b/x' is not allowed",
        "store.url = s3://apks/a/../b | is not allowed; allowed: s3://",
        "s3.endpoint = http://minio.example.org | is not allowed; allowed: https://host:port,"
            + " http:// on",
        "s3.endpoint = https://user:secret@minio | is not allowed",
        "s3.addressing = dns | allowed: one of auto, path, host",
        "ingest.watch = incoming | allowed: absolute path of a folder",
        "http.prot = 1 | :1: unknown key 'http.prot'; did you mean http.port?",
        "colour = red | :1: unknown key 'colour'; docs/configuration.md lists all keys",
        "http.port = 65536 | :1: http.port = '65536' is not allowed; allowed: whole number, 0 to"
            + " 65535",
        "http.port = +1x | :1: http.port = '+1x' is not allowed",
        "http.port = | :1: http.port = '' is not allowed",
        "http.max-upload = 5 MB | allowed: size with B, KiB, MiB or GiB, 1 KiB to 4 GiB",
        "http.max-upload = 999999999 GiB | is not allowed",
        "work.deadline = 5 | allowed: time with ms, s, min, h or d, 1 s to 1 h",
        "work.analyze-lanes = 0 | allowed: whole number, 1 to 256, or auto",
        "log.level = Info | allowed: one of debug, info, warn, error",
        "http.address = 0.0.0.0 | needs TLS and a token, not available yet",
        "http.address = example.org | is not allowed; allowed: 127.0.0.1",
        "kafka.bootstrap = localhost | allowed: host:port",
        "kafka.bootstrap = a:0 | is not allowed",
        "kafka.bootstrap = kafka.example.org:9092 | :1: brokers on other machines need"
            + " security.protocol SSL or SASL_SSL, found PLAINTEXT",
        "roles = worker | :1: roles = unpack,analyze need a broker; name it with kafka.bootstrap",
        "roles = workers | :1: roles = 'workers' is not allowed; allowed: one or several of broker,"
            + " ingest,",
        "roles = | is not allowed",
        "broker.quorum = 2@127.0.0.1:19092 | broker.node = 1 is none of the nodes [2]",
        "broker.quorum = 1@10.0.0.1:19092 | is not allowed; allowed: id@127.0.0.1:port",
        "broker.quorum = 1@127.0.0.1:1,1@127.0.0.1:2 | is not allowed",
        "store.path = apks | allowed: absolute path of a folder",
        "kafka.client-config = x.properties | allowed: absolute path of a file",
        "kafka.client-config = /nonexistent/x | :1: kafka.client-config = /nonexistent/x: no such"
            + " file",
        "kafka.topic-replication = 3 | needs as many brokers; set kafka.bootstrap or remove it",
        "kafka.client.acks = 0 | kafka.client.acks cannot be set, the stream rests on it",
        "limits.max-entires = 1 | :1: unknown key 'limits.max-entires'; did you mean"
            + " limits.max-entries?",
        "limits.max-entries = 1 KiB | :1: limits.max-entries = '1 KiB' is not allowed; allowed:"
            + " whole number, 0 to 10000000",
        "limits.max-dex-bytes = 5 | allowed: size with B, KiB, MiB or GiB, 0 B to 2 GiB",
        "limits.max-dex-bytes = 3 GiB | is not allowed",
        "just words | :1: 'just words' is no setting; write key = value",
        "= 1 | is no setting",
      })
  void wrongLine_isNamedWithPlaceAndRemedy(String line, String problem) {
    assertThatThrownBy(() -> load(line + "\n"))
        .isInstanceOf(BadSettingException.class)
        .hasMessageContaining(problem)
        .message()
        .startsWith(folder.resolve("unveil.properties").toString())
        .doesNotContain("\n");
  }

  @Test
  void keyTwice_namesBothLines() {
    assertThatThrownBy(() -> load("http.port = 1\n# x\nhttp.port = 1\n"))
        .hasMessageMatching(
            ".*unveil.properties:3: http.port is set twice, first at .*properties:1; remove one");
    assertThatThrownBy(() -> Settings.load(null, List.of("http.port=1", "http.port=2")))
        .hasMessage("--set: http.port is set twice, first at --set; remove one");
  }

  @Test
  void badLineThatAnOptionOverrides_isAnErrorAllTheSame() {
    Path file = folder.resolve("unveil.properties");
    assertThatThrownBy(
            () -> {
              Files.writeString(file, "http.port = x\n");
              Settings.load(file, List.of("http.port=1"));
            })
        .hasMessageContaining(":1: http.port = 'x'");
  }

  @Test
  void remoteBrokers_withEncryptionAreTaken() throws Exception {
    Settings settings =
        load(
            "kafka.bootstrap = kafka.example.org:9092\n"
                + "kafka.client.security.protocol = SASL_SSL\n");

    assertThat(settings.kafka().client()).containsEntry("security.protocol", "SASL_SSL");
  }

  @Test
  void bootstrap_takesTheBrokerFromAll_butNotFromWhoeverNamesIt() throws Exception {
    assertThat(load("kafka.bootstrap = localhost:9092\n").roles())
        .containsExactly(Role.INGEST, Role.UNPACK, Role.ANALYZE, Role.JUDGE, Role.INDEX);
    assertThatThrownBy(() -> load("kafka.bootstrap = localhost:9092\nroles = worker , broker\n"))
        .hasMessageEndingWith("and kafka.bootstrap names others; remove one of the two");
  }

  @Test
  void brokerAlone_listensWhereItDidBefore() throws Exception {
    assertThat(load("roles = broker\n").kafka().port()).isEqualTo(9_092);
    assertThat(load("roles = broker\nkafka.port = 0\n").kafka().port()).isZero();
    assertThat(load("roles = broker, indexer\n").kafka().port()).isZero();
  }

  @Test
  void clientConfig_isReadAsKafkasToolsDo_andGivesWayToSettings() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("client.properties"),
            """
            # for kafka-topics.sh too
            bootstrap.servers=elsewhere:9092
            security.protocol=SASL_SSL
            sasl.mechanism=SCRAM-SHA-512
            sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required \\
              username="worker" password="hunter2";
            """);

    Settings settings =
        load(
            "kafka.bootstrap = kafka.example.org:9092\nkafka.client-config = "
                + file
                + "\nkafka.client.sasl.mechanism = SCRAM-SHA-256\n");

    assertThat(settings.kafka().client())
        .containsOnlyKeys("security.protocol", "sasl.mechanism", "sasl.jaas.config")
        .containsEntry("sasl.mechanism", "SCRAM-SHA-256");
    assertThat(settings.kafka().encrypted()).isTrue();
    assertThat(settings.toString()).doesNotContain("hunter2");
  }

  @Test
  void clientConfigThatCannotBeUsed_saysWhy_andNoValue() throws Exception {
    Path file = Files.writeString(folder.resolve("client.properties"), "acks=hunter2\n");
    assertThatThrownBy(() -> load("kafka.client-config = " + file + "\n"))
        .hasMessageContaining("acks in " + file + " cannot be set, the stream rests on it")
        .hasMessageNotContaining("hunter2");
    Files.writeString(file, "sasl.jaas.config=hunter2\\u12\n");
    assertThatThrownBy(() -> load("kafka.client-config = " + file + "\n"))
        .hasMessageContaining("is not four hex digits")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void unreadableFiles_areSaidInOneLine() throws Exception {
    Path file = folder.resolve("x");
    assertThatThrownBy(() -> Settings.load(file, List.of())).hasMessageContaining("no such file");
    Files.write(file, new byte[] {'a', (byte) 0xFF});
    assertThatThrownBy(() -> Settings.load(file, List.of())).hasMessageContaining("not UTF-8");
    Files.write(file, new byte[SettingsFile.MAX_BYTES + 1]);
    assertThatThrownBy(() -> Settings.load(file, List.of()))
        .hasMessageContaining("larger than 1 MiB");
    assertThatThrownBy(() -> Settings.load(folder, List.of()))
        .hasMessageContaining("cannot be read");
  }

  @Test
  void hostileText_isEscapedInMessages() {
    assertThatThrownBy(() -> load("http.po\u001B[31mrt = 1\n"))
        .message()
        .contains("\\u{1b}")
        .doesNotContain("\u001B");
  }

  private Settings load(String text) throws Exception {
    Path file = folder.resolve("unveil.properties");
    Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    return Settings.load(file, List.of());
  }
}
