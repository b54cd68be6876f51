/**
 * APKs in, and the stream: {@code store} keeps the bytes, {@code stream} moves what is known about
 * them, {@code broker} is the Kafka that runs in this process. Empty itself. Knows nothing of the
 * index: what becomes searchable goes through {@code stream}'s ports.
 */
@org.jspecify.annotations.NullMarked
package io.unveil.ingest;
