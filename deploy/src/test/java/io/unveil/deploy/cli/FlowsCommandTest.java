package io.unveil.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.fixtures.FlowCases;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code unveil flows} over built APKs, with the real engine. */
class FlowsCommandTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final String OTHER_MODELS =
      """
      {
        "kinds": [{"name": "package-name", "role": "source", "tier": "context"},
                  {"name": "log", "role": "sink"}],
        "methods": [
          {"method": "Landroid/content/Context;->getPackageName", "source": {"kind": "package-name", "port": "Return"}},
          {"method": "Landroid/telephony/SmsManager;->sendTextMessage", "sinks": [{"kind": "log", "port": "Argument(2)"}]}
        ]
      }
      """;

  @TempDir private Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int flows(Object... arguments) {
    String[] line = new String[arguments.length + 1];
    line[0] = "flows";
    for (int i = 0; i < arguments.length; i++) {
      line[i + 1] = arguments[i].toString();
    }
    PrintStream complaints = new PrintStream(err, true, StandardCharsets.UTF_8);
    Services services =
        FakeServices.scanning(() -> {
          throw new AssertionError("flows made a scanner");
        });
    return new UnveilCli(new Streams(out, complaints, false), services).run(line);
  }

  private String text() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String complaints() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private Path sample(String name) throws IOException {
    return Files.write(folder.resolve(name + ".apk"), FlowCases.named(name).apk());
  }

  @Test
  void jsonLines_haveOneFlowEachWithTheFileAsGiven() throws IOException {
    Path file = sample("ThreadLeak");

    int status = flows("--format", "jsonl", file);

    assertThat(status).as(complaints()).isZero();
    assertThat(text().lines()).hasSize(1);
    JsonNode flow = JSON.readTree(text());
    assertThat(flow.get("file").stringValue()).isEqualTo(file.toString());
    assertThat(flow.at("/source/kind").stringValue()).isEqualTo("sms-store");
    assertThat(flow.at("/source/call").stringValue())
        .startsWith("Landroid/content/ContentResolver;->query(");
    assertThat(flow.at("/source/in").stringValue()).startsWith("Lcom/example/flow/");
    assertThat(flow.at("/sink/kind").stringValue()).isEqualTo("network");
    assertThat(flow.at("/steps/0/action").stringValue()).isEqualTo("source");
    assertThat(flow.get("confirmed").stringValue()).isEqualTo("confirmed");
  }

  @Test
  void json_isOneDocumentAlsoWithoutFlows() throws IOException {
    int status = flows("--format", "json", sample("ThreadSafe"), sample("AliasLeak"));

    assertThat(status).as(complaints()).isZero();
    assertThat(JSON.readTree(text()).get("flows")).hasSize(1);
  }

  @Test
  void text_namesEachFileAndItsSteps() throws IOException {
    Path safe = sample("ThreadSafe");
    Path leak = sample("ThreadLeak");

    assertThat(flows(safe, leak)).as(complaints()).isZero();
    assertThat(text())
        .startsWith(safe + ": 0 flows\n" + leak + ": 1 flow\n  sms-store -> network\n")
        .contains("    source Landroid/content/ContentResolver;->query(")
        .contains("    sink ");
  }

  @Test
  void otherModels_takeThePlaceOfOurSourcesAndSinks() throws IOException {
    Path models = Files.writeString(folder.resolve("models.json"), OTHER_MODELS);

    int status = flows("--models", models, "--format", "jsonl", sample("ThreadLeak"));

    assertThat(status).as(complaints()).isZero();
    assertThat(text()).isEmpty();
  }

  @Test
  void wrongModels_areAUsageErrorThatSaysWhere() throws IOException {
    Path models =
        Files.writeString(folder.resolve("models.json"), OTHER_MODELS.replace("Return", "Retrun"));

    assertThat(flows("--models", models, sample("ThreadLeak"))).isEqualTo(2);
    assertThat(complaints())
        .contains("/methods/0/source/port")
        .contains("did you mean \"Return\"?")
        .doesNotContain("at io.unveil");
    assertThat(flows("--models", folder.resolve("none.json"), sample("ThreadLeak"))).isEqualTo(2);
  }

  @Test
  void unreadableFile_isToldAndTheOthersAreRead() throws IOException {
    Path broken = Files.writeString(folder.resolve("broken.apk"), "no archive");

    int status = flows("--format", "jsonl", broken, sample("ThreadLeak"));

    assertThat(status).isEqualTo(3);
    assertThat(complaints()).contains("broken.apk: not a readable APK");
    assertThat(text().lines()).hasSize(1);
  }
}
