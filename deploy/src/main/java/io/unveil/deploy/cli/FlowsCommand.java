package io.unveil.deploy.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code unveil flows}: which data reaches which call, for any sources and sinks. */
@Command(
    name = "flows",
    description = {
      "Show which data reaches which call in APK files, for any list of sources and sinks.",
      "Reads bytes only; nothing is run, installed or contacted. No verdict: see scan."
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class FlowsCommand implements Callable<Integer> {
  private final Streams streams;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "PATH",
      description = "APK files, bundles of them, and folders of these, as for scan.")
  private List<String> paths = List.of();

  @Option(
      names = "--models",
      paramLabel = "FILE",
      description =
          "Sources and sinks to use in place of the bundled ones (docs/models.md). How methods pass"
              + " data on stays known.")
  private @Nullable Path models;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "text (for people), json (indented), jsonl (one flow per line). Default: text.")
  private Format format = Format.TEXT;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Files read at the same time. Default: the number of processors.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--together",
      description = {
        "Take the files as apps of one device: intents that leave one may reach the others.",
        "All are held in memory at the same time."
      })
  private boolean together;

  @Option(names = "--limit", paramLabel = "NAME=VALUE", description = LimitText.OPTION)
  private List<String> limits = List.of();

  FlowsCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws Exception {
    CommandSpec command = Objects.requireNonNull(spec);
    if (threads < 1) {
      throw new CommandLine.ParameterException(
          command.commandLine(), "--threads: " + threads + " is below 1");
    }
    return new FlowsRun(streams, format, threads, together, LimitText.of(limits, command))
        .run(paths, models, command)
        .status();
  }
}
