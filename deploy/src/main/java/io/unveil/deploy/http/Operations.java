package io.unveil.deploy.http;

import io.javalin.http.Context;
import io.unveil.ingest.stream.Replay;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What an operator asks for. */
final class Operations {
  /** Most samples named in one request. */
  static final int MAX_NAMED = 1_000;

  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final int MAX_BODY_BYTES = MAX_NAMED * 66;
  private static final int RETRY_SECONDS = 5;

  private final Upkeep upkeep;

  Operations(Upkeep upkeep) {
    this.upkeep = upkeep;
  }

  void replay(Context context) throws IOException {
    Parameters parameters = Parameters.of(context, Set.of("stage"));
    Replay.From stage = stage(parameters.text("stage", ""));
    List<String> samples = samples(context);
    try {
      Json.answer(context, 200, upkeep.replay(stage, samples));
    } catch (IOException e) {
      throw ApiException.later(503, String.valueOf(e.getMessage()), RETRY_SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiException.later(503, "the server stops", RETRY_SECONDS);
    }
  }

  void purge(Context context) {
    Parameters.of(context, Set.of());
    String sha256 = context.pathParam("sha256");
    if (!SHA256.matcher(sha256).matches()) {
      throw ApiException.of(400, "a sample is named by its SHA-256: 64 lower-case hex digits");
    }
    try {
      Json.answer(context, 200, upkeep.purge(sha256));
    } catch (IOException e) {
      throw ApiException.later(503, String.valueOf(e.getMessage()), RETRY_SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiException.later(503, "the server stops", RETRY_SECONDS);
    }
  }

  private static Replay.From stage(String word) {
    return Arrays.stream(Replay.From.values())
        .filter(stage -> stage.word().equals(word))
        .findAny()
        .orElseThrow(() ->
            ApiException.of(
                400,
                "parameter stage must be one of "
                    + Arrays.stream(Replay.From.values())
                        .map(Replay.From::word)
                        .collect(Collectors.joining(", "))));
  }

  private static List<String> samples(Context context) throws IOException {
    byte[] body;
    try (InputStream in = context.req().getInputStream()) {
      body = in.readNBytes(MAX_BODY_BYTES + 1);
    }
    if (body.length > MAX_BODY_BYTES) {
      context.header("Connection", "close");
      throw ApiException.of(
          413, "name at most " + MAX_NAMED + " samples, one SHA-256 on each line");
    }
    List<String> samples =
        new String(body, StandardCharsets.UTF_8)
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .distinct()
            .toList();
    if (samples.size() > MAX_NAMED
        || !samples.stream().allMatch(s -> SHA256.matcher(s).matches())) {
      throw ApiException.of(
          400,
          "the body names samples, at most %d, one SHA-256 on each line: 64 lower-case hex digits"
              .formatted(MAX_NAMED));
    }
    return samples;
  }
}
