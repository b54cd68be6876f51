package io.unveil.deploy.cli;

import io.unveil.deploy.client.RefusedException;
import io.unveil.deploy.client.ServerTroubleException;
import io.unveil.deploy.config.Role;
import io.unveil.deploy.config.Settings;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code unveil topics}: what the stream needs of a Kafka cluster. */
@Command(
    name = "topics",
    description = {
      "Look whether a Kafka cluster has the topics, group settings and access that the stream"
          + " needs.",
      "kafka.bootstrap and kafka.client-config say which cluster, and as whom."
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class TopicsCommand implements Callable<Integer> {
  private final Streams streams;
  private final Services services;

  @Spec private @Nullable CommandSpec spec;
  @Mixin private SettingsChoice choice = new SettingsChoice();

  @Option(
      names = "--create",
      description = "Make what is missing; with --acls, access too. Needs an administrator.")
  private boolean create;

  @Option(
      names = "--acls",
      description =
          "Without --create: print a shell script that grants access with Kafka's kafka-acls.sh,"
              + " and ask no cluster.")
  private boolean acls;

  @Option(
      names = "--principal",
      paramLabel = "ROLE=PRINCIPAL",
      description =
          "Who has a role, such as worker=User:lab. May be repeated. Default: User:unveil-ROLE for"
              + " each of ingest, unpack, analyze, judge, index.")
  private List<String> named = List.of();

  TopicsCommand(Streams streams, Services services) {
    this.streams = streams;
    this.services = services;
  }

  @Override
  public Integer call()
      throws StartException, ServerTroubleException, RefusedException, InterruptedException {
    Map<Role, String> principals = principals();
    KafkaSetup setup = services.kafka().get();
    if (acls && !create) {
      return print(setup.script(principals), ExitCode.OK);
    }
    Settings settings = choice.checked(List.of());
    if (settings.kafka().embedded()) {
      throw usage(
          "kafka.bootstrap is not set; name the cluster with --set kafka.bootstrap=HOST:PORT");
    }
    KafkaSetup.Found found =
        create ? setup.create(settings, acls ? principals : Map.of()) : setup.look(settings);
    return print(found.lines(), found.complete() ? ExitCode.OK : ExitCode.INCOMPLETE);
  }

  private int print(List<String> lines, ExitCode end)
      throws ServerTroubleException, RefusedException, InterruptedException {
    return StandardOutput.write(
            streams,
            out -> {
              for (String line : lines) {
                out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
              }
              return end;
            })
        .status();
  }

  private Map<Role, String> principals() {
    Map<Role, String> principals = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      if (role != Role.BROKER) {
        principals.put(role, "User:unveil-" + role.word());
      }
    }
    for (String option : named) {
      int equals = option.indexOf('=');
      String principal = option.substring(equals + 1);
      // Quotes would end the word that the script puts it into.
      if (equals < 1 || !principal.matches("[A-Za-z]+:[^\\s'\"]+")) {
        throw usage("--principal: '" + option + "' is not ROLE=User:NAME");
      }
      for (Role role : roles(option.substring(0, equals))) {
        principals.put(role, principal);
      }
    }
    principals.remove(Role.BROKER);
    return principals;
  }

  private Set<Role> roles(String words) {
    try {
      return Role.parse(words);
    } catch (IllegalArgumentException _) {
      throw usage("--principal: '" + words + "' is no role; there are: " + Role.range());
    }
  }

  private CommandLine.ParameterException usage(String message) {
    return new CommandLine.ParameterException(Objects.requireNonNull(spec).commandLine(), message);
  }
}
