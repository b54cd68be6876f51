package io.unveil.deploy.cli;

import io.unveil.analyzer.facts.Generation;
import io.unveil.analyzer.judge.Judge;
import io.unveil.analyzer.report.ReportJson;
import io.unveil.unpacker.LimitHit;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One result as one JSON object: {@code file}, then the report's own fields, then {@code run} with
 * what differs between runs over the same bytes. A failed sample has the same fields, so readers
 * need no second format.
 */
final class ResultJson {
  /** Outside any history. */
  private static final Generation NO_GENERATION = new Generation(0, 0, 0);

  private ResultJson() {}

  /** {@return the object on one line} */
  static String line(SampleResult result) {
    return ReportJson.write(object(result));
  }

  /** {@return the object, indented} */
  static String pretty(SampleResult result) {
    return ReportJson.indented(object(result));
  }

  private static ObjectNode object(SampleResult result) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.put("file", result.file());
    switch (result) {
      case SampleResult.Reported reported -> object.setAll(ReportJson.tree(reported.report()));
      case SampleResult.Failed failed -> object.setAll(failed(failed));
    }
    ObjectNode run = object.putObject("run");
    run.put("version", Version.number());
    ObjectNode millis = run.putObject("durationMs");
    for (Map.Entry<String, Double> stage : result.run().millisByStage().entrySet()) {
      millis.put(stage.getKey(), stage.getValue());
    }
    ObjectNode sandbox = run.putObject("sandbox");
    result.run().sandbox().layers().forEach(sandbox.putArray("layers")::add);
    result.run().sandbox().missing().forEach(sandbox.putArray("missing")::add);
    return object;
  }

  /** The report on a failed sample, without what cannot be known about a file that was not read. */
  private static ObjectNode failed(SampleResult.Failed failed) {
    String sha256 = failed.sha256();
    LimitHit limit = failed.limit();
    ObjectNode report =
        ReportJson.tree(
            Judge.failed(
                NO_GENERATION,
                String.valueOf(sha256),
                0,
                failed.stage(),
                failed.reason(),
                limit == null ? List.of() : List.of(limit)));
    if (sha256 == null) {
      report.putNull("sha256");
    }
    report.putNull("sizeInBytes");
    return report;
  }
}
