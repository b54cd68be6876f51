package io.unveil.benchmarks.droidbench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Flows as {@code unveil flows --format jsonl} prints them: one a line. */
public final class FlowLines {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private FlowLines() {}

  /**
   * {@return the flows, each pair of calls once}
   *
   * @throws IOException when the file cannot be read or a line is no flow
   */
  static Set<Pair> read(Path file) throws IOException {
    Set<Pair> pairs = new TreeSet<>();
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        try {
          pairs.add(pair(MAPPER.readTree(lines.get(i))));
        } catch (JacksonException | IllegalArgumentException e) {
          String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
          throw new IOException(file + ":" + (i + 1) + " is no flow: " + reason, e);
        }
      }
    }
    return pairs;
  }

  /** Writes flows in the same form, without steps. */
  public static void write(Path file, Set<Pair> pairs) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (Pair pair : pairs) {
      ObjectNode line = MAPPER.createObjectNode();
      line.put("file", pair.file());
      line.putObject("source").put("call", pair.sourceCall()).put("in", pair.sourceMethod());
      line.putObject("sink").put("call", pair.sinkCall()).put("in", pair.sinkMethod());
      lines.append(MAPPER.writeValueAsString(line)).append('\n');
    }
    Files.writeString(file, lines);
  }

  private static Pair pair(JsonNode flow) {
    return new Pair(
        Truth.file(text(flow, "file")),
        written(flow.path("source")),
        text(flow.path("source"), "in"),
        written(flow.path("sink")),
        text(flow.path("sink"), "in"));
  }

  private static String text(JsonNode node, String key) {
    JsonNode value = node.path(key);
    if (!value.isString()) {
      throw new IllegalArgumentException("no text under \"" + key + "\"");
    }
    return value.stringValue();
  }

  /** The call as the instruction names it. */
  private static String written(JsonNode end) {
    return text(end, end.has("through") ? "through" : "call");
  }
}
