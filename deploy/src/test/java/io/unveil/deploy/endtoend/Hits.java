package io.unveil.deploy.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code unveil search --format jsonl} finds. */
final class Hits {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Hits() {}

  /** {@return all hits of a query; fails when the search says anything on standard error} */
  static List<JsonNode> of(Path data, String query) throws IOException, InterruptedException {
    Launcher.Run run =
        Launcher.unveil(
            "search", "--data", data, "--format", "jsonl", "--limit", 100_000, "--", query);
    assertThat(run.status()).as(run.toString()).isZero();
    assertThat(run.err()).as(run.toString()).isEmpty();
    return run.out().lines().map(JSON::readTree).toList();
  }

  static List<String> shas(List<JsonNode> hits) {
    return hits.stream().map(hit -> hit.at("/sha256").asString()).toList();
  }
}
