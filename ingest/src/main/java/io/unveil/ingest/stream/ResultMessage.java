package io.unveil.ingest.stream;

import io.unveil.analyzer.report.ScanReport;
import java.time.Instant;

/**
 * The end of a sample's way: the value in {@link Topic#RESULTS}. A failed sample has one too, with
 * {@link ScanReport#failure()}.
 *
 * @param schemaVersion version of this format, 2
 * @param sha256 SHA-256 of the file, lower-case hex; also the record's key
 * @param submittedAt when the sample was submitted
 * @param judgedAt when this was made
 * @param report the report
 */
public record ResultMessage(
    int schemaVersion, String sha256, Instant submittedAt, Instant judgedAt, ScanReport report) {}
