package io.unveil.deploy.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One sample that a query found.
 *
 * @param sha256 SHA-256 of the file, lower-case hex
 * @param state {@code pending}, {@code reported} or {@code failed}
 * @param verdict name of the verdict in lower case, null while unknown
 * @param strength 0–100, null while unknown
 * @param complete whether everything was read, null while unknown
 * @param packageName application id, null when unknown
 * @param versionName version, null when unknown
 * @param label application label, null when unknown
 * @param behaviours names of what was found
 * @param sizeInBytes size of the file, null while unknown
 * @param firstSeen when it came in first, null while unknown
 * @param lastSeen when it came in last, null while unknown
 * @param judgedAt when the result was made, null while there is none
 */
public record Hit(
    String sha256,
    String state,
    @Nullable String verdict,
    @Nullable Integer strength,
    @Nullable Boolean complete,
    @JsonProperty("package") @Nullable String packageName,
    @Nullable String versionName,
    @Nullable String label,
    List<String> behaviours,
    @Nullable Long sizeInBytes,
    @Nullable Instant firstSeen,
    @Nullable Instant lastSeen,
    @Nullable Instant judgedAt) {
  /** Checks what must be there. */
  public Hit {
    Objects.requireNonNull(sha256, "sha256");
    Objects.requireNonNull(state, "state");
    behaviours = List.copyOf(behaviours);
  }
}
