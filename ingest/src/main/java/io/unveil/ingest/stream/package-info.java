/**
 * The stream: topics, messages and the loops over them. Kafka carries references and facts, never
 * APKs; formats in {@code docs/messages.md}.
 *
 * <p>In: {@link io.unveil.ingest.stream.Submitter}. On the way: {@link
 * io.unveil.ingest.stream.WorkLane} for both work stages and {@link
 * io.unveil.ingest.stream.JudgeLoop}. Out: {@link io.unveil.ingest.stream.IndexLoop}, through the
 * port {@link io.unveil.ingest.stream.ReportSink}. Nothing is lost between them: {@link
 * io.unveil.ingest.stream.DeadLetterLoop} and {@link io.unveil.ingest.stream.Reconciler} see to it.
 * Every loop owns one thread, publishes before it acknowledges, and says in one line how it does.
 */
@org.jspecify.annotations.NullMarked
package io.unveil.ingest.stream;
