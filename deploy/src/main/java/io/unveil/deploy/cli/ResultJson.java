package io.unveil.deploy.cli;

import io.unveil.analyzer.report.ScanReport;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * One result as one JSON object: {@code file}, then the report's own fields, then {@code run} with
 * what differs between runs over the same bytes. A file without a report has the fields that can be
 * known, so readers need no second format.
 */
final class ResultJson {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private ResultJson() {}

  /** {@return the object on one line} */
  static String line(SampleResult result) {
    return Printable.json(MAPPER.writeValueAsString(object(result)));
  }

  /** {@return the object, indented} */
  static String pretty(SampleResult result) {
    return Printable.json(
        MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(object(result)));
  }

  private static ObjectNode object(SampleResult result) {
    ObjectNode object = MAPPER.createObjectNode();
    object.put("file", result.file());
    switch (result) {
      case SampleResult.Reported reported -> object.setAll(report(reported.report()));
      case SampleResult.Failed failed -> failed(object, failed);
    }
    ObjectNode run = object.putObject("run");
    run.put("version", Version.number());
    ObjectNode millis = run.putObject("durationMs");
    for (Map.Entry<String, Double> stage : result.millisByStage().entrySet()) {
      millis.put(stage.getKey(), stage.getValue());
    }
    return object;
  }

  private static ObjectNode report(ScanReport report) {
    return (ObjectNode) MAPPER.valueToTree(report);
  }

  private static void failed(ObjectNode object, SampleResult.Failed failed) {
    object.putNull("sha256");
    object.putNull("package");
    object.put("verdict", "inconclusive");
    object.putArray("reasons").add(failed.reason());
    ObjectNode completeness = object.putObject("completeness");
    completeness.put("complete", false);
    completeness.putArray("reasons").add(failed.reason());
    object.putArray("findings");
    object.putArray("anomalies");
    ObjectNode failure = object.putObject("failure");
    failure.put("stage", failed.stage());
    failure.put("reason", failed.reason());
  }
}
