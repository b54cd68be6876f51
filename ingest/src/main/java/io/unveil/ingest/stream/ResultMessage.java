package io.unveil.ingest.stream;

import io.unveil.analyzer.report.ScanReport;
import java.time.Instant;
import java.util.List;

/**
 * The end of a sample's way: the value in {@link Topic#RESULTS}. A failed sample has one too, with
 * {@link ScanReport#failure()}.
 *
 * @param schemaVersion version of this format, 4
 * @param sha256 SHA-256 of the file, lower-case hex; also the record's key
 * @param submittedAt when the sample was submitted
 * @param judgedAt when this was made
 * @param sandbox layers around the process that analysed the sample; none when that was the
 *     server's own, or when the sample failed
 * @param report the report
 */
public record ResultMessage(
    int schemaVersion,
    String sha256,
    Instant submittedAt,
    Instant judgedAt,
    List<String> sandbox,
    ScanReport report) {
  /** Copies the list. */
  public ResultMessage {
    sandbox = List.copyOf(sandbox);
  }
}
