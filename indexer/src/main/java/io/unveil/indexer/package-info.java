/**
 * Reports to documents to hits, on Lucene. {@link io.unveil.indexer.ReportIndex} takes entries and
 * keeps one document for each sample, together with the positions of the stream; {@link
 * io.unveil.indexer.ReportSearch} answers a {@link io.unveil.indexer.ReportQuery}. {@link
 * io.unveil.indexer.IndexField} is the schema; {@code docs/search.md} describes the language. Knows
 * nothing of Kafka.
 */
@org.jspecify.annotations.NullMarked
package io.unveil.indexer;
