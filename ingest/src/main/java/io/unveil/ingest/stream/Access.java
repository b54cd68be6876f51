package io.unveil.ingest.stream;

import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * What each part of the stream needs of Kafka, and nothing more: the one table behind the ACLs that
 * are printed or made, {@code docs/kafka-security.md}, and the test that tries everything else. No
 * part may create, delete or alter anything.
 */
public final class Access {
  /** A part of the stream with a principal of its own. Words are permanent. */
  public enum Client {
    /** Sends submissions, also those of the reconciler, and sees how much waits. */
    INGEST,
    /** Works on submissions. */
    UNPACK,
    /** Works on what was unpacked. */
    ANALYZE,
    /** Makes results of facts and of dead letters. */
    JUDGE,
    /** Reads what the index is made of. */
    INDEX;

    /** {@return its name in options and principals} */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One thing that a part may do.
   *
   * @param type topic or group
   * @param name its whole name
   */
  public record Right(Client client, ResourceType type, String name, AclOperation operation) {}

  private static final List<Right> RIGHTS = table();

  private Access() {}

  /** {@return everything that is granted, in the order of parts and topics} */
  public static List<Right> rights() {
    return RIGHTS;
  }

  /** {@return whether it is granted, itself or by what implies it} */
  public static boolean allows(
      Client client, ResourceType type, String name, AclOperation operation) {
    return RIGHTS.stream()
        .filter(right -> right.client() == client && right.type() == type)
        .filter(right -> right.name().equals(name))
        .map(Right::operation)
        .anyMatch(granted ->
            granted == operation
                || (operation == DESCRIBE && (granted == READ || granted == WRITE)));
  }

  /**
   * {@return what the broker must be told for a part}
   *
   * @param principal such as {@code User:unveil-unpack}
   */
  public static List<AclBinding> bindings(Client client, String principal) {
    return RIGHTS.stream()
        .filter(right -> right.client() == client)
        .map(right ->
            new AclBinding(
                new ResourcePattern(right.type(), right.name(), PatternType.LITERAL),
                new AccessControlEntry(principal, "*", right.operation(), AclPermissionType.ALLOW)))
        .toList();
  }

  /** {@return the topics that any of these parts reads or writes} */
  static Set<Topic> topics(Collection<Client> clients) {
    Set<Topic> topics = EnumSet.noneOf(Topic.class);
    for (Topic topic : Topic.values()) {
      for (Client client : clients) {
        if (allows(client, ResourceType.TOPIC, topic.topicName(), DESCRIBE_CONFIGS)) {
          topics.add(topic);
        }
      }
    }
    return topics;
  }

  /** {@return the share groups that any of these parts is a member of} */
  static List<WorkGroup> groups(Collection<Client> clients) {
    return Arrays.stream(WorkGroup.values())
        .filter(group ->
            clients.stream()
                .anyMatch(client -> allows(client, ResourceType.GROUP, group.groupId(), READ)))
        .toList();
  }

  private static List<Right> table() {
    Set<Right> rights = new LinkedHashSet<>();
    Part ingest = new Part(Client.INGEST, rights);
    ingest.writes(Topic.SUBMISSIONS, Topic.SUBMISSIONS_INTERACTIVE);
    ingest.reads(Topic.RESULTS);
    // To put back what failed.
    ingest.reads(Topic.FAILURES);
    ingest.writes(Topic.FACTS);
    // To purge: looks for a sample everywhere, and clears its keys.
    ingest.reads(Topic.FACTS, Topic.ORIGINS, Topic.DEAD_SUBMISSIONS, Topic.DEAD_UNPACKED);
    ingest.writes(Topic.PURGES, Topic.RESULTS, Topic.ORIGINS, Topic.FAILURES);
    ingest.seesLagOf(Topic.UNPACKED, Topic.UNPACKED_INTERACTIVE, Topic.FACTS);
    ingest.seesLagOf(Topic.DEAD_SUBMISSIONS, Topic.DEAD_UNPACKED);
    for (String group : groups()) {
      ingest.group(group, DESCRIBE);
    }
    Part unpack = new Part(Client.UNPACK, rights);
    unpack.worksOn(WorkGroup.UNPACK);
    unpack.writes(Topic.UNPACKED, Topic.UNPACKED_INTERACTIVE, Topic.ORIGINS);
    Part analyze = new Part(Client.ANALYZE, rights);
    analyze.worksOn(WorkGroup.ANALYZE);
    analyze.writes(Topic.FACTS);
    Part judge = new Part(Client.JUDGE, rights);
    judge.reads(Topic.FACTS, Topic.DEAD_SUBMISSIONS, Topic.DEAD_UNPACKED, Topic.RESULTS);
    judge.writes(Topic.RESULTS, Topic.FAILURES);
    judge.group(JudgeLoop.GROUP, READ);
    judge.group(DeadLetterLoop.GROUP, READ);
    Part index = new Part(Client.INDEX, rights);
    index.reads(IndexLoop.TOPICS.toArray(Topic[]::new));
    for (Client client : Client.values()) {
      new Part(client, rights).reads(Topic.PURGES);
    }
    return List.copyOf(rights);
  }

  /** {@return every group of the stream} */
  public static List<String> groups() {
    List<String> groups = new ArrayList<>();
    for (WorkGroup group : WorkGroup.values()) {
      groups.add(group.groupId());
    }
    groups.add(JudgeLoop.GROUP);
    groups.add(DeadLetterLoop.GROUP);
    return groups;
  }

  /** Whoever uses a topic also looks whether it is set up so that nothing is lost. */
  private record Part(Client client, Set<Right> rights) {
    void reads(Topic... topics) {
      uses(READ, topics);
    }

    void writes(Topic... topics) {
      uses(WRITE, topics);
    }

    /** A record whose surroundings fail is sent anew; what is given up is told. */
    void worksOn(WorkGroup work) {
      reads(work.source(Priority.BULK), work.source(Priority.INTERACTIVE), Topic.RESULTS);
      writes(work.source(Priority.BULK), work.source(Priority.INTERACTIVE));
      writes(Topic.RESULTS, Topic.FAILURES);
      group(work.groupId(), READ);
      group(work.groupId(), DESCRIBE_CONFIGS);
    }

    void seesLagOf(Topic... topics) {
      for (Topic topic : topics) {
        rights.add(new Right(client, ResourceType.TOPIC, topic.topicName(), DESCRIBE));
      }
    }

    void group(String name, AclOperation operation) {
      rights.add(new Right(client, ResourceType.GROUP, name, operation));
    }

    private void uses(AclOperation operation, Topic... topics) {
      for (Topic topic : topics) {
        rights.add(new Right(client, ResourceType.TOPIC, topic.topicName(), operation));
        rights.add(new Right(client, ResourceType.TOPIC, topic.topicName(), DESCRIBE_CONFIGS));
      }
    }
  }
}
