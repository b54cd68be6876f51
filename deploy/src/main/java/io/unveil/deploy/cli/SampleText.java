package io.unveil.deploy.cli;

import io.unveil.analyzer.model.StrictJson;
import io.unveil.analyzer.report.ReportJson;
import io.unveil.analyzer.report.ScanReport;
import io.unveil.deploy.client.SampleView;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** One sample with its history, for {@code show}. */
final class SampleText {
  private static final int SHOWN_ORIGINS = 5;

  private final SampleView view;

  SampleText(SampleView view) {
    this.view = view;
  }

  /** {@return how the run ends: without a report, the answer is not complete} */
  ExitCode write(Format format, OutputStream out) throws IOException {
    String text =
        switch (format) {
          case TEXT -> text();
          case JSON -> ReportJson.indented(tree()) + "\n";
          case JSONL -> ReportJson.write(tree()) + "\n";
        };
    out.write(text.getBytes(StandardCharsets.UTF_8));
    return view.report() == null ? ExitCode.INCOMPLETE : ExitCode.OK;
  }

  private ObjectNode tree() {
    return StrictJson.mapper().build().valueToTree(view);
  }

  private String text() {
    Block block = new Block();
    ScanReport report = view.report();
    List<SampleView.Seen> origins = view.origins();
    String name = origins.isEmpty() ? view.sha256() : origins.getFirst().name();
    if (report == null) {
      block.line(0, "%s: %s, no result yet", name, view.state());
      block.line(1, "SHA-256 %s", view.sha256());
    } else {
      TextWriter.report(block, name, report);
    }
    block.line(1, "state: %s", view.state());
    block.line(1, "first seen %s, last seen %s", known(view.firstSeen()), known(view.lastSeen()));
    block.line(1, "submitted %s, judged %s", known(view.submittedAt()), known(view.judgedAt()));
    if (report != null) {
      List<String> layers = view.sandbox();
      block.line(1, "sandbox: %s", layers.isEmpty() ? "none" : String.join(", ", layers));
    }
    for (SampleView.Seen origin : origins.subList(0, Math.min(SHOWN_ORIGINS, origins.size()))) {
      block.line(
          1, "seen %s by %s as %s", origin.seenAt().toString(), origin.kind(), origin.name());
    }
    if (origins.size() > SHOWN_ORIGINS) {
      block.line(1, "seen %d more times, all in --format json", origins.size() - SHOWN_ORIGINS);
    }
    return block.toString();
  }

  private static String known(java.time.@Nullable Instant time) {
    return time == null ? "unknown" : time.toString();
  }
}
