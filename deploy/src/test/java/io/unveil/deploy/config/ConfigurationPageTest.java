package io.unveil.deploy.config;

import io.unveil.deploy.Page;
import org.junit.jupiter.api.Test;

final class ConfigurationPageTest {
  private static final String HEAD =
      """
      # Configuration

      Made from `io.unveil.deploy.config.Setting` and `LimitSetting`; a test compares the two.

      `unveil serve --config FILE` reads a UTF-8 file of `key = value` lines. Blank lines and lines that start with `#` say
      nothing. The value is everything after the first `=`, without the spaces around it, taken literally: no quotes, no
      escapes, no continued lines. `--set key=value` overrides the file and may be given several times. An unknown key, a
      key given twice or a value out of range is an error that names the line, also when an option overrides it. No setting
      comes from the environment. Two things beside the settings do: `UNVEIL_DATA`, the data folder when `--data` is absent, and
      `UNVEIL_HEAP`, the heap that the launcher gives `serve` (such as `4g`; `2g` when absent).

      | key | default | values | meaning | since |
      |---|---|---|---|---|
      """;

  private static final String TAIL =
      """
      | `kafka.client.…` | | any text | Given to every Kafka client without the prefix, such as `kafka.client.security.protocol`. Values are never shown. What the stream rests on (such as `acks` or `group.id`) cannot be set. | 0.1.0 |
      """;

  private static final String LIMITS =
      """

      ## Limits on one sample

      What one sample may make us do. A limit that is hit makes the result partial, or a failed one when nothing was read for it;
      `completeness.limits` names limit, bound and place, and `unveil search limit:max-entry-bytes` finds such samples. Results made
      before a change stay as they are. `unveil scan --limit NAME=VALUE` and `inspect --limit NAME=VALUE` set the same bounds
      without `limits.` in front and may be repeated. Defaults and what they rest on: [known-limits.md](known-limits.md).

      | key | default | values | meaning | since |
      |---|---|---|---|---|
      """;

  @Test
  void page_isWhatTheSchemaSays() throws Exception {
    StringBuilder page = new StringBuilder(HEAD);
    for (Setting setting : Setting.values()) {
      page.append(
          row(
              setting.key(),
              setting.defaultText(),
              setting.range(),
              setting.meaning(),
              setting.since()));
    }
    page.append(TAIL).append(LIMITS);
    for (LimitSetting limit : LimitSetting.values()) {
      page.append(
          row(limit.key(), limit.defaultText(), limit.range(), limit.meaning(), limit.since()));
    }

    Page.check("docs/configuration.md", page.toString());
  }

  private static String row(
      String key, String defaultText, String range, String meaning, String since) {
    String shown = defaultText.isEmpty() ? "empty" : "`" + defaultText + "`";
    return "| `%s` | %s | %s | %s | %s |\n".formatted(key, shown, range, meaning, since);
  }
}
