package io.unveil.deploy.cli;

import io.unveil.analyzer.AppFlows;
import io.unveil.analyzer.facts.CodeSite;
import io.unveil.analyzer.facts.FlowFact;
import io.unveil.analyzer.facts.Step;
import io.unveil.analyzer.flow.SharedDevice;
import io.unveil.analyzer.model.StrictJson;
import io.unveil.analyzer.report.ReportJson;
import io.unveil.deploy.text.Printable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes flows as text, as one JSON document, or one JSON object a line. */
final class FlowsWriter {
  private static final JsonMapper MAPPER = StrictJson.mapper().build();

  private final Format format;
  private final OutputStream out;
  private final ObjectNode all = MAPPER.createObjectNode();
  private final ArrayNode list = all.putArray("flows");

  private final Collection<String> together;

  /**
   * @param together files that are analysed as apps of one device; empty when each is on its own
   */
  FlowsWriter(Format format, OutputStream out, Collection<String> together) {
    this.format = format;
    this.out = out;
    this.together = List.copyOf(together);
  }

  void write(String file, AppFlows flows) throws IOException {
    switch (format) {
      case TEXT -> write(text(file, flows));
      case JSON -> flows.flows().forEach(flow -> list.add(tree(file, flow)));
      case JSONL -> {
        for (FlowFact flow : flows.flows()) {
          write(ReportJson.write(tree(file, flow)) + "\n");
        }
        out.flush();
      }
    }
  }

  void finish() throws IOException {
    if (format == Format.JSON) {
      write(ReportJson.indented(all) + "\n");
    }
    out.flush();
  }

  private void write(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The file is the source's; a place in another app names that app's file. */
  private ObjectNode tree(String sinkFile, FlowFact flow) {
    String other = fileOf(flow.source());
    String file = other == null ? sinkFile : other;
    ObjectNode tree = MAPPER.createObjectNode();
    tree.put("file", file);
    tree.set("source", end(flow.sourceKind(), flow.sourceCall(), flow.source(), flow));
    ObjectNode sink = end(flow.sinkKind(), flow.sinkCall(), flow.sink(), flow);
    if (!file.equals(sinkFile)) {
      sink.put("file", sinkFile);
    }
    tree.set("sink", sink);
    ArrayNode steps = tree.putArray("steps");
    flow.steps().forEach(step -> steps.add(step(step)));
    tree.put("confirmed", flow.confirmed());
    return tree;
  }

  private @Nullable String fileOf(CodeSite site) {
    return together.stream()
        .filter(name -> site.dex().startsWith(name + SharedDevice.WITHIN))
        .max(Comparator.comparingInt(String::length))
        .orElse(null);
  }

  private static ObjectNode end(String kind, String call, CodeSite site, FlowFact flow) {
    ObjectNode end = MAPPER.createObjectNode();
    end.put("kind", kind);
    end.put("call", call);
    flow.steps().stream()
        .filter(s -> s.action().equals("reflection") && s.site().equals(site))
        .findFirst()
        .ifPresent(s -> end.put("through", s.detail()));
    return place(end, site);
  }

  private static ObjectNode step(Step step) {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("action", step.action());
    place(node, step.site());
    if (step.detail() != null) {
      node.put("detail", step.detail());
    }
    if (step.constant() != null) {
      node.put("constant", step.constant());
    }
    return node;
  }

  private static ObjectNode place(ObjectNode node, CodeSite site) {
    node.put("in", site.method());
    node.put("dex", site.dex());
    node.put("pc", site.pc());
    if (site.line() != null) {
      node.put("line", site.line());
    }
    return node;
  }

  private static String text(String file, AppFlows flows) {
    StringBuilder text = new StringBuilder();
    int count = flows.flows().size();
    text.append(Printable.of(file)).append(": ").append(count);
    text.append(count == 1 ? " flow\n" : " flows\n");
    for (FlowFact flow : flows.flows()) {
      text.append("  ").append(flow.sourceKind()).append(" -> ").append(flow.sinkKind());
      text.append(flow.confirmed().equals("confirmed") ? "\n" : ", " + flow.confirmed() + "\n");
      for (Step step : flow.steps()) {
        text.append("    ").append(step.action()).append(' ');
        if (step.detail() != null) {
          text.append(Printable.of(step.detail())).append(' ');
        }
        text.append("in ").append(Printable.of(step.site().method()));
        text.append(" @").append(step.site().pc()).append('\n');
      }
    }
    return text.toString();
  }
}
