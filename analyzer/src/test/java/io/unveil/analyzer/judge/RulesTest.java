package io.unveil.analyzer.judge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unveil.analyzer.model.BadDataException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RulesTest {
  private static final List<String> NAMES =
      List.of(
          "index.json",
          "behaviours.json",
          "kinds.json",
          "policy.json",
          "hiding.json",
          "sms.json",
          "call-log.json",
          "location.json",
          "control.json",
          "evasion.json");

  private static Map<String, byte[]> bundledFiles() throws IOException {
    Map<String, byte[]> files = new HashMap<>();
    for (String name : NAMES) {
      try (InputStream in =
          RulesTest.class.getResourceAsStream("/io/unveil/analyzer/rules/" + name)) {
        files.put(name, Objects.requireNonNull(in, name).readAllBytes());
      }
    }
    return files;
  }

  @Test
  void bundledEdition_loads() {
    Rules rules = Rules.bundled().rules();

    assertThat(rules.rules())
        .extracting(Rule::code)
        .containsExactly(
            101, 102, 103, 104, 105, 201, 202, 203, 301, 401, 402, 403, 407, 603, 605, 701);
    assertThat(rules.catalogue()).hasSize(63);
    assertThat(rules.revision()).isPositive();
  }

  @ParameterizedTest(name = "{0}: {4}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "sms.json|\"summary\"|\"sumary\"|/0/sumary|unknown key \"sumary\" (did you mean"
            + " \"summary\"?)",
        "sms.json|[\"network\"]|[\"netwrok\"]|/0/proof/flow/sinks/0|unknown kind \"netwrok\" (did"
            + " you mean \"network\"?)",
        "sms.json|[\"sms-store\"]|[\"sms-stor\"]|/0/proof/flow/sources/0|unknown kind \"sms-stor\""
            + " (did you mean \"sms-store\"?)",
        "sms.json|[\"sms-store\"]|[]|/0/proof/flow|a flow needs at least one source and one sink",
        "sms.json|\"code\": 202|\"code\": 201|/1/code|duplicate code 201, taken by"
            + " rules/sms.json#/0",
        "sms.json|\"code\": 202|\"code\": 101|/1/code|duplicate code 101, taken by"
            + " rules/hiding.json#/0",
        "sms.json|\"code\": 202|\"code\": 999|/1/code|unknown code 999; rules/behaviours.json has"
            + " no such row",
        "sms.json|\"code\": 202|\"code\": \"202\"|/1/code|wrong type: expected a whole number of 32"
            + " bits",
        "sms.json|\"code\": 202,||/1|missing key \"code\"",
        "sms.json|\"sms-interception\"|\"sms-interceptoin\"|/1/name|\"sms-interceptoin\" differs"
            + " from rules/behaviours.json, which has \"sms-interception\"",
        "sms.json|\"T1582\"|\"T1583\"|/2/attack|\"[T1636.004, T1583]\" differs from"
            + " rules/behaviours.json, which has \"[T1636.004, T1582]\"",
        "location.json|\"periodic\"|\"peroidic\"|/1/proof/flow/when|unknown word \"peroidic\" (did"
            + " you mean \"periodic\"?)",
        "hiding.json|\"icon-never-declared\"\\n|\"icon-never-declard\"\\n|/1/proof/fact|unknown"
            + " word \"icon-never-declard\" (did you mean \"icon-never-declared\"?)",
        "control.json|\"fact\": \"auto-start\"|\"fact\": null|/1/proof|proof needs exactly one of"
            + " \"flow\" and \"fact\"",
        "policy.json|\"encrypted-bit\"|\"encypted-bit\"|/misleading/0|unknown word \"encypted-bit\""
            + " (did you mean \"encrypted-bit\"?)",
        "policy.json|\"userDriven\": [407]|\"userDriven\": [408]|/userDriven/0|unknown code 408",
        "policy.json|\"activeHiding\": [101|\"activeHiding\": [201|/activeHiding/0|unknown code"
            + " 201",
        "policy.json|\"codes\": [301]|\"codes\": [999]|/strength/0/points/1/codes/0|unknown code"
            + " 999",
        "kinds.json|\"sms-incoming\"|\"sms-store\"|/sources/1|duplicate kind \"sms-store\"",
        "index.json|\"sms.json\"|\"sns.json\"|/rules/1|unknown file \"sns.json\" (did you mean"
            + " \"sms.json\"?)",
        "index.json|\"sms.json\", ||/rules|does not list the file sms.json",
        "behaviours.json|\"code\": 102|\"code\": 101|/1/code|duplicate code 101",
        "behaviours.json|\"code\": 102|\"code\": 150|/2/code|codes must rise, 103 follows 150",
        "behaviours.json|\"icon-never-declared\"|\"icon-removed-at-runtime\"|/1|duplicate name"
            + " \"icon-removed-at-runtime\"",
      })
  void wrongFile_failsWithPlaceAndRemedy(
      String file, String from, @Nullable String to, String pointer, String reason)
      throws IOException {
    Map<String, byte[]> files = bundledFiles();
    String good = new String(files.get(file), UTF_8);
    String wrong =
        good.replaceFirst(
            java.util.regex.Pattern.quote(from.replace("\\n", "\n")),
            to == null ? "" : java.util.regex.Matcher.quoteReplacement(to.replace("\\n", "\n")));
    assertThat(wrong).isNotEqualTo(good);
    files.put(file, wrong.getBytes(UTF_8));

    assertThatThrownBy(() -> Rules.load(files))
        .isInstanceOf(BadDataException.class)
        .hasMessage("rules/" + file + "#" + pointer + ": " + reason);
  }

  @Test
  void ruleOfPlannedBehaviour_fails() throws IOException {
    Map<String, byte[]> files = bundledFiles();
    String planned = new String(files.get("behaviours.json"), UTF_8);
    int row = planned.indexOf("\"code\": 201");
    int status = planned.indexOf("implemented", row);
    String wrong = planned.substring(0, status) + "planned" + planned.substring(status + 11);
    files.put("behaviours.json", wrong.getBytes(UTF_8));

    assertThatThrownBy(() -> Rules.load(files))
        .hasMessageContaining("code 201 has a rule but is planned");
  }

  @Test
  void missingFile_fails() throws IOException {
    Map<String, byte[]> files = bundledFiles();
    files.remove("policy.json");

    assertThatThrownBy(() -> Rules.load(files))
        .hasMessage("rules/policy.json#: the file is missing");
  }

  @Test
  void fileOutsideTheIndex_fails() throws IOException {
    Map<String, byte[]> files = bundledFiles();
    files.put("extra.json", "[]".getBytes(UTF_8));

    assertThatThrownBy(() -> Rules.load(files))
        .hasMessage("rules/index.json#/rules: does not list the file extra.json");
  }
}
