package io.unveil.indexer;

import io.unveil.analyzer.facts.Generation;
import io.unveil.analyzer.report.ResultRank;
import io.unveil.analyzer.report.ScanReport.Failure;
import io.unveil.analyzer.report.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the index says about one sample beside its report. Strings of the sample and names of
 * origins are raw: escape before showing. Package, version and label are cut after 512 characters,
 * with an ellipsis; the report has them whole.
 *
 * @param sha256 SHA-256 of the file, lower-case hex
 * @param sizeInBytes size of the file, 0 when not known yet
 * @param state how far it came
 * @param packageName application id, null when unknown
 * @param versionName version, null when unknown
 * @param label application label, null when unknown
 * @param verdict the answer, null while {@link State#PENDING}
 * @param strength orders samples within a verdict, 0–100
 * @param complete whether everything that decides was read
 * @param behaviours names of the findings, by code
 * @param generation what made the result, null while {@link State#PENDING}
 * @param failure stage and reason when {@link State#FAILED}, else null
 * @param origins where it came from, first seen first
 * @param originsDropped sightings whose origin was not kept because there were too many
 * @param valuesDropped values that cannot be searched for because a field had too many
 * @param firstSeen when its bytes were stored or submitted first
 * @param lastSeen when it was submitted last
 * @param submittedAt when it was submitted for what is known now, null when only its origin is
 *     known
 * @param judgedAt when the result was made, null while {@link State#PENDING}
 * @param sandbox layers around the process that analysed the sample; none while {@link
 *     State#PENDING}, when it failed, and when it was the server's own
 */
public record IndexedSample(
    String sha256,
    long sizeInBytes,
    State state,
    @Nullable String packageName,
    @Nullable String versionName,
    @Nullable String label,
    @Nullable Verdict verdict,
    int strength,
    boolean complete,
    List<String> behaviours,
    @Nullable Generation generation,
    @Nullable Failure failure,
    List<KnownOrigin> origins,
    long originsDropped,
    long valuesDropped,
    Instant firstSeen,
    Instant lastSeen,
    @Nullable Instant submittedAt,
    @Nullable Instant judgedAt,
    List<String> sandbox) {
  /** Copies the lists. */
  public IndexedSample {
    behaviours = List.copyOf(behaviours);
    origins = List.copyOf(origins);
    sandbox = List.copyOf(sandbox);
  }

  /** {@return the rank of the result, empty while there is none} */
  public Optional<ResultRank> rank() {
    return generation == null
        ? Optional.empty()
        : Optional.of(new ResultRank(generation, state == State.FAILED));
  }

  /** How far a sample came. */
  public enum State {
    /** Submitted, perhaps unpacked; there is no result yet. */
    PENDING,
    /** There is a report. */
    REPORTED,
    /** It could not be analysed; {@link IndexedSample#failure()} says why. */
    FAILED
  }

  /**
   * Where a sample came from.
   *
   * @param kind how it came in, such as {@code folder}
   * @param name such as a file name; may name a person
   * @param firstSeen when it came from there first
   * @param lastSeen when it came from there last
   */
  public record KnownOrigin(String kind, String name, Instant firstSeen, Instant lastSeen) {}
}
