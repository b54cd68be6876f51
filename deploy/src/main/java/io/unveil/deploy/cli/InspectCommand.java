package io.unveil.deploy.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code unveil inspect}: what one file says about itself, and how it deviates. */
@Command(
    name = "inspect",
    description = {
      "Show what one APK (or bundle of APKs) says about itself: manifest, certificates, DEX files,",
      "payloads, anomalies, and on which Android versions it installs.",
      "Reads bytes only; nothing is run, installed or contacted. No verdict: see scan."
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class InspectCommand implements Callable<Integer> {
  private final Streams streams;

  @Parameters(paramLabel = "FILE", description = "An APK, or a bundle (.apks, .xapk, .apkm).")
  private Path file = Path.of("");

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "text (a tree for people), json (indented), jsonl (one line). Default: text.")
  private Format format = Format.TEXT;

  @Option(names = "--entries", description = "Also list the entries of the archive in the text.")
  private boolean entries;

  @Option(names = "--limit", paramLabel = "NAME=VALUE", description = LimitText.OPTION)
  private List<String> limits = List.of();

  @Spec private @Nullable CommandSpec spec;

  InspectCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws Exception {
    return new InspectRun(streams, format, entries)
        .run(file, LimitText.of(limits, Objects.requireNonNull(spec)))
        .status();
  }
}
