package io.unveil.deploy.pipeline;

import io.unveil.deploy.cli.KafkaSetup;
import io.unveil.deploy.cli.StartException;
import io.unveil.deploy.config.LogFormat;
import io.unveil.deploy.config.LogLevel;
import io.unveil.deploy.config.Role;
import io.unveil.deploy.config.Settings;
import io.unveil.deploy.log.LogSetup;
import io.unveil.ingest.stream.Access;
import io.unveil.ingest.stream.Access.Client;
import io.unveil.ingest.stream.Topics;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** Looks at and prepares a cluster, as the principal that the settings name. */
public final class ClusterSetup implements KafkaSetup {
  private final PrintStream log;

  /** Logs to {@code log}. */
  public ClusterSetup(PrintStream log) {
    this.log = log;
  }

  @Override
  public Found look(Settings settings) throws StartException, InterruptedException {
    LogSetup.install(new Settings.Log(LogFormat.TEXT, LogLevel.ERROR), log);
    return Brokers.asking(settings.kafka(), Brokers.remote(settings.kafka()), ClusterSetup::found);
  }

  @Override
  public Found create(Settings settings, Map<Role, String> principals)
      throws StartException, InterruptedException {
    LogSetup.install(new Settings.Log(LogFormat.TEXT, LogLevel.ERROR), log);
    return Brokers.asking(
        settings.kafka(),
        Brokers.remote(settings.kafka()),
        admin -> {
          List<String> lines =
              new ArrayList<>(
                  Brokers.ensure(admin, settings.kafka(), EnumSet.allOf(Client.class)).warnings());
          boolean complete = lines.isEmpty();
          List<AclBinding> bindings = new ArrayList<>();
          principals.forEach((role, principal) ->
              Brokers.clients(Set.of(role))
                  .forEach(client -> bindings.addAll(Access.bindings(client, principal))));
          if (!bindings.isEmpty()) {
            admin.createAcls(bindings).all().get();
            lines.add(bindings.size() + " rights granted to " + new TreeSet<>(principals.values()));
          }
          Found found = found(admin);
          lines.addAll(found.lines());
          return new Found(lines, complete && found.complete());
        });
  }

  private static Found found(Admin admin) throws ExecutionException, InterruptedException {
    List<String> lines = new ArrayList<>(Topics.differences(admin));
    boolean complete = lines.isEmpty();
    Topics.partitions(admin)
        .forEach((topic, partitions) -> lines.add(topic + ": " + partitions + " partitions"));
    return new Found(lines, complete);
  }

  /** The tool takes one principal and one resource at a time, with several operations. */
  @Override
  public List<String> script(Map<Role, String> principals) {
    List<String> lines = new ArrayList<>();
    lines.add("#!/bin/sh");
    lines.add("# Give it what kafka-acls.sh needs to reach the cluster, such as");
    lines.add("#   --bootstrap-server HOST:PORT --command-config admin.properties");
    lines.add("set -eu");
    principals.forEach((role, principal) -> {
      Map<ResourcePattern, List<AclOperation>> operations = new LinkedHashMap<>();
      for (Client client : Brokers.clients(Set.of(role))) {
        for (AclBinding binding : Access.bindings(client, principal)) {
          operations
              .computeIfAbsent(binding.pattern(), _ -> new ArrayList<>())
              .add(binding.entry().operation());
        }
      }
      operations.forEach((resource, granted) -> lines.add(command(principal, resource, granted)));
    });
    return lines;
  }

  private static String command(
      String principal, ResourcePattern resource, List<AclOperation> granted) {
    StringBuilder line =
        new StringBuilder("kafka-acls.sh \"$@\" --add --allow-principal '" + principal + "'");
    for (AclOperation operation : granted) {
      line.append(" --operation ").append(word(operation));
    }
    return line.append(resource.resourceType() == ResourceType.TOPIC ? " --topic " : " --group ")
        .append(resource.name())
        .toString();
  }

  private static String word(AclOperation operation) {
    return switch (operation) {
      case READ -> "Read";
      case WRITE -> "Write";
      case DESCRIBE -> "Describe";
      case DESCRIBE_CONFIGS -> "DescribeConfigs";
      default -> throw new IllegalArgumentException("not in the table: " + operation);
    };
  }
}
