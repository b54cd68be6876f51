package io.unveil.ingest.stream;

import java.time.Instant;

/**
 * A sample was seen here: the value in {@link Topic#ORIGINS}, one record for each submission,
 * whether or not the sample is analysed again. Compacted by sample and origin, so the last sighting
 * from each origin stays.
 *
 * @param schemaVersion version of this format, 1
 * @param sha256 SHA-256 of the file, lower-case hex
 * @param sizeInBytes size of the file
 * @param origin where it came from
 * @param firstStored when the store first had it
 * @param seenAt when it was submitted
 */
public record SampleOrigin(
    int schemaVersion,
    String sha256,
    long sizeInBytes,
    Origin origin,
    Instant firstStored,
    Instant seenAt) {}
