package io.unveil.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.deploy.config.Role;
import io.unveil.deploy.config.Settings;
import io.unveil.deploy.pipeline.ClusterSetup;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The command line; {@code SecuredKafkaIT} has the cluster. */
class TopicsCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<String> asked = new ArrayList<>();

  @Test
  void acls_areAScriptOfWholeNames_forTheNamedPrincipals() {
    assertThat(run("topics", "--acls", "--principal", "worker=User:CN=lab,O=x")).isZero();

    assertThat(text(out))
        .startsWith("#!/bin/sh\n")
        .contains(
            "kafka-acls.sh \"$@\" --add --allow-principal 'User:CN=lab,O=x' --operation Read"
                + " --operation DescribeConfigs --group unveil-unpack\n",
            "--allow-principal 'User:unveil-index' --operation Read --operation DescribeConfigs"
                + " --topic apk.results\n")
        .doesNotContain("unveil-unpack' ", "'User:unveil-analyze'", "*");
    assertThat(text(err)).isEmpty();
    assertThat(asked).isEmpty();
  }

  @Test
  void whatDiffers_isPrinted_withExit3() {
    assertThat(run("topics", "--set", "kafka.bootstrap=localhost:1")).isEqualTo(3);
    assertThat(text(out)).isEqualTo("apk.facts: missing\n");
    assertThat(asked).containsExactly("look localhost:1");
  }

  @Test
  void create_grantsOnlyWhenAsked() {
    assertThat(run("topics", "--create", "--set", "kafka.bootstrap=localhost:1")).isZero();
    assertThat(run("topics", "--create", "--acls", "--set", "kafka.bootstrap=localhost:1"))
        .isZero();
    assertThat(asked)
        .containsExactly(
            "create localhost:1 for []",
            "create localhost:1 for [INGEST, UNPACK, ANALYZE, JUDGE, INDEX]");
  }

  @Test
  void wrongUse_isExit2_inOneLine() {
    assertThat(run("topics")).isEqualTo(2);
    assertThat(run("topics", "--acls", "--principal", "worker=User:a'b")).isEqualTo(2);
    assertThat(run("topics", "--acls", "--principal", "boss=User:x")).isEqualTo(2);
    assertThat(run("topics", "--set", "kafka.bootstrap=kafka.example.org:9092")).isEqualTo(2);
    assertThat(text(err))
        .hasLineCount(4)
        .contains("kafka.bootstrap is not set", "is not ROLE=User:NAME", "'boss' is no role");
    assertThat(asked).isEmpty();
  }

  private int run(String... line) {
    Services others = FakeServices.scanning(() -> null);
    Services services =
        new Services(
            others.scanner(),
            others.sandbox(),
            others.server(),
            others.samples(),
            Noted::new,
            others.stop(),
            others.defaultData(),
            null);
    Streams streams = new Streams(out, new PrintStream(err, true, StandardCharsets.UTF_8), false);
    return new UnveilCli(streams, services).run(line);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** Notes what a cluster would be asked. */
  private final class Noted implements KafkaSetup {
    @Override
    public Found look(Settings settings) {
      asked.add("look " + settings.kafka().bootstrap());
      return new Found(List.of("apk.facts: missing"), false);
    }

    @Override
    public Found create(Settings settings, Map<Role, String> principals) {
      asked.add("create " + settings.kafka().bootstrap() + " for " + principals.keySet());
      return new Found(List.of(), true);
    }

    @Override
    public List<String> script(Map<Role, String> principals) {
      return new ClusterSetup(new PrintStream(err, true, StandardCharsets.UTF_8))
          .script(principals);
    }
  }
}
