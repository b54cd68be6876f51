package io.unveil.deploy.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A jar that, first on a class path, turns the product into one with a newer edition of its rules:
 * the same rules under the next revision. What an older edition judged may be judged again.
 */
final class NextEdition {
  private static final String INDEX = "io/unveil/analyzer/rules/index.json";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private NextEdition() {}

  /** {@return the revision of the rules that come with the product} */
  static int current() throws IOException {
    return index().get("revision").asInt();
  }

  /** Writes the jar. */
  static void write(Path jar) throws IOException {
    ObjectNode index = index();
    index.put("revision", current() + 1);
    Jars.write(jar, Map.of(INDEX, JSON.writeValueAsBytes(index)));
  }

  private static ObjectNode index() throws IOException {
    try (InputStream in = NextEdition.class.getResourceAsStream("/" + INDEX)) {
      if (in == null) {
        throw new IOException("the product has no " + INDEX + " any more");
      }
      return (ObjectNode) JSON.readTree(in.readAllBytes());
    }
  }
}
