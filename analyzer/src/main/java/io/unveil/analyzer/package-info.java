/**
 * Two verbs: what an app does ({@link io.unveil.analyzer.AppAnalyzer} makes {@link
 * io.unveil.analyzer.facts.AppFacts}) and what that means ({@link io.unveil.analyzer.judge.Judge}
 * makes {@link io.unveil.analyzer.report.ScanReport}). Pure: no files but bundled data, no clocks
 * but the backstop, no network.
 */
@org.jspecify.annotations.NullMarked
package io.unveil.analyzer;
