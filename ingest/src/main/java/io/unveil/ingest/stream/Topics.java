package io.unveil.ingest.stream;

import io.unveil.ingest.stream.Access.Client;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;

/** Makes the topics and the settings of the share groups, or says what is wrong with them. */
public final class Topics {
  /** How long records of work stay; the store can make them anew. */
  public static final Duration QUEUE_RETENTION = Duration.ofDays(7);

  /**
   * How long the removal of a key stays. An index that was away longer than this does not hear of a
   * purge.
   */
  public static final Duration PURGE_RETENTION = Duration.ofDays(365);

  /** Compaction runs when this share of a partition is outdated. */
  private static final String DIRTY_RATIO = "0.3";

  /** Small segments, because the active one is never compacted. */
  private static final int COMPACTED_SEGMENT_BYTES = 64 << 20;

  private Topics() {}

  /**
   * What was found.
   *
   * @param partitions partitions of each topic
   * @param warnings settings that the broker refused, one sentence each with the consequence; the
   *     stream works, but not as well
   */
  public record Ensured(Map<Topic, Integer> partitions, List<String> warnings) {
    /** Copies both. */
    public Ensured {
      partitions = Map.copyOf(partitions);
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * Creates missing topics, checks those that exist, and configures the share groups. Idempotent,
   * and safe from several processes at once.
   *
   * @param partitions least partitions of each topic, 1 or more; existing topics may have more, and
   *     topics of work are made with one
   * @param replication copies of each partition, for topics that are created
   * @throws TopicsException when a topic cannot be created, has too few partitions or the wrong
   *     clean-up policy
   */
  public static Ensured ensure(Admin admin, int partitions, short replication)
      throws TopicsException, InterruptedException {
    return ensure(admin, partitions, replication, EnumSet.allOf(Client.class));
  }

  /**
   * The same only for what some parts of the stream use, which may be all that they are let see.
   * Where everything is as it should be, nothing is created or changed, so no right to do so is
   * needed.
   */
  public static Ensured ensure(Admin admin, int partitions, short replication, Set<Client> clients)
      throws TopicsException, InterruptedException {
    Set<Topic> needed = Access.topics(clients);
    create(admin, mayCreate(admin) ? EnumSet.allOf(Topic.class) : needed, partitions, replication);
    List<String> warnings = new ArrayList<>();
    Map<Topic, Integer> found = new EnumMap<>(Topic.class);
    Map<String, Config> configs = configs(admin, needed);
    for (TopicDescription description : descriptions(admin, needed)) {
      Topic topic = Topic.named(description.name());
      Config config = Objects.requireNonNull(configs.get(description.name()));
      check(topic, description, config, partitions);
      warnOfManyPartitions(topic, description.partitions().size(), warnings);
      mend(admin, topic, config, warnings);
      found.put(topic, description.partitions().size());
    }
    ShareGroups.configure(admin, Access.groups(clients), warnings);
    return new Ensured(found, warnings);
  }

  /**
   * {@return partitions of each topic of the stream that this client may see, by name}
   *
   * @throws ExecutionException when the cluster refuses
   */
  public static Map<String, Integer> partitions(Admin admin)
      throws ExecutionException, InterruptedException {
    Set<String> present = admin.listTopics().names().get();
    List<String> ours =
        Arrays.stream(Topic.values()).map(Topic::topicName).filter(present::contains).toList();
    Map<String, Integer> partitions = new TreeMap<>();
    admin
        .describeTopics(ours)
        .allTopicNames()
        .get()
        .forEach((name, topic) -> partitions.put(name, topic.partitions().size()));
    return partitions;
  }

  /**
   * {@return what is not as the stream needs it, one line each; nothing is changed}
   *
   * @throws ExecutionException when the cluster refuses
   */
  public static List<String> differences(Admin admin)
      throws ExecutionException, InterruptedException {
    List<String> lines = new ArrayList<>();
    Set<String> present = partitions(admin).keySet();
    Set<Topic> there = EnumSet.noneOf(Topic.class);
    for (Topic topic : Topic.values()) {
      if (present.contains(topic.topicName())) {
        there.add(topic);
      } else {
        lines.add(topic.topicName() + ": missing, or this principal may not see it");
      }
    }
    List<ConfigResource> resources = there.stream().map(Topics::resource).toList();
    admin
        .describeConfigs(resources)
        .all()
        .get()
        .forEach((resource, config) -> {
          Topic topic = Topic.named(resource.name());
          settings(topic)
              .forEach((name, wanted) -> {
                ConfigEntry entry = config.get(name);
                String value = entry == null ? "absent" : String.valueOf(entry.value());
                if (!value.equals(wanted) && !atLeast(name, value, wanted)) {
                  lines.add(
                      "%s: %s is %s, should be %s"
                          .formatted(topic.topicName(), name, value, wanted));
                }
              });
        });
    ShareGroups.differences(admin, lines);
    return lines.stream().sorted().toList();
  }

  private static boolean atLeast(String name, String value, String wanted) {
    return value.matches("-?\\d{1,18}")
        && LEAST.stream()
            .filter(least -> least.name().equals(name))
            .anyMatch(least -> least.holds(Long.parseLong(value), Long.parseLong(wanted)));
  }

  /**
   * {@return partitions of a topic that is created} The broker gives each partition of work to some
   * of the lanes only, and a record waits while all of its lanes work, however many others are
   * idle. Of one partition every lane takes the next record.
   */
  static int partitions(Topic topic, int wanted) {
    return topic.retention() == Topic.Retention.QUEUE ? 1 : wanted;
  }

  private static void warnOfManyPartitions(Topic topic, int found, List<String> warnings) {
    if (topic.retention() == Topic.Retention.QUEUE && found > 1) {
      warnings.add(
          "topic %s has %d partitions: records wait for lanes that work long while others are idle; make it anew with one partition when it is empty"
              .formatted(topic.topicName(), found));
    }
  }

  /** {@return the settings of a topic that this process creates} */
  static Map<String, String> settings(Topic topic) {
    String bytes = String.valueOf(KafkaSettings.MAX_MESSAGE_BYTES);
    return switch (topic.retention()) {
      case QUEUE ->
          Map.of(
              TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
              bytes,
              TopicConfig.CLEANUP_POLICY_CONFIG,
              TopicConfig.CLEANUP_POLICY_DELETE,
              TopicConfig.RETENTION_MS_CONFIG,
              String.valueOf(QUEUE_RETENTION.toMillis()),
              TopicConfig.RETENTION_BYTES_CONFIG,
              "-1");
      case LATEST_BY_KEY ->
          Map.of(
              TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
              bytes,
              TopicConfig.CLEANUP_POLICY_CONFIG,
              TopicConfig.CLEANUP_POLICY_COMPACT,
              TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
              DIRTY_RATIO,
              TopicConfig.SEGMENT_BYTES_CONFIG,
              String.valueOf(COMPACTED_SEGMENT_BYTES),
              TopicConfig.DELETE_RETENTION_MS_CONFIG,
              String.valueOf(PURGE_RETENTION.toMillis()));
      case FOREVER ->
          Map.of(
              TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
              bytes,
              TopicConfig.CLEANUP_POLICY_CONFIG,
              TopicConfig.CLEANUP_POLICY_DELETE,
              TopicConfig.RETENTION_MS_CONFIG,
              "-1",
              TopicConfig.RETENTION_BYTES_CONFIG,
              "-1",
              TopicConfig.ERRORS_DEADLETTERQUEUE_GROUP_ENABLE_CONFIG,
              String.valueOf(ShareGroups.isDeadLetterTopic(topic)));
    };
  }

  /** Whoever may make all topics does, so that parts which only look at some find them. */
  private static boolean mayCreate(Admin admin) throws TopicsException, InterruptedException {
    Set<AclOperation> allowed =
        get(
            "describe the cluster",
            admin
                .describeCluster(new DescribeClusterOptions().includeAuthorizedOperations(true))
                .authorizedOperations());
    return allowed == null || allowed.contains(AclOperation.CREATE);
  }

  private static void create(Admin admin, Set<Topic> needed, int partitions, short replication)
      throws TopicsException, InterruptedException {
    Set<String> present = new HashSet<>(get("list the topics", admin.listTopics().names()));
    List<NewTopic> missing =
        needed.stream()
            .filter(topic -> !present.contains(topic.topicName()))
            .map(topic ->
                new NewTopic(topic.topicName(), partitions(topic, partitions), replication)
                    .configs(settings(topic)))
            .toList();
    for (Map.Entry<String, KafkaFuture<Void>> made :
        admin.createTopics(missing).values().entrySet()) {
      try {
        made.getValue().get();
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw new TopicsException(
              "cannot create topic "
                  + made.getKey()
                  + ": "
                  + reason(e)
                  + (e.getCause() instanceof AuthorizationException
                      ? "; it is missing, or this principal may not see it: let an administrator"
                          + " run unveil topics --create --acls"
                      : "; create it with unveil topics --create, or by hand as docs/messages.md"
                          + " says"),
              e);
        }
      }
    }
    awaitKnown(admin, missing);
  }

  /** A topic is known to all brokers only some time after its creation was acknowledged. */
  private static void awaitKnown(Admin admin, List<NewTopic> created)
      throws TopicsException, InterruptedException {
    Set<String> names = created.stream().map(NewTopic::name).collect(Collectors.toSet());
    for (int wait = 0; wait < 100; wait++) {
      if (get("list the topics", admin.listTopics().names()).containsAll(names)) {
        return;
      }
      Thread.sleep(100);
    }
    throw new TopicsException("topics " + names + " were created but are not known after 10 s");
  }

  private static Collection<TopicDescription> descriptions(Admin admin, Set<Topic> needed)
      throws TopicsException, InterruptedException {
    List<String> names = needed.stream().map(Topic::topicName).toList();
    return get("describe the topics", admin.describeTopics(names).allTopicNames()).values();
  }

  private static Map<String, Config> configs(Admin admin, Set<Topic> needed)
      throws TopicsException, InterruptedException {
    List<ConfigResource> resources = needed.stream().map(Topics::resource).toList();
    return get("read the settings of the topics", admin.describeConfigs(resources).all())
        .entrySet()
        .stream()
        .collect(Collectors.toMap(e -> e.getKey().name(), Map.Entry::getValue));
  }

  private static ConfigResource resource(Topic topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic.topicName());
  }

  private static void check(Topic topic, TopicDescription found, Config config, int partitions)
      throws TopicsException {
    if (found.partitions().size() < partitions(topic, partitions)) {
      throw new TopicsException(
          "topic %s has %d partitions, %d are needed; add some with kafka-topics --alter"
              .formatted(topic.topicName(), found.partitions().size(), partitions));
    }
    String wanted = settings(topic).get(TopicConfig.CLEANUP_POLICY_CONFIG);
    String policy = config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
    if (!policy.equals(wanted)) {
      throw new TopicsException(
          "topic %s has cleanup.policy=%s, which would lose records; set it to %s"
              .formatted(topic.topicName(), policy, wanted));
    }
  }

  /** A setting that an existing topic may exceed but not fall below; less than 0 is no limit. */
  private record Least(String name, String consequence) {
    boolean holds(long found, long wanted) {
      return found < 0 || (wanted >= 0 && found >= wanted);
    }
  }

  private static final List<Least> LEAST =
      List.of(
          new Least(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "large reports would be refused"),
          new Least(TopicConfig.RETENTION_MS_CONFIG, "records are deleted too early"),
          new Least(TopicConfig.RETENTION_BYTES_CONFIG, "records are deleted when there are many"),
          new Least(
              TopicConfig.DELETE_RETENTION_MS_CONFIG,
              "an index that was away may keep purged samples"));

  /**
   * Settings without which something is refused or lost later are mended on existing topics too.
   */
  private static void mend(Admin admin, Topic topic, Config config, List<String> warnings)
      throws InterruptedException {
    Map<String, String> settings = settings(topic);
    for (Least least : LEAST) {
      String wanted = settings.get(least.name());
      ConfigEntry found = config.get(least.name());
      if (wanted != null
          && found != null
          && !least.holds(Long.parseLong(found.value()), Long.parseLong(wanted))) {
        ShareGroups.set(
            admin, resource(topic), least.name(), wanted, least.consequence(), warnings);
      }
    }
    if (ShareGroups.isDeadLetterTopic(topic)) {
      ConfigEntry enabled = config.get(TopicConfig.ERRORS_DEADLETTERQUEUE_GROUP_ENABLE_CONFIG);
      if (enabled == null || !"true".equals(enabled.value())) {
        String name = TopicConfig.ERRORS_DEADLETTERQUEUE_GROUP_ENABLE_CONFIG;
        ShareGroups.set(
            admin, resource(topic), name, "true", "dead letters would be dropped", warnings);
      }
    }
  }

  private static <T> T get(String what, KafkaFuture<T> future)
      throws TopicsException, InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new TopicsException("cannot " + what + ": " + reason(e), e);
    } catch (KafkaException e) {
      throw new TopicsException("cannot " + what + ": " + e.getMessage(), e);
    }
  }

  /** {@return what the broker said, in one line} */
  static String reason(ExecutionException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return cause.getClass().getSimpleName() + ": " + cause.getMessage();
  }
}
