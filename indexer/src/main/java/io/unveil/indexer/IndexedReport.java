package io.unveil.indexer;

import io.unveil.analyzer.report.ScanReport;
import org.jspecify.annotations.Nullable;

/**
 * What the index says about one sample, and its report.
 *
 * @param sample what is known beside the report
 * @param report the result, null while there is none
 */
public record IndexedReport(IndexedSample sample, @Nullable ScanReport report) {}
