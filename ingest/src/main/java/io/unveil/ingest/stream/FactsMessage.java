package io.unveil.ingest.stream;

import io.unveil.analyzer.facts.AppFacts;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an app does: the value in {@link Topic#FACTS}.
 *
 * @param schemaVersion version of this format, 4
 * @param sha256 SHA-256 of the file, lower-case hex; also the record's key
 * @param submittedAt when the sample was submitted
 * @param analyzedAt when this was made
 * @param sandbox layers around the process that made them; none when that was the server's own
 * @param facts the facts, or null when they are stored beside the APK because they are large
 * @param factsStoredAs name of the derived file in the store, or null when {@code facts} is here
 */
public record FactsMessage(
    int schemaVersion,
    String sha256,
    Instant submittedAt,
    Instant analyzedAt,
    List<String> sandbox,
    @Nullable AppFacts facts,
    @Nullable String factsStoredAs) {
  /** Insists on exactly one of the two. */
  public FactsMessage {
    sandbox = List.copyOf(sandbox);
    if ((facts == null) == (factsStoredAs == null)) {
      throw new IllegalArgumentException("exactly one of facts and factsStoredAs");
    }
  }
}
