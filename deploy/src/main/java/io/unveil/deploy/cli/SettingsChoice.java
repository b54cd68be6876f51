package io.unveil.deploy.cli;

import io.unveil.deploy.config.BadSettingException;
import io.unveil.deploy.config.Settings;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that say where settings come from. */
final class SettingsChoice {
  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings, one key=value per line; docs/configuration.md lists them.")
  private @Nullable String config;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "One setting, which wins over the file. May be repeated.")
  private List<String> settings = List.of();

  /**
   * {@return the settings, checked}
   *
   * @param more settings that other options stand for, each {@code key=value}
   */
  Settings checked(List<String> more) throws StartException {
    List<String> options = new ArrayList<>(settings);
    options.addAll(more);
    try {
      return Settings.load(file(), options);
    } catch (BadSettingException e) {
      throw StartException.badConfiguration(String.valueOf(e.getMessage()));
    }
  }

  private @Nullable Path file() {
    if (config == null) {
      return null;
    }
    try {
      Path file = Path.of(config);
      if (!Files.isReadable(file) || Files.isDirectory(file)) {
        throw usage("--config: " + config + ": no such readable file; check the path");
      }
      return file;
    } catch (InvalidPathException e) {
      throw usage("--config: " + config + ": not a path: " + e.getReason());
    }
  }

  private CommandLine.ParameterException usage(String message) {
    return new CommandLine.ParameterException(Objects.requireNonNull(spec).commandLine(), message);
  }
}
