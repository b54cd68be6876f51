package io.unveil.ingest.stream;

import java.time.Instant;

/**
 * A stored sample to be analysed: the value in {@link Topic#SUBMISSIONS}. Its bytes are in the
 * store before this is sent.
 *
 * @param schemaVersion version of this format, 1
 * @param sha256 SHA-256 of the file, lower-case hex; also the record's key
 * @param sizeInBytes size of the file
 * @param origin where it came from
 * @param firstStored when the store first had it
 * @param submittedAt when it was submitted this time
 */
public record Submission(
    int schemaVersion,
    String sha256,
    long sizeInBytes,
    Origin origin,
    Instant firstStored,
    Instant submittedAt) {}
