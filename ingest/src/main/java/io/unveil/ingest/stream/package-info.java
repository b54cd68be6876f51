/**
 * The stream: topics, messages and the loops over them. Kafka carries references and facts, never
 * APKs; formats in {@code docs/messages.md}.
 */
@org.jspecify.annotations.NullMarked
package io.unveil.ingest.stream;
