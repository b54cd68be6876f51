package io.unveil.analyzer.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.unveil.analyzer.judge.Kinds;
import io.unveil.analyzer.judge.Rules;
import io.unveil.unpacker.dex.FieldId;
import io.unveil.unpacker.dex.MethodId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelLoaderTest {
  private static final String GOOD =
      """
      {"kinds": [{"name": "sms", "role": "source", "tier": "protected"},
                 {"name": "imei", "role": "source", "tier": "context"},
                 {"name": "network", "role": "sink"}],
       "providers": [{"prefix": "content://sms", "kind": "sms", "permission": "READ_SMS"}],
       "fields": [{"field": "La/B;->URI:Landroid/net/Uri;", "constant": "content://sms"}],
       "methods": [{"method": "La/B;->get", "source": {"kind": "sms", "port": "Return"}},
                   {"method": "La/B;->get(I)V", "flows": ["Argument(0) -> Return"]},
                   {"method": "La/B;->send", "channel": "network", "sinks": [
                     {"kind": "network", "port": "Argument(0).all", "channel": "network"}]}],
       "overrides": [{"method": "La/L;->on", "event": "tick", "periodic": true}],
       "createdByAndroid": ["La/View;"], "opaqueTypes": ["La/Context;"]}
      """;

  @Test
  void goodFile_isRead() throws BadDataException {
    Models models = load(GOOD);

    assertThat(models.kindNames()).containsExactlyInAnyOrder("sms", "imei", "network");
    assertThat(models.isProtected("sms")).isTrue();
    assertThat(models.isProtected("imei")).isFalse();
    assertThat(models.constant(new FieldId("La/B;", "URI", "Landroid/net/Uri;")))
        .isEqualTo("content://sms");
    assertThat(models.startingPoints())
        .isEqualTo(Map.of("get", Set.of("La/B;"), "send", Set.of("La/B;")));
    assertThat(models.createdByAndroid()).containsExactly("La/View;");
    assertThat(models.opaqueTypes()).containsExactly("La/Context;");
  }

  @Test
  void exactForm_winsOverLooseForm() throws BadDataException {
    Models models = load(GOOD);

    MethodModel exact = models.method(List.of(new MethodId("La/B;", "get", "(I)V")));
    MethodModel loose = models.method(List.of(new MethodId("La/B;", "get", "()V")));

    assertThat(exact).isNotNull().extracting(MethodModel::source).isNull();
    assertThat(loose).isNotNull().extracting(MethodModel::source).isNotNull();
    assertThat(models.method(List.of(new MethodId("La/B;", "other", "()V")))).isNull();
  }

  @Test
  void provider_isFoundByTheLongestPrefixAtAPathBoundary() throws BadDataException {
    Models models = load(GOOD);

    assertThat(models.provider("content://sms/inbox")).isNotNull();
    assertThat(models.provider("content://SMS?limit=1")).isNotNull();
    assertThat(models.provider("content://smsx")).isNull();
    assertThat(models.provider("content://")).isNull();
    assertThat(models.provider("")).isNull();
  }

  @ParameterizedTest(name = "{2}: {3}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"opaqueTypes\"|\"opakeTypes\"|/opakeTypes|unknown key \"opakeTypes\" (did you mean"
            + " \"opaqueTypes\"?)",
        "\"role\": \"sink\"|\"role\": \"sinc\"|/kinds/2/role|\"sinc\" is neither \"source\" nor"
            + " \"sink\"",
        "\"tier\": \"context\"|\"tier\": \"secret\"|/kinds/1/tier|a source has tier \"protected\""
            + " or \"context\", a sink has none",
        "\"name\": \"imei\"|\"name\": \"sms\"|/kinds/1/name|kind \"sms\" is declared twice",
        "{\"name\": \"imei\",|{|/kinds/1|missing key \"name\"",
        "\"content://sms\", \"kind\": \"sms\"|\"content://sms\", \"kind\":"
            + " \"smss\"|/providers/0/kind|unknown source kind \"smss\" (did you mean \"sms\"?)",
        "{\"kind\": \"sms\", \"port\"|{\"kind\": \"network\","
            + " \"port\"|/methods/0/source/kind|unknown source kind \"network\" (known: imei, sms)",
        "{\"kind\": \"network\", \"port\"|{\"kind\": \"netwrok\","
            + " \"port\"|/methods/2/sinks/0/kind|unknown sink kind \"netwrok\" (did you mean"
            + " \"network\"?)",
        "\"port\": \"Return\"|\"port\": \"Retrun\"|/methods/0/source/port|not a port: \"Retrun\""
            + " (did you mean \"Return\"?)",
        "\"Argument(0) -> Return\"|\"Argument(0) - Return\"|/methods/1/flows/0|no \" -> \" in"
            + " \"Argument(0) - Return\"",
        "\"Argument(0) -> Return\"|\"Return -> Argument(0)\"|/methods/1/flows/0|the result cannot"
            + " be read before the call: \"Return -> Argument(0)\"",
        "La/B;->get(I)V|La/B;->get|/methods/1/method|\"La/B;->get\" is modelled twice",
        "La/B;->get(I)V|a.B.get|/methods/1/method|not a method: \"a.B.get\" (expected Lowner;->name"
            + " or Lowner;->name(args)result)",
        "->send\", \"channel\": \"network\"|->send\", \"channel\":"
            + " \"netwrk\"|/methods/2/channel|unknown channel \"netwrk\" (did you mean"
            + " \"network\"?)",
        "\"Argument(0).all\", \"channel\": \"network\"|\"Argument(0).all\", \"channel\":"
            + " \"nett\"|/methods/2/sinks/0/channel|unknown channel \"nett\" (known: network)",
        "\"event\": \"tick\", ||/overrides/0|missing key \"event\"",
        "\"flows\": [\"Argument(0) -> Return\"]|\"evaluate\":"
            + " \"appendd\"|/methods/1/evaluate|unknown word \"appendd\" (did you mean"
            + " \"append\"?)",
      })
  void wrongFile_failsWithFilePointerAndRemedy(
      String from, @Nullable String to, String pointer, String reason) {
    String wrong = GOOD.replace(from, to == null ? "" : to);
    assertThat(wrong).isNotEqualTo(GOOD);

    BadDataException e = catchThrowableOfType(BadDataException.class, () -> load(wrong));

    assertThat(e).hasMessage("models/x.json#" + pointer + ": " + reason);
  }

  @Test
  void secondFileModellingTheSameMethod_fails() throws BadDataException {
    ModelLoader loader = new ModelLoader().add("models/x.json", GOOD.getBytes(UTF_8));
    String again = "{\"methods\": [{\"method\": \"La/B;->get\"}]}";

    BadDataException e =
        catchThrowableOfType(
            BadDataException.class, () -> loader.add("models/y.json", again.getBytes(UTF_8)));

    assertThat(e).hasMessage("models/y.json#/methods/0/method: \"La/B;->get\" is modelled twice");
  }

  @Test
  void exampleOfTheModelsPage_isRead() throws Exception {
    Path page = Path.of(System.getProperty("unveil.root", "..")).resolve("docs/models.md");
    String text = Files.readString(page);
    int start = text.indexOf("```json") + "```json".length();
    Models models = load(text.substring(start, text.indexOf("```", start)));

    assertThat(models.methods()).hasSize(6);
    assertThat(models.overrides()).hasSize(1);
  }

  @Test
  void bundledModelsAndRules_agreeOnTheKinds() {
    Models models = ModelLoader.bundled();
    Kinds judged = Rules.bundled().rules().kinds();
    Set<String> rules = new TreeSet<>();
    for (Kinds.Source s : judged.sources()) {
      rules.add(s.kind());
      assertThat(models.kind(s.kind())).as(s.kind()).isNotNull();
      assertThat(models.isProtected(s.kind())).as(s.kind()).isEqualTo(s.isProtected());
    }
    for (Kinds.Sink s : judged.sinks()) {
      rules.add(s.kind());
      assertThat(models.kind(s.kind())).as(s.kind()).isNotNull();
    }
    assertThat(rules).isEqualTo(new TreeSet<>(models.kindNames()));
  }

  private static Models load(String json) throws BadDataException {
    return new ModelLoader().add("models/x.json", json.getBytes(UTF_8)).models();
  }
}
