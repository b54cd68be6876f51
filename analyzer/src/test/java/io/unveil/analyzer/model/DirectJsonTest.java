package io.unveil.analyzer.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.analyzer.AppAnalyzer;
import io.unveil.analyzer.facts.AppFacts;
import io.unveil.analyzer.flow.Budget;
import io.unveil.analyzer.report.ReportJson;
import io.unveil.analyzer.worker.Reply;
import io.unveil.fixtures.Sample;
import io.unveil.fixtures.Samples;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ApkUnpacker;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.UnpackedApk;
import io.unveil.unpacker.dex.DexCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The short way to read accepts nothing that the long way refuses. {@code -Dtest.seed=…} runs one
 * sweep again.
 */
class DirectJsonTest {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "0",
          "7",
          "-1",
          "1.0",
          "1e400",
          "99999999999999999999",
          "\"\"",
          "\"7\"",
          "\"true\"",
          "\"x\"",
          "[]",
          "[null]",
          "[[]]",
          "{}",
          "{\"x\":null}",
          "{\"x\":1}");

  @ParameterizedTest
  @ValueSource(strings = {"hidden-icon-sms-spy", "open-location-tracker"})
  void changedDocument_isAcceptedByBothOrLeftToTheLongWay(String name) throws Exception {
    Sample sample = Samples.named(name);
    try (ApkBytes bytes = ApkBytes.of(sample.apk())) {
      UnpackedApk app = ApkUnpacker.unpack(bytes, Limits.DEFAULT);
      DexCode code = DexCode.open(bytes, app.dexEntries(), Limits.DEFAULT);
      AppFacts facts = AppAnalyzer.analyze(app, code, ModelLoader.bundled(), Budget.DEFAULT);

      sweep(ReportJson.write(app), UnpackedApk.class);
      sweep(ReportJson.write(facts), AppFacts.class);
      Reply.Cost cost = new Reply.Cost(1, 2, 3);
      sweep(ReportJson.write(new Reply.Analyzed(cost, facts)), Reply.Analyzed.class);
    }
  }

  @Test
  void changedEntry_isAcceptedByBothOrLeftToTheLongWay() throws Exception {
    sweep(
        """
        {"name":"sms","port":7,"wide":8,"deep":true,"size":"very-large",\
        "kinds":["a"],"many":[["a"],[]],"limits":{"x":1},"lists":{"x":["y"]},\
        "parts":[{"word":"w"}],"note":null,"extra":{"word":"e"}}\
        """,
        Everything.class);
  }

  /** Every kind of component that a record of ours may have. */
  record Everything(
      String name,
      int port,
      Long wide,
      boolean deep,
      StrictJsonTest.Size size,
      List<String> kinds,
      List<List<String>> many,
      Map<String, Integer> limits,
      Map<String, List<String>> lists,
      List<StrictJsonTest.Part> parts,
      @Nullable String note,
      StrictJsonTest.@Nullable Part extra) {}

  private static void sweep(String json, Class<? extends Record> type) throws Exception {
    long seed = Long.getLong("test.seed", System.nanoTime());
    System.out.println("changed " + type.getSimpleName() + ": -Dtest.seed=" + seed);
    Random random = new Random(seed);
    assertThat(StrictJson.direct(json.getBytes(StandardCharsets.UTF_8), type))
        .isNotNull()
        .isEqualTo(StrictJson.checked("it", json.getBytes(StandardCharsets.UTF_8), type));
    int refused = 0;
    for (int i = 0; i < 3000; i++) {
      String changed = changed(json, random);
      byte[] bytes = changed.getBytes(StandardCharsets.UTF_8);
      Object direct = StrictJson.direct(bytes, type);
      if (direct == null) {
        refused++;
      } else {
        assertThat(checked(bytes, type)).as("%s, seed %d", changed, seed).isEqualTo(direct);
      }
    }
    assertThat(refused).isBetween(1000, 2999);
  }

  private static Object checked(byte[] json, Class<?> type) {
    try {
      return StrictJson.checked("it", json, type);
    } catch (BadDataException e) {
      return "refused: " + e.getMessage();
    }
  }

  /** One value, key or byte is another one, is gone, or is there twice. */
  private static String changed(String json, Random random) throws Exception {
    JsonNode root = MAPPER.readTree(json);
    List<JsonNode> all = new ArrayList<>();
    containers(root, all);
    JsonNode at = all.get(random.nextInt(all.size()));
    JsonNode value = MAPPER.readTree(VALUES.get(random.nextInt(VALUES.size())));
    if (at instanceof ArrayNode array) {
      if (random.nextBoolean() || array.isEmpty()) {
        array.add(value);
      } else {
        array.set(random.nextInt(array.size()), value);
      }
      return root.toString();
    }
    ObjectNode object = (ObjectNode) at;
    List<String> keys = List.copyOf(object.propertyNames());
    String key = keys.isEmpty() ? "" : keys.get(random.nextInt(keys.size()));
    switch (random.nextInt(5)) {
      case 0 -> object.remove(key);
      case 1 -> object.set("unknown", value);
      case 2 -> {
        return twice(root, key);
      }
      default -> object.set(key, value);
    }
    return root.toString();
  }

  private static String twice(JsonNode root, String key) {
    String written = "\"" + key + "\":";
    return root.toString().replaceFirst(Pattern.quote(written), written + "null," + written);
  }

  private static void containers(JsonNode node, List<JsonNode> all) {
    if (node.isContainer()) {
      all.add(node);
    }
    node.forEach(below -> containers(below, all));
  }
}
