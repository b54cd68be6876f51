package io.unveil.deploy.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.unveil.deploy.cli.KafkaSetup;
import io.unveil.deploy.cli.ServeOptions;
import io.unveil.deploy.cli.Server;
import io.unveil.deploy.cli.StartException;
import io.unveil.deploy.client.Backoff;
import io.unveil.deploy.client.ResultWait;
import io.unveil.deploy.client.Submitter;
import io.unveil.deploy.client.Submitter.Outcome;
import io.unveil.deploy.client.UnveilClient;
import io.unveil.deploy.config.Role;
import io.unveil.deploy.config.Settings;
import io.unveil.deploy.pipeline.ClusterSetup;
import io.unveil.deploy.pipeline.PipelineStarter;
import io.unveil.fixtures.Samples;
import io.unveil.ingest.stream.Access;
import io.unveil.ingest.stream.Access.Client;
import io.unveil.ingest.stream.KafkaSettings;
import io.unveil.ingest.stream.Topic;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * A broker as {@code docs/kafka-security.md} has it: the whole pipeline with one principal for each
 * part, and everything that these principals are not granted.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SecuredKafkaIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String OTHER_GROUP = "somebody-else";

  @TempDir private static Path folder;
  private static SecuredBroker broker;
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();

  @BeforeAll
  static void start() throws Exception {
    broker =
        new SecuredBroker(
            Files.createDirectory(folder.resolve("broker")),
            Arrays.stream(Client.values()).map(SecuredKafkaIT::user).toList());
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  @Order(1)
  void withoutRights_eachPartIsToldWhatToDo() throws Exception {
    for (Client client : Client.values()) {
      assertThatThrownBy(() -> start(client))
          .as(client.word())
          .isInstanceOf(StartException.class)
          .hasMessageContaining("unveil topics --create --acls");
    }
    Settings wrong = settings(broker.client(user(Client.INDEX), "wrong"));
    assertThatThrownBy(() -> setup().look(wrong))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("refuses this client")
        .message()
        .doesNotContain("\n");
  }

  @Test
  @Order(2)
  void administrator_makesTopicsGroupsAndAccess() throws Exception {
    Settings admin = settings(broker.client(SecuredBroker.ADMIN));
    assertThat(setup().look(admin).complete()).isFalse();
    Map<Role, String> principals = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      if (role != Role.BROKER) {
        principals.put(role, "User:unveil-" + role.word());
      }
    }

    KafkaSetup.Found made = setup().create(admin, principals);

    assertThat(made.complete()).as(made.toString()).isTrue();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          KafkaSetup.Found found = setup().look(admin);
          assertThat(found.complete()).as(found.toString()).isTrue();
          assertThat(found.lines())
              .contains("apk.results: 2 partitions")
              .hasSize(Topic.values().length);
        });
  }

  @Test
  @Order(3)
  void pipelineWithOnePrincipalForEachPart_reportsEverySample() throws Exception {
    Deque<Server> running = new ArrayDeque<>();
    try {
      for (Client client : Client.values()) {
        running.add(start(client));
      }
      assertReports(running.getFirst(), running.getLast());
      for (Server server : running) {
        awaitReady(server);
      }
    } finally {
      running.forEach(Server::close);
    }
    assertThat(log.toString(StandardCharsets.UTF_8)).as("nothing to warn of").isEmpty();
  }

  @Test
  @Order(4)
  void everyPrincipalOnEveryTopic_mayDoWhatTheTableSays_andNothingElse() throws Exception {
    fill();
    List<String> wrong = new ArrayList<>();
    int tried = 0;
    for (Client client : Client.values()) {
      try (Attempts attempts = new Attempts(kafka(user(client)))) {
        for (Topic topic : Topic.values()) {
          tried += onTopic(client, topic, attempts, wrong);
        }
        tried += onGroups(client, attempts, wrong);
        tried += onTheRest(client, attempts, wrong);
      }
    }
    System.out.println("SecuredKafkaIT: " + tried + " attempts");
    assertThat(wrong).isEmpty();
  }

  private static int onTopic(Client client, Topic topic, Attempts attempts, List<String> wrong)
      throws Exception {
    Expected expected = new Expected(client, topic.topicName(), wrong);
    boolean read = expected.topic(AclOperation.READ);
    expected.of("read", read, attempts.reads(topic));
    expected.of("write", expected.topic(AclOperation.WRITE), attempts.writes(topic));
    for (String group : List.of("unveil-unpack", "unveil-analyze", OTHER_GROUP)) {
      boolean member = Access.allows(client, ResourceType.GROUP, group, AclOperation.READ);
      expected.of("share-read as " + group, read && member, attempts.sharesReading(topic, group));
    }
    expected.of("describe", expected.topic(AclOperation.DESCRIBE), attempts.looksAt(topic));
    expected.of(
        "describe configs",
        expected.topic(AclOperation.DESCRIBE_CONFIGS),
        attempts.looksAtSettingsOf(ConfigResource.Type.TOPIC, topic.topicName()));
    expected.of("create", false, attempts.creates(topic.topicName()));
    expected.of("delete", false, attempts.deletes(topic));
    expected.of("delete records", false, attempts.deletesRecordsOf(topic));
    expected.of("add partitions", false, attempts.addsPartitionsTo(topic));
    expected.of(
        "alter configs",
        false,
        attempts.alters(ConfigResource.Type.TOPIC, topic.topicName(), "retention.ms", "1"));
    return 12;
  }

  private static int onGroups(Client client, Attempts attempts, List<String> wrong)
      throws Exception {
    List<String> groups = new ArrayList<>(Access.groups());
    groups.add(OTHER_GROUP);
    for (String group : groups) {
      Expected expected = new Expected(client, "group " + group, wrong);
      boolean share = group.equals("unveil-unpack") || group.equals("unveil-analyze");
      boolean member = Access.allows(client, ResourceType.GROUP, group, AclOperation.READ);
      if (!share) {
        // Every part may read the results, so only the group can be what refuses.
        Topic topic = group.equals("unveil-judge") ? Topic.FACTS : Topic.RESULTS;
        boolean read =
            Access.allows(client, ResourceType.TOPIC, topic.topicName(), AclOperation.READ);
        expected.of("commit", member && read, attempts.commitsIn(group, topic));
      }
      if (!group.equals(OTHER_GROUP)) {
        expected.of(
            "describe",
            Access.allows(client, ResourceType.GROUP, group, AclOperation.DESCRIBE),
            attempts.looksAtGroup(group, share));
      }
      expected.of(
          "describe configs",
          Access.allows(client, ResourceType.GROUP, group, AclOperation.DESCRIBE_CONFIGS),
          attempts.looksAtSettingsOf(ConfigResource.Type.GROUP, group));
      expected.of("delete", false, attempts.deletesGroup(group, share));
      expected.of(
          "alter configs",
          false,
          attempts.alters(ConfigResource.Type.GROUP, group, "share.delivery.count.limit", "2"));
    }
    return 5 * groups.size();
  }

  private static int onTheRest(Client client, Attempts attempts, List<String> wrong)
      throws Exception {
    Expected expected = new Expected(client, "cluster", wrong);
    expected.of("create a topic", false, attempts.creates("apk.other"));
    expected.of("transactional id", false, attempts.usesTransactionalId("unveil"));
    expected.of(
        "alter the broker",
        false,
        attempts.alters(ConfigResource.Type.BROKER, "1", "log.cleaner.threads", "2"));
    Map<String, Attempts.Attempt> all = attempts.onTheCluster("User:" + user(client));
    for (Map.Entry<String, Attempts.Attempt> each : all.entrySet()) {
      expected.of(each.getKey(), false, Attempts.let(each.getValue()));
    }
    return 3 + all.size();
  }

  private record Expected(Client client, String what, List<String> wrong) {
    boolean topic(AclOperation operation) {
      return Access.allows(client, ResourceType.TOPIC, what, operation);
    }

    void of(String operation, boolean granted, boolean let) {
      if (granted != let) {
        wrong.add(
            "%s, %s: %s is %s, should be %s"
                .formatted(
                    client.word(),
                    what,
                    operation,
                    let ? "let" : "refused",
                    granted ? "let" : "refused"));
      }
    }
  }

  /** A record in each topic, and groups that exist. */
  private static void fill() throws Exception {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(kafka(SecuredBroker.ADMIN).producer("fill"))) {
      for (Topic topic : Topic.values()) {
        for (int record = 0; record < 40; record++) {
          producer.send(new ProducerRecord<>(topic.topicName(), 0, "fill", new byte[] {1})).get();
        }
      }
    }
  }

  private void assertReports(Server ingest, Server index) throws Exception {
    Path apks = Files.createDirectory(folder.resolve("apks"));
    List<Path> files = new ArrayList<>();
    for (var sample : Samples.all()) {
      files.add(Files.write(apks.resolve(sample.name() + ".apk"), sample.apk()));
    }
    // Ends as a failed result, which a lane publishes itself.
    files.add(Files.writeString(apks.resolve("text.apk"), "no archive"));
    List<String> shas = new ArrayList<>();
    try (UnveilClient in = new UnveilClient(ingest.http());
        UnveilClient out = new UnveilClient(index.http())) {
      new Submitter(in, true, 2, Backoff.DEFAULT)
          .run(files, (_, outcome) -> shas.add(((Outcome.Accepted) outcome).receipt().sha256()));
      ResultWait wait = new ResultWait(out, ResultWait.POLLS);
      for (String sha : shas) {
        boolean text = sha.equals(shas.getLast());
        assertThat(wait.of(sha).failure() != null).as(sha).isEqualTo(text);
      }
      assertThat(out.search("", null, 100, null).total()).isEqualTo(files.size());
    }
  }

  private Server start(Client client) throws Exception {
    List<String> settings =
        List.of(
            "http.port=0",
            "roles=" + client.word(),
            "kafka.bootstrap=" + broker.bootstrapServers(),
            "kafka.client-config=" + broker.client(user(client)),
            "kafka.topic-partitions=2",
            "store.path=" + folder.resolve("store"),
            "store.reserve=0 B");
    Path data = Files.createDirectories(folder.resolve(client.word()));
    return new PipelineStarter(new PrintStream(log, true, StandardCharsets.UTF_8))
        .start(new ServeOptions(data, Settings.load(null, settings)));
  }

  private static void awaitReady(Server server) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(server.http().resolve("/health/ready")).build();
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).body())
                  .contains("\"ready\":true")
                  .doesNotContain("refused"));
    }
  }

  private KafkaSetup setup() {
    return new ClusterSetup(new PrintStream(log, true, StandardCharsets.UTF_8));
  }

  private static Settings settings(Path client) throws Exception {
    return Settings.load(
        null,
        List.of(
            "kafka.bootstrap=" + broker.bootstrapServers(),
            "kafka.client-config=" + client,
            "kafka.topic-partitions=2"));
  }

  private static KafkaSettings kafka(String user) throws Exception {
    Settings.Kafka kafka = settings(broker.client(user)).kafka();
    return new KafkaSettings(kafka.bootstrap(), kafka.client());
  }

  private static String user(Client client) {
    return "unveil-" + client.word();
  }
}
