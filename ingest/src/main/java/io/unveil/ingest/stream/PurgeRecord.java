package io.unveil.ingest.stream;

import java.time.Instant;

/**
 * A sample was purged: the value in {@link Topic#PURGES}. Whatever was submitted until then is gone
 * or goes; what is submitted later is a new sample.
 *
 * @param schemaVersion version of this format, 1
 * @param sha256 SHA-256 of the file, lower-case hex; also the record's key
 * @param purgedAt when
 */
public record PurgeRecord(int schemaVersion, String sha256, Instant purgedAt) {}
