package io.unveil.deploy.cli;

import io.unveil.deploy.config.BadSettingException;
import io.unveil.deploy.config.LimitSetting;
import io.unveil.unpacker.LimitHit;
import io.unveil.unpacker.Limits;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Bounds as options and in text. */
final class LimitText {
  /** What the option does, for the help. */
  static final String OPTION =
      "One bound on the work for one file, such as max-entry-bytes=1GiB; docs/configuration.md"
          + " lists them as limits.NAME. May be repeated. What a bound leaves out is said.";

  private LimitText() {}

  /** {@return the bounds that options of {@code command} give} */
  static Limits of(List<String> options, CommandSpec command) {
    try {
      return LimitSetting.limits(options);
    } catch (BadSettingException e) {
      throw new CommandLine.ParameterException(
          command.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  /** {@return what to do when a bound was hit} */
  static String remedy(String limit) {
    return "setting limits.%s, or --limit %s=… of scan and inspect, changes it"
        .formatted(limit, limit);
  }

  /** Adds one line for each bound that was hit. */
  static void hits(Block block, List<LimitHit> hits) {
    Map<String, LimitHit> first = new LinkedHashMap<>();
    Map<String, Integer> places = new LinkedHashMap<>();
    for (LimitHit hit : hits) {
      first.putIfAbsent(hit.limit(), hit);
      places.merge(hit.limit(), 1, Integer::sum);
    }
    first.forEach((limit, hit) -> {
      int more = Objects.requireNonNull(places.get(limit)) - 1;
      block.line(
          2,
          "limit hit: %s = %s%s%s%s",
          limit,
          bound(hit),
          hit.where().isEmpty() ? "" : ", at " + hit.where(),
          more == 0 ? "" : " and " + more + " more",
          LimitSetting.named(limit).isPresent() ? "; " + remedy(limit) : "");
    });
  }

  private static String bound(LimitHit hit) {
    return LimitSetting.named(hit.limit())
        .map(setting -> setting.text(hit.bound()))
        .orElseGet(() -> Long.toString(hit.bound()));
  }
}
