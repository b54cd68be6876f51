package io.unveil.deploy.cli;

import io.unveil.analyzer.model.StrictJson;
import io.unveil.analyzer.report.ReportJson;
import io.unveil.deploy.client.RefusedException;
import io.unveil.deploy.client.ServerTroubleException;
import io.unveil.deploy.inspect.Inspection;
import io.unveil.deploy.inspect.Inspector;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import tools.jackson.databind.node.ObjectNode;

/**
 * One run of {@code unveil inspect}. Apart from the command, which every start of the process looks
 * at, so that {@code --version} loads neither readers nor JSON.
 */
final class InspectRun {
  private final Streams streams;
  private final Format format;
  private final boolean entries;

  InspectRun(Streams streams, Format format, boolean entries) {
    this.streams = streams;
    this.format = format;
    this.entries = entries;
  }

  ExitCode run(Path file, Limits limits)
      throws RefusedException, ServerTroubleException, InterruptedException {
    Inspection inspection;
    try {
      inspection = new Inspector(limits).inspect(file);
    } catch (MalformedApkException e) {
      streams.complain(file + ": not a readable APK: " + e.getMessage());
      return ExitCode.INCOMPLETE;
    } catch (IOException e) {
      streams.complain(file + ": " + Failures.reading(e));
      return ExitCode.INCOMPLETE;
    }
    String text = text(inspection);
    return StandardOutput.write(
        streams,
        out -> {
          out.write(text.getBytes(StandardCharsets.UTF_8));
          return complete(inspection) ? ExitCode.OK : ExitCode.INCOMPLETE;
        });
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
