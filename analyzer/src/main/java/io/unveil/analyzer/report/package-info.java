/**
 * What the facts mean: the second contract. {@link io.unveil.analyzer.report.ScanReport} is what
 * every output format shows.
 */
@org.jspecify.annotations.NullMarked
package io.unveil.analyzer.report;
