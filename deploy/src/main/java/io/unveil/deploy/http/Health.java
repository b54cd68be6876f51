package io.unveil.deploy.http;

import io.javalin.http.Context;
import io.unveil.indexer.IndexStatus;
import io.unveil.ingest.stream.StageHealth;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Says how the process and its parts are doing. */
final class Health {
  private final PipelineStatus status;
  private final String version;
  private final Instant startedAt = Instant.now().truncatedTo(ChronoUnit.MILLIS);

  Health(PipelineStatus status, String version) {
    this.status = status;
    this.version = version;
  }

  void live(Context context) {
    Parameters.of(context, Set.of());
    ObjectNode object = Json.object();
    object.put("live", true);
    Json.answer(context, 200, object);
  }

  void ready(Context context) {
    Parameters.of(context, Set.of());
    List<StageHealth> parts = status.parts();
    boolean ready = parts.stream().allMatch(StageHealth::ready);
    ObjectNode object = Json.object();
    object.put("ready", ready);
    put(object, ready ? parts : parts.stream().filter(part -> !part.ready()).toList());
    Json.answer(context, ready ? 200 : 503, object);
  }

  void status(Context context) {
    Parameters.of(context, Set.of());
    List<StageHealth> parts = status.parts();
    ObjectNode object = Json.object();
    object.put("version", version);
    object.put("ready", parts.stream().allMatch(StageHealth::ready));
    object.put("startedAt", startedAt.toString());
    put(object, parts);
    ObjectNode lag = object.putObject("lag");
    status
        .lag()
        .forEach((stage, waiting) -> {
          if (waiting.isPresent()) {
            lag.put(stage, waiting.getAsLong());
          } else {
            lag.putNull(stage);
          }
        });
    status.index().ifPresent(index -> put(object.putObject("index"), index));
    ObjectNode sandbox = object.putObject("sandbox");
    status.sandbox().layers().forEach(sandbox.putArray("layers")::add);
    status.sandbox().missing().forEach(sandbox.putArray("missing")::add);
    ObjectNode counters = object.putObject("counters");
    new TreeMap<>(status.counters()).forEach(counters::put);
    Json.answer(context, 200, object);
  }

  private static void put(ObjectNode object, IndexStatus index) {
    object
        .put("documents", index.documents())
        .put("taken", index.sequence())
        .put("visible", index.visibleSequence())
        .put("durable", index.durableSequence())
        .put("problem", index.problem());
  }

  private static void put(ObjectNode object, List<StageHealth> parts) {
    ArrayNode array = object.putArray("parts");
    for (StageHealth part : parts) {
      array
          .addObject()
          .put("name", part.name())
          .put("ready", part.ready())
          .put("detail", part.detail());
    }
  }
}
