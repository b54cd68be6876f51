package io.unveil.ingest.stream;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Why a record was given up: the value in {@link Topic#FAILURES}, written before the broker is told
 * to never deliver the record again.
 *
 * @param schemaVersion version of this format, 1
 * @param sha256 SHA-256 of the file, lower-case hex; also the record's key. Empty when the record
 *     of work does not name a sample; the key is then its place, such as {@code
 *     apk.submissions-3@17}
 * @param stage {@code unpack}, {@code analyze} or {@code judge}
 * @param reason one sentence: what, where, what to do
 * @param attempts how often it was tried within the last delivery
 * @param deliveries how often the broker delivered the record
 * @param limit the limit that was hit, such as {@code deadline}, or null
 * @param exit exit status or signal of the worker process, or null when there was none
 * @param engineRevision revision of the engine that failed
 * @param topic topic of the record
 * @param partition its partition
 * @param offset its offset
 * @param failedAt when it was given up
 */
public record FailureRecord(
    int schemaVersion,
    String sha256,
    String stage,
    String reason,
    int attempts,
    int deliveries,
    @Nullable String limit,
    @Nullable String exit,
    int engineRevision,
    String topic,
    int partition,
    long offset,
    Instant failedAt) {}
