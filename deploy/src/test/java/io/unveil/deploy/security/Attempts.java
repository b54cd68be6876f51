package io.unveil.deploy.security;

import io.unveil.ingest.stream.KafkaSettings;
import io.unveil.ingest.stream.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** What one principal tries; each answers whether it was let. Every topic has a record. */
final class Attempts implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final KafkaSettings kafka;
  private final Admin admin;

  Attempts(KafkaSettings kafka) {
    this.kafka = kafka;
    this.admin = Admin.create(kafka.admin("attempts"));
  }

  /** Something that is let, or ends with a refusal. */
  @FunctionalInterface
  interface Attempt {
    void make() throws Exception;
  }

  /** {@return whether it was let} */
  static boolean let(Attempt attempt) throws Exception {
    try {
      attempt.make();
      return true;
    } catch (AuthorizationException e) {
      return false;
    } catch (ExecutionException | KafkaException e) {
      // A producer says so already at send when it was refused its id before.
      if (e.getCause() instanceof AuthorizationException) {
        return false;
      }
      throw e;
    }
  }

  boolean reads(Topic topic) throws Exception {
    try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(kafka.consumer("reads"))) {
      List<TopicPartition> partitions = List.of(new TopicPartition(topic.topicName(), 0));
      return let(() -> {
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (consumer.poll(Duration.ofMillis(200)).isEmpty()) {
          insistOnTime(end, "neither a record nor a refusal of " + topic.topicName());
        }
      });
    }
  }

  boolean writes(Topic topic) throws Exception {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(kafka.producer("writes", PATIENCE))) {
      return let(() ->
          producer
              .send(new ProducerRecord<>(topic.topicName(), "attempt", new byte[] {1}))
              .get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    }
  }

  boolean sharesReading(Topic topic, String group) throws Exception {
    Map<String, Object> config = kafka.consumer("shares");
    config.put("group.id", group);
    config.put("share.acknowledgement.mode", "explicit");
    try (KafkaShareConsumer<String, byte[]> consumer = new KafkaShareConsumer<>(config)) {
      return let(() -> {
        consumer.subscribe(List.of(topic.topicName()));
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
          var polled = consumer.poll(Duration.ofMillis(200));
          for (ConsumerRecord<String, byte[]> record : polled) {
            consumer.acknowledge(record, AcknowledgeType.RELEASE);
          }
          if (!polled.isEmpty()) {
            return;
          }
          insistOnTime(
              end,
              "neither a record nor a refusal of %s in %s".formatted(topic.topicName(), group));
        }
      });
    }
  }

  boolean looksAt(Topic topic) throws Exception {
    return let(() -> get(admin.describeTopics(List.of(topic.topicName())).allTopicNames()));
  }

  boolean looksAtSettingsOf(ConfigResource.Type type, String name) throws Exception {
    return let(() -> get(admin.describeConfigs(List.of(new ConfigResource(type, name))).all()));
  }

  boolean creates(String topic) throws Exception {
    return let(() -> get(admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all()));
  }

  boolean deletes(Topic topic) throws Exception {
    return let(() -> get(admin.deleteTopics(List.of(topic.topicName())).all()));
  }

  boolean deletesRecordsOf(Topic topic) throws Exception {
    TopicPartition partition = new TopicPartition(topic.topicName(), 0);
    return let(() ->
        get(
            admin
                .deleteRecords(
                    Map.of(
                        partition, org.apache.kafka.clients.admin.RecordsToDelete.beforeOffset(0)))
                .all()));
  }

  boolean addsPartitionsTo(Topic topic) throws Exception {
    return let(() ->
        get(admin.createPartitions(Map.of(topic.topicName(), NewPartitions.increaseTo(9))).all()));
  }

  boolean alters(ConfigResource.Type type, String name, String key, String value) throws Exception {
    AlterConfigOp set = new AlterConfigOp(new ConfigEntry(key, value), OpType.SET);
    return let(() ->
        get(
            admin
                .incrementalAlterConfigs(Map.of(new ConfigResource(type, name), List.of(set)))
                .all()));
  }

  /** Commits the offset at which the group is anyway, which is what its members do. */
  boolean commitsIn(String group, Topic topic) throws Exception {
    Map<String, Object> config = kafka.consumer("commits");
    config.put("group.id", group);
    TopicPartition partition = new TopicPartition(topic.topicName(), 0);
    try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(config)) {
      consumer.assign(List.of(partition));
      return let(() -> consumer.commitSync(Map.of(partition, new OffsetAndMetadata(0)), PATIENCE));
    }
  }

  boolean looksAtGroup(String group, boolean share) throws Exception {
    return let(() -> {
      if (share) {
        get(admin.describeShareGroups(List.of(group)).all());
      } else {
        get(admin.describeConsumerGroups(List.of(group)).all());
      }
    });
  }

  boolean deletesGroup(String group, boolean share) throws Exception {
    return let(() ->
        get(
            share
                ? admin.deleteShareGroups(List.of(group)).all()
                : admin.deleteConsumerGroups(List.of(group)).all()));
  }

  boolean usesTransactionalId(String id) throws Exception {
    Map<String, Object> config = kafka.producer("transactions", PATIENCE);
    config.put("transactional.id", id);
    try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(config)) {
      return let(producer::initTransactions);
    }
  }

  /** {@return what is done to the cluster itself, by name} */
  Map<String, Attempt> onTheCluster(String principal) {
    AclBinding grant =
        new AclBinding(
            new ResourcePattern(ResourceType.CLUSTER, "kafka-cluster", PatternType.LITERAL),
            new AccessControlEntry(principal, "*", AclOperation.ALL, AclPermissionType.ALLOW));
    ClientQuotaEntity everyone = new ClientQuotaEntity(Map.of(ClientQuotaEntity.USER, "admin"));
    return Map.of(
        "describe ACLs", () -> get(admin.describeAcls(AclBindingFilter.ANY).values()),
        "create ACLs", () -> get(admin.createAcls(List.of(grant)).all()),
        "delete ACLs", () -> get(admin.deleteAcls(List.of(AclBindingFilter.ANY)).all()),
        "change a password",
            () ->
                get(
                    admin
                        .alterUserScramCredentials(
                            List.of(
                                new UserScramCredentialUpsertion(
                                    SecuredBroker.ADMIN,
                                    new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096),
                                    "taken over")))
                        .all()),
        "look at users", () -> get(admin.describeUserScramCredentials().all()),
        "set quotas",
            () ->
                get(
                    admin
                        .alterClientQuotas(
                            List.of(
                                new ClientQuotaAlteration(
                                    everyone,
                                    List.of(
                                        new ClientQuotaAlteration.Op("request_percentage", 1.0)))))
                        .all()),
        "move partitions", () -> get(admin.listPartitionReassignments().reassignments()),
        "look at log folders", () -> get(admin.describeLogDirs(List.of(1)).allDescriptions()),
        "unregister a broker", () -> get(admin.unregisterBroker(7).all()));
  }

  private static <T> T get(KafkaFuture<T> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private static void insistOnTime(long end, String what) {
    if (System.nanoTime() - end > 0) {
      throw new AssertionError(what);
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(5));
  }
}
