package io.unveil.deploy.http;

import io.javalin.http.Context;
import io.unveil.analyzer.model.StrictJson;
import io.unveil.analyzer.report.ReportJson;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Answers: one JSON object on one line, with the escapes of reports. */
final class Json {
  static final String TYPE = "application/json";
  private static final JsonMapper MAPPER = StrictJson.mapper().build();
  private static final int MAX_ERROR = 1_000;

  private Json() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static void answer(Context context, int status, Object record) {
    answer(context, status, MAPPER.<ObjectNode>valueToTree(record));
  }

  static void answer(Context context, int status, ObjectNode object) {
    context.status(status).contentType(TYPE).result(bytes(object));
  }

  static void error(Context context, int status, String message, @Nullable Integer position) {
    answer(context, status, error(message, position));
  }

  static byte[] errorBytes(String message) {
    return bytes(error(message, null));
  }

  private static ObjectNode error(String message, @Nullable Integer position) {
    String line = message.replaceAll("[\\r\\n]+", " ");
    ObjectNode object = object();
    object.put("error", line.length() > MAX_ERROR ? line.substring(0, MAX_ERROR) + "…" : line);
    if (position != null) {
      object.put("position", position);
    }
    return object;
  }

  private static byte[] bytes(ObjectNode object) {
    return (ReportJson.write(object) + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
