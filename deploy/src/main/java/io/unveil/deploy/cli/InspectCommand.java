package io.unveil.deploy.cli;

import io.unveil.analyzer.model.StrictJson;
import io.unveil.analyzer.report.ReportJson;
import io.unveil.deploy.inspect.Inspection;
import io.unveil.deploy.inspect.Inspector;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
import tools.jackson.databind.node.ObjectNode;

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
    Limits bounds = LimitText.of(limits, Objects.requireNonNull(spec));
    Inspection inspection;
    try {
      inspection = new Inspector(bounds).inspect(file);
    } catch (MalformedApkException e) {
      streams.complain(file + ": not a readable APK: " + e.getMessage());
      return ExitCode.INCOMPLETE.status();
    } catch (IOException e) {
      streams.complain(file + ": " + Failures.reading(e));
      return ExitCode.INCOMPLETE.status();
    }
    String text = text(inspection);
    return StandardOutput.write(
            streams,
            out -> {
              out.write(text.getBytes(StandardCharsets.UTF_8));
              return complete(inspection) ? ExitCode.OK : ExitCode.INCOMPLETE;
            })
        .status();
  }

  private static boolean complete(Inspection inspection) {
    return inspection.apk().incomplete().isEmpty() && inspection.dexFailures().isEmpty();
  }

  private String text(Inspection inspection) {
    return switch (format) {
      case TEXT -> new InspectText(inspection, entries).toString();
      case JSON -> ReportJson.indented(tree(inspection)) + "\n";
      case JSONL -> ReportJson.write(tree(inspection)) + "\n";
    };
  }

  private static ObjectNode tree(Inspection inspection) {
    return StrictJson.mapper().build().valueToTree(inspection);
  }
}
